import RetraceTables

extension Value {
  /// What the value is in one line, as an assignment shows it:
  /// `table · 1,000 rows · 21 columns`.
  public var summary: String {
    switch self {
    case .missing, .number, .logical: return sourceText
    case .text(let text):
      return text.count <= 60 ? sourceText : "text · \(text.count.counted("character"))"
    case .list(let items): return "list · \(items.count.counted("element"))"
    case .record(let record):
      let names = record.fields.map(\.name)
      guard names.count <= 6 else { return "record · \(names.count.counted("field"))" }
      return names.isEmpty ? "record · empty" : "record · \(names.joined(separator: ", "))"
    case .column(let column):
      return "column · \(column.kind.word) · \(column.count.counted("value"))"
    case .table(let table):
      return "table · \(table.rowCount.counted("row")) · \(table.columnCount.counted("column"))"
    case .row(let row):
      let label = row.label ?? "[\(row.position)]"
      return "row · \(label) · \(row.table.columnCount.counted("column"))"
    case .function(let function):
      guard let lambda = function as? LambdaFunction else { return "command · \(function.name)" }
      let text = lambda.sourceText
      return text.count <= 60 ? "function · \(text)" : "function"
    case .object(let object): return object.summary
    }
  }
}
