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
    case .column(let column): return .array(column.json)
    case .table(let table): return table.json
    case .row(let row):
      return .object(zip(row.table.names, row.cells).map { JSON.Member($0, $1.json) })
    case .function: return .text(sourceText)
    case .object(let object): return try object.json()
    }
  }
}
