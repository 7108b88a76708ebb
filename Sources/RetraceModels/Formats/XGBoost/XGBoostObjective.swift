import RetraceNumerics

/// What the sums of an XGBoost model mean.
struct XGBoostObjective {
  /// What turns the sums into predictions.
  let link: TreeEnsemble.Link
  /// The scale of the sums.
  let sumScale: OutputScale
  /// The scales that can be given, what XGBoost's own `predict` gives first.
  let scales: [OutputScale]
  /// What is turned into the sum's start by the inverse of the link.
  private let baseLink: TreeEnsemble.Link
  /// What there is to say about it.
  var notes: [String] = []

  /// The objective of a name; nil if it is not known.
  init?(_ name: String) {
    // Old versions had names of their own for objectives on the graphics card.
    let name = name.hasPrefix("gpu:") ? String(name.dropFirst(4)) : name
    switch name {
    case "binary:logistic": self.init(.logistic, [.probability, .margin])
    case "binary:logitraw":
      self.init(.logistic, [.margin, .probability], base: .identity)
    case "binary:hinge":
      self.init(.identity, [.margin], sum: .margin)
      notes = ["the objective 'binary:hinge' tells classes without probabilities"]
    case "multi:softprob", "multi:softmax":
      self.init(.softmax, [.probability, .margin], base: .identity)
    case "reg:logistic": self.init(.logistic, [.value, .margin])
    case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft":
      self.init(.exponential, [.value, .margin])
    case "reg:squarederror", "reg:linear", "reg:squaredlogerror", "reg:pseudohubererror",
      "reg:absoluteerror", "reg:quantileerror", "reg:expectileerror", "rank:pairwise",
      "rank:ndcg", "rank:map":
      self.init(.identity, [.value], sum: .value)
    default: return nil
    }
  }

  private init(
    _ link: TreeEnsemble.Link, _ scales: [OutputScale], sum: OutputScale = .margin,
    base: TreeEnsemble.Link? = nil
  ) {
    self.link = link
    self.scales = scales
    sumScale = sum
    baseLink = base ?? link
  }

  /// An objective that is not known: its sums are taken as they are.
  static func unknown(_ name: String) -> XGBoostObjective {
    var objective = XGBoostObjective(.identity, [.value], sum: .value)
    objective.notes = ["the objective '\(name)' is not known: predictions are the trees' sums"]
    return objective
  }

  /// Where the sum starts, of the base score that the file has on the scale of predictions.
  ///
  /// XGBoost takes it through the inverse link in 32 bits.
  ///
  /// - Returns: nil for a base score that the link cannot give.
  func margin(ofBaseScore score: Float) -> Double? {
    let margin: Float
    switch baseLink {
    case .identity, .softmax, .softplus, .signedSquare: margin = score
    case .logistic:
      guard score > 0, score < 1 else { return nil }
      margin = -Float(Kernels.log(Double(1 / score - 1)))
    case .exponential:
      guard score > 0 else { return nil }
      margin = Float(Kernels.log(Double(score)))
    }
    return margin.isFinite ? Double(margin) : nil
  }
}
