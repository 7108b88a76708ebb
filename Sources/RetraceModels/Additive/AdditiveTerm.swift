/// One term of an additive model: a table of scores over the bins of one or two features.
public struct AdditiveTerm: Sendable, Equatable {
  /// What the term is called, such as `age` or `age & income`.
  public let name: String
  /// The features, one or two, and their bins.
  public let axes: [AdditiveAxis]
  /// The scores: by the bin of the first axis, then of the second, then by output.
  public let scores: [Double]
  /// The standard deviation of each score over the bags that it was learned on; empty if it is
  /// not known.
  public let deviations: [Double]
  /// The weight of the training rows in each bin or pair of bins; empty if it is not known.
  public let weights: [Double]

  /// Makes a term.
  ///
  /// - Parameters:
  ///   - scores: for each bin (of a pair: row by row) a number per output.
  ///   - deviations: as many as scores, or none.
  ///   - weights: one for each bin or pair of bins, or none.
  public init(
    name: String, axes: [AdditiveAxis], scores: [Double], deviations: [Double] = [],
    weights: [Double] = []
  ) {
    self.name = name
    self.axes = axes
    self.scores = scores
    self.deviations = deviations
    self.weights = weights
  }

  /// Whether it is over two features.
  public var isPair: Bool { axes.count == 2 }

  /// The bins, of a pair the pairs of bins.
  public var binCount: Int { axes.reduce(1) { $0 * $1.count } }

  /// The mean size of the term's contribution over the training rows, of several outputs their
  /// mean; nil without weights.
  public var importance: Double? {
    let outputs = scores.count / max(1, binCount)
    let total = weights.reduce(0, +)
    guard weights.count == binCount, outputs > 0, total > 0 else { return nil }
    var sum = 0.0
    for bin in weights.indices {
      var size = 0.0
      for output in 0..<outputs { size += abs(scores[bin * outputs + output]) }
      sum += weights[bin] * size / Double(outputs)
    }
    return sum / total
  }

  /// The same term with other scores.
  func with(scores: [Double], deviations: [Double]? = nil) -> AdditiveTerm {
    AdditiveTerm(
      name: name, axes: axes, scores: scores, deviations: deviations ?? self.deviations,
      weights: weights)
  }
}
