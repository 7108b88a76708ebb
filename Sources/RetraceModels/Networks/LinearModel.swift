import RetraceNumerics

/// A model whose margin or value is a sum of one term per feature.
public protocol LinearModel: Model {
  /// The terms of one output on its margin or value scale.
  ///
  /// - Parameter output: which column of a prediction.
  func linearTerms(output: Int) -> LinearTerms
}

/// An output as intercept plus one term per feature.
public struct LinearTerms: Sendable, Equatable {
  /// What one feature adds.
  public struct Term: Sendable, Equatable {
    /// What a number is multiplied by; 0 for a category.
    public let slope: Double
    /// What each level of a category adds; empty for a number.
    public let levels: [Double]
    /// What a missing cell adds; NaN if the output is NaN then.
    public let missing: Double
    /// What a level the model has not seen adds.
    public let unknown: Double

    /// What a cell adds.
    public func effect(of cell: Double) -> Double {
      if cell.isMissing { return missing }
      if cell.isNaN { return unknown }
      guard !levels.isEmpty else { return slope * cell }
      let position = Int(exactly: cell) ?? -1
      return levels.indices.contains(position) ? levels[position] : unknown
    }
  }

  /// The output where every term is 0.
  public let intercept: Double
  /// A term per feature.
  public let terms: [Term]
}
