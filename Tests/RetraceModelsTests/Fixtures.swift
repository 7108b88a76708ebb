import RetraceNumerics
import RetraceTables

/// Files beside the tests.
enum Fixtures {
  static func path(_ name: String) -> String {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    return "/\(folder)/Fixtures/\(name)"
  }

  static func table(_ name: String) throws -> Table { try TableReader.read(path: path(name)) }

  static func matrix(_ table: Table) -> Matrix {
    var matrix = Matrix(rows: table.rowCount, columns: table.columnCount)
    for (position, column) in table.columns.enumerated() {
      guard case .numbers(let numbers) = column.storage else { continue }
      for row in numbers.indices { matrix[row, position] = numbers[row] }
    }
    return matrix
  }
}
