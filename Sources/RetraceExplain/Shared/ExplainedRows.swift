package import RetraceModels
public import RetraceNumerics
public import RetraceTables

/// The rows that are explained, as the user has them and as the model takes them.
public struct ExplainedRows: Sendable {
  /// The rows with the user's columns.
  public let table: Table
  /// The same rows as the model takes them.
  public let matrix: Matrix

  /// Takes a subject's rows.
  ///
  /// - Throws: ``ExplainError`` if there is no row or a number is infinite or NaN without being
  ///   missing; `ModelError` if the columns do not fit the model.
  public init(_ subject: Subject, explainer: String) throws {
    table = subject.rows
    guard table.rowCount > 0 else {
      throw ExplainError.tooFewRows(explainer: explainer, needed: 1, got: 0)
    }
    matrix = try subject.model.features.matrix(of: table)
    try matrix.requireFiniteNumbers(subject.model.features, in: "the rows to explain")
  }

  /// How a row is named: `valid[17]` if its table is known by name, else its position.
  public func label(_ row: Int) -> String? {
    Row(table, row).label
  }
}

extension Matrix {
  /// Checks that every number of a feature is finite or missing.
  ///
  /// Levels that a model does not know are NaN and allowed.
  ///
  /// - Throws: ``ExplainError/notFinite(table:feature:row:)`` with the first cell that is not.
  package func requireFiniteNumbers(_ features: FeatureSpace, in name: String) throws {
    // A product with 0 is 0 for finite numbers only, and their sum stays 0.
    guard elements.reduce(0, { $0 + $1 * 0 }) != 0 else { return }
    let isNumber = features.features.map { $0.levels == nil }
    for row in 0..<rows {
      for column in 0..<columns {
        let number = elements[row * columns + column]
        guard !number.isFinite, !number.isMissing, isNumber[column] else { continue }
        throw ExplainError.notFinite(
          table: name, feature: features.features[column].name, row: row)
      }
    }
  }
}
