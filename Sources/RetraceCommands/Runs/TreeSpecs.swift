import RetraceCatalog
import RetraceLanguage
import RetraceRuns
import RetraceSyntax

extension Command {
  /// The command `tree(depth:, min_leaf:, criterion:)`.
  static let tree = Command(
    "tree", "A decision tree to train.",
    .optional("depth", 4, in: 1...60, "The most questions a row is asked."),
    .optional("min_leaf", 1, in: 1...1_000_000_000, "The fewest training rows of a leaf."),
    .choice("criterion", ["gini", "entropy"], "What splits of classes lower."),
    group: .runs,
    discussion: """
      CART: at each node the one split that helps most, tried at every midpoint of neighbouring \
      numbers. Categories are divided by sets of levels, and missing cells go to the side where \
      they help most. A number as target is split by squared error. The run records a stage per \
      level of the tree.
      """,
    examples: [Example("tree(depth: 3, min_leaf: 20)", "for train(t, model: …)")],
    references: [
      "L. Breiman, J. Friedman, R. Olshen, C. Stone, Classification and Regression Trees, "
        + "Wadsworth, 1984, https://doi.org/10.1201/9781315139470"
    ],
    searchTerms: ["decision tree", "cart", "rules"]
  ) { (depth: Int, minimumLeaf: Int, criterion: String) in
    var spec = TreeSpec()
    spec.depth = depth
    spec.minimumLeaf = minimumLeaf
    spec.criterion = TreeCriterion(rawValue: criterion) ?? .gini
    return .object(SpecObject(.tree(spec)))
  }

  /// The command `forest(trees:, depth:, features:, …)`.
  static let forest = Command(
    "forest", "A random forest to train.",
    .optional("trees", 100, in: 1...10_000, "How many trees."),
    .optional(
      "depth", Int?.none, "The most questions a row is asked in a tree.", type: .integer(1...60),
      defaultText: "as many as it takes"),
    .optional(
      "features", Double?.none, "The share of the features that a split may choose from.",
      type: .number(0...1), defaultText: "√features of classes, a third for numbers"),
    .optional(
      "bootstrap", true, "Whether each tree learns rows drawn with replacement; else all rows."),
    .optional("min_leaf", 1, in: 1...1_000_000_000, "The fewest rows of a leaf."),
    .choice("criterion", ["gini", "entropy"], "What splits of classes lower."), group: .runs,
    discussion: """
      Trees on rows drawn for each, with features drawn for each split; a class's votes are the \
      mean of the leaves' shares. The run records which rows each tree drew, and measures the \
      others out of the bag: the split `oob` of metrics(run) needs no validation rows.
      """,
    examples: [
      Example("forest(trees: 200, min_leaf: 5)", "for train(t, model: …)"),
      Example(
        "t = example(\"credit\").train\nrun = train(t, target: repaid, model: forest(trees: 20))\n"
          + "metrics(run) | where(split == \"oob\") | tail(3)",
        "judged by the rows that the trees did not learn"),
    ],
    references: [
      "L. Breiman, Random Forests, Machine Learning 45, 2001, "
        + "https://doi.org/10.1023/A:1010933404324"
    ],
    searchTerms: ["random forest", "bagging", "out of bag", "oob"]
  ) {
    (
      trees: Int, depth: Int?, features: Double?, bootstrap: Bool, minimumLeaf: Int,
      criterion: String
    ) in
    var spec = ForestSpec()
    spec.trees = trees
    spec.depth = depth
    spec.features = features
    spec.bootstrap = bootstrap
    spec.minimumLeaf = minimumLeaf
    spec.criterion = TreeCriterion(rawValue: criterion) ?? .gini
    return .object(SpecObject(.forest(spec)))
  }

  /// The command `boosting(trees:, depth:, rate:, …)`.
  static let boosting = Command(
    "boosting", "Gradient boosting to train: trees that each correct those before.",
    .optional("trees", 100, in: 1...10_000, "How many trees; of several classes for each."),
    .optional("depth", 6, in: 1...30, "The most questions a row is asked in a tree."),
    .optional(
      "rate", Double?.none, "What each tree's values are multiplied by.", type: .number(0...10),
      defaultText: "0.1"),
    .optional(
      "leaves", Int?.none, "The most leaves of a tree, the best split first.",
      type: .integer(2...4_096), defaultText: "as many as the depth allows"),
    .optional(
      "l2", Double?.none, "What is added to the hessians of a leaf.", type: .number(0...1e12),
      defaultText: "1"),
    .optional("rows", 1.0, in: 0...1, "The share of the rows that a tree learns."),
    .optional("columns", 1.0, in: 0...1, "The share of the columns that a tree may use."),
    .optional(
      "min_hessian", 1.0, in: 0...1e12, "The least sum of hessians of a leaf; for numbers, rows."),
    .optional(
      "early_stopping", Int?.none, "After how many trees without a better validation loss it ends.",
      type: .integer(1...10_000), defaultText: "never"),
    .optional(
      "monotone", Record?.none, "Which way the prediction may go with a feature: {age: \"up\"}.",
      type: .record, defaultText: "{}"),
    .optional("bins", 255, in: 2...255, "The most bins of a column of numbers."), group: .runs,
    discussion: """
      Splits gain by gradients and hessians of the loss, over histograms of the columns. Missing \
      cells go where they help most, categories are divided by sets of levels. With \
      `early_stopping:` the model is the one with the least loss on the validation rows; the run \
      records all trees.

      `monotone: {age: "up"}` promises that the prediction never falls as age grows, all else \
      being the same; "down" that it never rises.
      """,
    examples: [
      Example("boosting(trees: 300, early_stopping: 20)", "for train(t, model: …)"),
      Example("boosting(monotone: {income: \"up\"})", "more income never lowers the prediction"),
    ],
    references: [
      "J. Friedman, Greedy Function Approximation: A Gradient Boosting Machine, Annals of "
        + "Statistics 29, 2001, https://doi.org/10.1214/aos/1013203451",
      "T. Chen, C. Guestrin, XGBoost, KDD 2016, https://doi.org/10.1145/2939672.2939785",
      "G. Ke et al., LightGBM, NeurIPS 2017, "
        + "https://proceedings.neurips.cc/paper/2017/hash/6449f44a102fde848669bdd9eb6b76fa-Abstract.html",
    ],
    searchTerms: ["gradient boosting", "gbm", "xgboost", "lightgbm", "trees"]
  ) {
    (
      invocation: Invocation, trees: Int, depth: Int, rate: Double?, leaves: Int?, l2: Double?,
      rows: Double, columns: Double, minimumHessian: Double, earlyStopping: Int?,
      monotone: Record?, bins: Int
    ) in
    var spec = BoostingSpec()
    (spec.trees, spec.depth, spec.rate, spec.leaves, spec.l2) = (trees, depth, rate, leaves, l2)
    (spec.rows, spec.columns, spec.minimumHessian) = (rows, columns, minimumHessian)
    (spec.earlyStopping, spec.bins) = (earlyStopping, bins)
    for field in monotone?.fields ?? [] {
      guard case .text(let word) = field.value,
        let direction = BoostingSpec.Direction(rawValue: word)
      else {
        throw invocation.error(
          .wrongType,
          "the direction of '\(field.name)' is \"up\" or \"down\", got "
            + field.value.shapePhrase, at: "monotone")
      }
      spec.monotone[field.name] = direction
    }
    return .object(SpecObject(.boosting(spec)))
  }
}
