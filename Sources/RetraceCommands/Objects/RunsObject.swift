import RetraceDisplay
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceTables

/// Several runs as a value: indexed by number or name, shown as a table with a row per run.
final class RunsObject: ObjectValue {
  let collection: RunCollection
  let runs: [RunObject]

  init(_ collection: RunCollection) {
    self.collection = collection
    runs = collection.runs.map { RunObject($0) }
  }

  let kind = "runs"
  var summary: String {
    ["runs", collection.source, NumberFormat.count(runs.count, "run")].filter { !$0.isEmpty }
      .joined(separator: " · ")
  }
  let fieldNames = ["names", "table"]

  func field(_ name: String) -> Value? {
    switch name {
    case "names": .list(runs.map { .text($0.run.name) })
    case "table": .table(table)
    default: nil
    }
  }

  func element(at index: Value) -> Value? {
    switch index {
    case .number(let number):
      guard let position = Int(exactly: number) else { return nil }
      let place = position < 0 ? runs.count + position : position
      return runs.indices.contains(place) ? .object(runs[place]) : nil
    case .text(let name):
      return collection[name].map { .object(RunObject($0)) }
    default: return nil
    }
  }

  func document() -> Document {
    let notes = collection.notes.isEmpty ? [] : [Document.Block.notes(collection.notes)]
    return Document([.headline(summary), .table(table, TableStyle(rowNoun: "runs"))] + notes)
  }

  func json() -> JSON { .array(runs.map { $0.json() }) }

  private var table: Table {
    Table([
      ("name", Column(texts: runs.map { Optional($0.run.name) })),
      ("model", Column(texts: runs.map { $0.run.model?.summary })),
      ("epochs", Column(numbers: runs.map { Double($0.run.epochCount) })),
      ("status", Column(texts: runs.map { Optional($0.run.header.status.rawValue) })),
    ])
  }
}
