import RetraceCatalog
import RetraceLanguage
import RetraceModels
import RetraceRuns

extension Command {
  /// The command `logistic(l2:)`.
  static let logistic = Command(
    "logistic", "A logistic regression to train; for numbers a linear one.",
    .optional(
      "l2", Double?.none, "The factor of half the squared weights in the loss.",
      type: .number(0...1e12), defaultText: "0.001"),
    group: .runs,
    discussion: "Of several classes it is softmax regression, of a number linear regression.",
    examples: [Example("logistic(l2: 0.01)", "for train(t, model: …)")],
    searchTerms: ["linear", "regression", "softmax"]
  ) { (l2: Double?) in .object(SpecObject(.logistic(l2: l2))) }

  /// The command `mlp(hidden:, activation:, l2:)`.
  static let mlp = Command(
    "mlp", "A multilayer perceptron to train.",
    .optional("hidden", [16], "The widths of the hidden layers."),
    .choice("activation", ["relu", "tanh", "logistic", "identity"], "Of the hidden layers."),
    .optional(
      "l2", Double?.none, "The factor of half the squared weights in the loss.",
      type: .number(0...1e12), defaultText: "0.003"),
    group: .runs,
    examples: [Example("mlp(hidden: [32, 16])", "two hidden layers")],
    searchTerms: ["neural network", "perceptron", "deep"]
  ) { (hidden: [Int], activation: String, l2: Double?) in
    .object(
      SpecObject(
        .mlp(hidden: hidden, activation: Activation(rawValue: activation) ?? .relu, l2: l2)))
  }
}
