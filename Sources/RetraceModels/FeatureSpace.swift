import Glibc
public import RetraceNumerics
public import RetraceTables

/// The features that a model takes, in order.
public struct FeatureSpace: Sendable, Equatable {
  /// The features, in the order of the columns of a matrix.
  public let features: [Feature]

  /// Makes a feature space.
  public init(_ features: [Feature]) {
    self.features = features
  }

  /// How many features there are.
  public var count: Int { features.count }

  /// The names of the features.
  public var names: [String] { features.map(\.name) }

  /// The rows of a table as the model takes them: numbers as they are, true/false as 1 and 0,
  /// texts of a category as the position of their level.
  ///
  /// Numbers in the column of a category are taken as its levels written as texts; where none of
  /// its levels is a number, as the positions of the levels.
  ///
  /// - Returns: a row per row of the table and a column per feature; missing cells are
  ///   `Double.missing`, texts that are no level of the feature are NaN.
  /// - Throws: ``ModelError`` if a column is absent or of the wrong kind.
  public func matrix(of table: Table) throws -> Matrix {
    var matrix = Matrix(rows: table.rowCount, columns: count)
    for (position, feature) in features.enumerated() {
      guard let column = table[feature.name] else {
        throw ModelError.absentColumn(feature.name, available: table.names)
      }
      let numbers = try Self.numbers(of: column, for: feature)
      for row in 0..<table.rowCount { matrix[row, position] = numbers[row] }
    }
    return matrix
  }

  private static func numbers(of column: Column, for feature: Feature) throws -> [Double] {
    switch (feature.kind, column.storage) {
    case (.number, .numbers(let numbers)): return numbers
    case (.number, .logicals(let bytes)):
      return bytes.map { $0 == 2 ? .missing : Double($0) }
    case (.category(let levels), .codes(let coded)):
      let positions = Dictionary(
        zip(levels, levels.indices), uniquingKeysWith: { first, _ in first })
      let moved = coded.levels.map { positions[$0].map(Double.init) ?? .nan }
      return coded.codes.map { $0 == CodedValues.missingCode ? .missing : moved[Int($0)] }
    case (.category(let levels), .numbers(let numbers))
    where !levels.contains(where: { Double($0) != nil }):
      let last = Double(levels.count - 1)
      return numbers.map { number in
        number.isMissing || (number >= 0 && number <= last && number.rounded() == number)
          ? number : .nan
      }
    case (.category(let levels), _):
      let positions = Dictionary(
        zip(levels, levels.indices), uniquingKeysWith: { first, _ in first })
      return (0..<column.count).map { row in
        switch column[row] {
        case .missing: .missing
        case .number(let number): positions[JSON.numberText(number)].map(Double.init) ?? .nan
        case .logical(let flag): positions["\(flag)"].map(Double.init) ?? .nan
        case .text(let text): positions[text].map(Double.init) ?? .nan
        }
      }
    case (.number, _):
      throw ModelError.wrongColumnKind(
        feature.name,
        expected: feature.isCode
          ? "the code of a category, as its file does not name the categories" : "number",
        got: column.kind.rawValue)
    }
  }
}
