import RetraceModels
import RetraceNumerics
import RetraceTables

/// Rows as the additive learner sees them: the bins of every column, targets and weights.
///
/// Arrays by row are padded with rows of weight 0 to a multiple of ``lanes``.
struct AdditiveTask: Sendable {
  /// Rows that the kernels take at once.
  static let lanes = 8

  /// What the gradient is of.
  enum Loss: Sendable {
    /// Half the squared error.
    case squared
    /// Of two classes.
    case logistic
    /// Of several classes.
    case softmax
  }

  /// One feature.
  struct Column: Sendable {
    /// The bins of its own term.
    let axis: AdditiveAxis
    /// The bins of its pairs, unions of those of its own term; nil if it takes part in none.
    let pairAxis: AdditiveAxis?
    /// For each own bin the bin in pairs.
    let pairBins: [UInt8]
    /// The bin per row.
    let bins: [UInt16]
    /// 1 if the score may only rise with the feature, -1 if it may only fall, else 0.
    let direction: Int
  }

  let loss: Loss
  let rowCount: Int
  let columns: [Column]
  /// The number to learn, or the position of the class.
  let targets: [Float]
  let weights: [Float]
  /// How many scores a row has.
  let outputs: Int
  let options: AdditiveOptions
  let seed: UInt64

  /// Puts rows into bins.
  ///
  /// - Parameters:
  ///   - rows: a column per feature.
  ///   - targets: the number, or the position of the class, per row.
  ///   - classCount: how many classes there are; 0 for numbers.
  ///   - weights: how much each row counts; nil for all alike.
  /// - Throws: `Interrupted`; ``RunError`` for monotone features that are none.
  init(
    _ rows: Matrix, _ features: FeatureSpace, targets: [Double], classCount: Int,
    weights: [Double]?, options: AdditiveOptions, seed: UInt64
  ) throws {
    try options.check()
    let padded = (rows.rows + Self.lanes - 1) / Self.lanes * Self.lanes
    loss = classCount == 0 ? .squared : classCount == 2 ? .logistic : .softmax
    outputs = classCount > 2 ? classCount : 1
    rowCount = rows.rows
    self.options = options
    self.seed = seed
    for name in options.monotone.keys.sorted() {
      guard let feature = features.features.first(where: { $0.name == name }) else {
        throw RunError.absentColumn(
          name, role: "monotone", near: NearNames.near(name, among: features.names))
      }
      guard feature.levels == nil else {
        throw RunError.unsuitedOption(
          "monotone", reason: "takes numbers, '\(name)' is a category")
      }
      guard outputs == 1 else {
        throw RunError.unsuitedOption(
          "monotone", reason: "goes with two classes or a number, there are \(classCount) classes")
      }
    }
    columns = try Parallel.map(count: features.count) { position in
      try Self.column(position, rows, features.features[position], padded: padded, options)
    }
    func padding(_ numbers: [Double]) -> [Float] {
      numbers.map { Float($0) } + [Float](repeating: 0, count: padded - numbers.count)
    }
    self.targets = padding(targets)
    self.weights = padding(weights ?? [Double](repeating: 1, count: rows.rows))
  }

  /// What as many rows as a leaf needs weigh in the hessian of a pair's leaf, at most.
  var leastPairHessian: Float { Float(options.minLeaf) * (loss == .squared ? 1 : 0.25) }

  private static func column(
    _ position: Int, _ rows: Matrix, _ feature: Feature, padded: Int, _ options: AdditiveOptions
  ) throws -> Column {
    let cells = rows.column(position)
    let axis: AdditiveAxis
    var pairAxis: AdditiveAxis?
    if let levels = feature.levels {
      guard levels.count <= 60_000 else {
        throw RunError.unsuitedColumn(
          feature.name, reason: "it has \(levels.count) levels, at most 60000 are learned from")
      }
      axis = AdditiveAxis(feature: position, bins: .levels(levels.count))
      if levels.count <= options.pairBins { pairAxis = axis }
    } else {
      let sorted = Sorting.sorted(cells).filter { !$0.isNaN }
      let cuts = QuantileBins(sorted: sorted, limit: options.bins).cuts
      axis = AdditiveAxis(feature: position, bins: .cuts(cuts))
      let coarse = CoarseCuts.some(of: cuts, on: sorted, bins: options.pairBins)
      pairAxis = AdditiveAxis(feature: position, bins: .cuts(coarse))
    }
    let direction =
      switch options.monotone[feature.name] {
      case .up?: 1
      case .down?: -1
      case nil: 0
      }
    // A pair could undo the order.
    if direction != 0 { pairAxis = nil }
    var pairBins: [UInt8] = []
    if let pairAxis {
      if case .cuts(let cuts) = axis.bins {
        let starts = [-Double.infinity] + cuts
        pairBins = [0] + starts.map { UInt8(pairAxis.bin(of: $0)) } + [UInt8(pairAxis.count - 1)]
      } else {
        pairBins = (0..<axis.count).map { UInt8($0) }
      }
    }
    var bins = cells.map { UInt16(axis.bin(of: $0)) }
    bins += [UInt16](repeating: 0, count: padded - bins.count)
    return Column(
      axis: axis, pairAxis: pairAxis, pairBins: pairBins, bins: bins, direction: direction)
  }
}
