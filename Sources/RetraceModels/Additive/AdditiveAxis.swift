import RetraceNumerics

/// How the cells of one feature fall into the bins of a term.
///
/// Bin 0 is for missing cells, the last bin for levels that are unknown. Between them lie the
/// bins of the numbers, from low to high, or one for each level of a category. A number equal to
/// a cut falls to the right of it.
public struct AdditiveAxis: Sendable, Equatable {
  /// What the bins are made of.
  public enum Bins: Sendable, Equatable {
    /// Numbers, between ascending finite cuts.
    case cuts([Double])
    /// The levels of a category, by their positions.
    case levels(Int)
  }

  /// The position of the feature in the model's features.
  public let feature: Int
  /// What the bins are made of.
  public let bins: Bins

  /// Makes an axis.
  public init(feature: Int, bins: Bins) {
    self.feature = feature
    self.bins = bins
  }

  /// How many bins there are, those for missing and unknown cells included.
  public var count: Int {
    switch bins {
    case .cuts(let cuts): cuts.count + 3
    case .levels(let levels): levels + 2
    }
  }

  /// Whether the bins are those of numbers, in an order.
  public var isOrdered: Bool {
    if case .cuts = bins { true } else { false }
  }

  /// The bins between the one for missing cells and the one for unknown levels.
  public var known: Range<Int> { 1..<max(1, count - 1) }

  /// The bin of a cell.
  ///
  /// - Complexity: O(log bins).
  public func bin(of cell: Double) -> Int {
    switch bins {
    case .cuts(let cuts):
      guard !cell.isNaN else { return 0 }
      var (low, high) = (0, cuts.count)
      while low < high {
        let middle = (low + high) / 2
        if cuts[middle] <= cell { low = middle + 1 } else { high = middle }
      }
      return 1 + low
    case .levels(let levels):
      if cell.isMissing { return 0 }
      guard let level = Int(exactly: cell), level >= 0, level < levels else { return levels + 1 }
      return 1 + level
    }
  }

  /// Writes the bins of one feature's cells in rows of a matrix.
  ///
  /// - Parameters:
  ///   - cells: rows × `width` cells.
  ///   - result: a bin per row.
  func bins(
    of cells: UnsafeBufferPointer<Double>, width: Int,
    into result: UnsafeMutableBufferPointer<Int32>
  ) {
    guard case .cuts(let cuts) = bins else {
      for row in result.indices { result[row] = Int32(bin(of: cells[row * width + feature])) }
      return
    }
    // A fixed number of halvings without a branch, so that rows overlap in the processor.
    cuts.withUnsafeBufferPointer { cuts in
      let count = cuts.count
      for row in result.indices {
        let cell = cells[row * width + feature]
        var (base, length) = (0, count)
        while length > 1 {
          let half = length / 2
          base += cuts[base + half - 1] <= cell ? half : 0
          length -= half
        }
        let position = count == 0 ? 0 : base + (cuts[base] <= cell ? 1 : 0)
        result[row] = cell.isNaN ? 0 : Int32(1 + position)
      }
    }
  }
}
