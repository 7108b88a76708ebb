import RetraceNumerics
public import RetraceTables

extension Value {
  /// The JSON form: a table is an array of objects, a row each; columns and lists are arrays,
  /// records and rows objects, missing is null; a function is its text.
  ///
  /// - Throws: what an object throws.
  public func json() throws -> JSON {
    switch self {
    case .missing: return .null
    case .number(let number): return .number(number)
    case .logical(let flag): return .logical(flag)
    case .text(let text): return .text(text)
    case .list(let items): return .array(try items.map { try $0.json() })
    case .record(let record):
      return .object(try record.fields.map { JSON.Member($0.name, try $0.value.json()) })
    case .column(let column): return .array(Self.json(column))
    case .table(let table):
      let columns = table.columns.map(Self.json)
      return .array(
        (0..<table.rowCount).map { row in
          .object(zip(table.names, columns).map { JSON.Member($0, $1[row]) })
        })
    case .row(let row):
      return .object(zip(row.table.names, row.cells).map { JSON.Member($0, Self.json($1)) })
    case .function: return .text(sourceText)
    case .object(let object): return try object.json()
    }
  }

  private static func json(_ column: Column) -> [JSON] {
    switch column.storage {
    case .numbers(let numbers): numbers.map { $0.isMissing ? .null : .number($0) }
    case .logicals(let bytes): bytes.map { $0 == 2 ? .null : .logical($0 == 1) }
    default: (0..<column.count).map { json(column[$0]) }
    }
  }

  private static func json(_ cell: Cell) -> JSON {
    switch cell {
    case .missing: .null
    case .number(let number): .number(number)
    case .logical(let flag): .logical(flag)
    case .text(let text): .text(text)
    }
  }
}
