public import RetraceCatalog
public import RetraceModels

/// Which model to train, before there is one.
public enum ModelSpec: CatalogObject, Equatable {
  /// Logistic regression; of several classes softmax, of numbers linear regression.
  ///
  /// - l2: the factor of half the squared weights in the loss; nil for the default.
  case logistic(l2: Double? = nil)
  /// A multilayer perceptron.
  ///
  /// - hidden: the widths of the hidden layers.
  /// - activation: of the hidden layers.
  /// - l2: the factor of half the squared weights in the loss; nil for the default.
  case mlp(hidden: [Int] = [16], activation: Activation = .relu, l2: Double? = nil)
  /// A decision tree.
  case tree(TreeSpec = TreeSpec())
  /// A random forest.
  case forest(ForestSpec = ForestSpec())
  /// Gradient boosting.
  case boosting(BoostingSpec = BoostingSpec())
  /// An additive model with pairs: an explainable boosting machine.
  case additive(AdditiveOptions = AdditiveOptions())

  /// What it is in an error message.
  public var kindPhrase: String { "a model to train" }

  /// Its name in the language.
  public var family: String {
    switch self {
    case .logistic: "logistic"
    case .mlp: "mlp"
    case .additive: "additive"
    case .tree: "tree"
    case .forest: "forest"
    case .boosting: "boosting"
    }
  }

  /// What was said of L2; nil for the default.
  var l2: Double? {
    switch self {
    case .logistic(let l2), .mlp(_, _, let l2): l2
    case .boosting(let spec): spec.l2
    case .tree, .forest, .additive: nil
    }
  }

  /// Whether it is a network or a linear model, learned by gradients in epochs.
  var isDense: Bool {
    switch self {
    case .logistic, .mlp: true
    case .tree, .forest, .boosting, .additive: false
    }
  }

  /// Checks ranges of the settings.
  ///
  /// - Throws: ``RunError/unsuitedOption(_:reason:)``.
  func check() throws {
    switch self {
    case .logistic, .mlp: break
    case .tree(let spec): try spec.check()
    case .forest(let spec): try spec.check()
    case .boosting(let spec): try spec.check()
    case .additive(let options): try options.check()
    }
    if let l2, !(l2 >= 0 && l2.isFinite) {
      throw RunError.unsuitedOption("l2", reason: "takes a number from 0 on, got \(l2)")
    }
    guard case .mlp(let hidden, let activation, _) = self else { return }
    guard hidden.count <= 16, hidden.allSatisfy({ (1...4_096).contains($0) }) else {
      throw RunError.unsuitedOption(
        "hidden", reason: "takes up to 16 widths from 1 to 4096, got \(hidden)")
    }
    guard activation != .softmax else {
      throw RunError.unsuitedOption(
        "activation", reason: "takes relu, tanh, logistic or identity in hidden layers")
    }
  }
}
