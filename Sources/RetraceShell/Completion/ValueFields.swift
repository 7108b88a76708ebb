import RetraceLanguage
import RetraceTables

/// What can be named of a value, for completion and help.
enum ValueFields {
  /// The names that may follow a `.`.
  static func names(of value: Value) -> [String] {
    switch value {
    case .record(let record): record.fields.map(\.name)
    case .table(let table): table.names
    case .row(let row): row.table.names
    case .object(let object): object.fieldNames
    default: []
    }
  }

  /// The columns that a bare name may mean where a command works on this value.
  static func columns(of value: Value) -> [String] {
    switch value {
    case .table(let table): return table.names
    case .row(let row): return row.table.names
    case .record(let record): return record.fields.map(\.name)
    case .object(let object):
      // Models and runs name their features, as a list or as a table with a row each.
      switch try? object.field("features") {
      case .list(let items): return items.compactMap(text)
      case .table(let table):
        guard let column = table["feature"] ?? table["name"] else { return [] }
        return (0..<column.count).compactMap { text(Value(column[$0])) }
      default: return []
      }
    default: return []
    }
  }

  private static func text(_ value: Value) -> String? {
    if case .text(let text) = value { text } else { nil }
  }
}
