import RetraceCatalog
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceSyntax

extension Command {
  /// The command `additive(pairs:, rounds:, bags:, …)`.
  static let additive = Command(
    "additive", "An additive model with pairs to train: an explainable boosting machine.",
    .optional("pairs", 5, in: 0...1_000, "How many pairs of features get a term."),
    .optional("rounds", 500, in: 1...100_000, "The most rounds over all features, then pairs."),
    .optional("bags", 8, in: 1...1_000, "On how many bags of rows it is learned."),
    .optional("rate", 0.15, in: 0...1, "How much of each step's optimum is taken."),
    .optional("bins", 1_024, in: 2...16_384, "The most bins of a number."),
    .optional("pair_bins", 64, in: 2...128, "The most bins of a number in a pair."),
    .optional("leaves", 3, in: 2...64, "Into how many parts a step divides a feature."),
    .optional("min_leaf", 4, in: 1...1_000_000, "The fewest rows in such a part."),
    .optional("smoothing", 100, in: 0...100_000, "The first rounds, whose cuts are random."),
    .optional(
      "patience", 20, in: 1...100_000, "Rounds without improvement after which a bag stops."),
    .optional(
      "monotone", Record([]), "Features that may move the prediction one way only.",
      type: .record, defaultText: "{}"),
    group: .runs,
    discussion: """
      The model is a sum of terms, each a table over one feature or a pair: terms(run) shows \
      them, and nothing else is in it. Each of the bags learns feature by feature in small steps, \
      until the 15% of its rows that it holds out do not improve, then the pairs whose \
      interaction is strongest; the model is the mean, and the deviation between bags is shown \
      as a band. Of several classes there are no pairs. Numbers need no scaling, categories and \
      missing cells have bins of their own.

      `monotone: {age: "up"}` keeps the prediction from falling as age rises, whatever the other \
      features are; such a feature is in no pair.
      """,
    examples: [
      Example("additive(pairs: 2, monotone: {income: \"up\"})", "for train(t, model: …)")
    ],
    references: [
      "Y. Lou, R. Caruana, J. Gehrke, G. Hooker, Accurate Intelligible Models with Pairwise Interactions, KDD 2013, https://doi.org/10.1145/2487575.2487579",
      "H. Nori, S. Jenkins, P. Koch, R. Caruana, InterpretML: A Unified Framework for Machine Learning Interpretability, 2019, https://arxiv.org/abs/1909.09223",
    ],
    searchTerms: ["ebm", "gam", "explainable boosting machine", "interpretable", "glass box"]
  ) {
    (
      invocation: Invocation, pairs: Int, rounds: Int, bags: Int, rate: Double, bins: Int,
      pairBins: Int, leaves: Int, minLeaf: Int, smoothing: Int, patience: Int, monotone: Record
    ) in
    var options = AdditiveOptions()
    options.pairs = pairs
    options.rounds = rounds
    options.bags = bags
    options.rate = rate
    options.bins = bins
    options.pairBins = pairBins
    options.leaves = leaves
    options.minLeaf = minLeaf
    options.smoothing = smoothing
    options.patience = patience
    for field in monotone.fields {
      guard case .text(let word) = field.value,
        let direction = AdditiveModel.Direction(rawValue: word)
      else {
        throw invocation.error(
          .unknownChoice,
          "'\(field.name):' takes \"up\" or \"down\", got \(field.value.shapePhrase)",
          at: "monotone", help: "for example monotone: {\(field.name): \"up\"}")
      }
      options.monotone[field.name] = direction
    }
    return .object(SpecObject(.additive(options)))
  }
}
