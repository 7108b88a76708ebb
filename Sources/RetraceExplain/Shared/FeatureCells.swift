public import RetraceModels
import RetraceNumerics
public import RetraceTables

/// Turns numbers of a model's matrices back into the cells that the user knows.
///
/// A model takes categories as positions of levels and true/false as 1 and 0; explanations show
/// `car` and `true`.
public struct FeatureCells: Sendable {
  /// The model's features.
  public let features: FeatureSpace
  /// Whether each number feature is true/false in the user's tables.
  public let isLogical: [Bool]

  /// Learns from the user's tables which features are true/false: the first that has the column.
  public init(_ features: FeatureSpace, tables: [Table]) {
    self.features = features
    isLogical = features.features.map { feature in
      guard case .number = feature.kind else { return false }
      for table in tables {
        if let column = table[feature.name] { return column.kind == .logical }
      }
      return false
    }
  }

  /// The cell that a number of a matrix stands for.
  public func cell(_ number: Double, feature: Int) -> Cell {
    if number.isMissing { return .missing }
    if let levels = features.features[feature].levels {
      guard let position = Int(exactly: number), levels.indices.contains(position) else {
        return .missing
      }
      return .text(levels[position])
    }
    if isLogical[feature], number == 0 || number == 1 { return .logical(number == 1) }
    return .number(number)
  }

  /// The cell of a row of the user's table, which may be a level that the model does not know.
  public func cell(of table: Table, row: Int, feature: Int) -> Cell {
    table[features.features[feature].name]?[row] ?? .missing
  }
}
