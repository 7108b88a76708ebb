import RetraceDisplay
import RetraceExplain
import RetraceLanguage
import RetraceTables

/// An explanation whose main part is a table, as which it is taken where a command takes one: it
/// is indexed by row, and the table's columns are among its fields.
final class TabledExplanation: ObjectValue {
  private let explanation: ExplanationObject
  private let table: Table

  init(_ explanation: Explanation, table: Table) {
    self.explanation = ExplanationObject(explanation, run: nil)
    self.table = table
  }

  var kind: String { explanation.kind }
  var summary: String { explanation.summary }

  var fieldNames: [String] {
    let own = explanation.fieldNames
    return own + table.names.filter { !own.contains($0) }
  }

  func field(_ name: String) -> Value? {
    explanation.field(name) ?? table[name].map { .column($0) }
  }

  var elements: ObjectElements? {
    let table = table
    return ObjectElements(
      count: table.rowCount, noun: "rows", names: { [] }, position: { _ in nil },
      element: { .row(Row(table, $0)) }, selecting: { .table(table.selecting(rows: $0)) })
  }

  func tableForm() -> Table? { table }
  func document() -> Document { explanation.document() }
  func json() -> JSON { explanation.json() }
}
