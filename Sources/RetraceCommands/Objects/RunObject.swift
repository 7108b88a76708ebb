import RetraceCatalog
import RetraceDisplay
import RetraceExplain
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceTables

/// A training run as a value.
final class RunObject: ObjectValue, CatalogObject {
  /// How many of its parameters a run shows.
  private static let shownParameters = 16

  let run: Run
  /// What it shows where that is not the run as a whole.
  private let shown: Document?

  init(_ run: Run, shown: Document? = nil) {
    self.run = run
    self.shown = shown
  }

  let kind = "run"
  var kindPhrase: String { "a run" }

  var summary: String {
    var parts = ["run", run.name]
    if let model = run.model { parts.append(model.summary) }
    // Where every stage is a tree, the model has told them already.
    if run.epochCount > 0, run.stage != .tree {
      parts.append(NumberFormat.count(run.epochCount, run.stage.rawValue))
    }
    if let measure { parts.append(measure) }
    return parts.joined(separator: " · ")
  }

  var fieldNames: [String] {
    [
      "name", "params", "metrics", "features", "target", "classes", "train", "valid",
      "checkpoints", "steps", "model", "environment", "id", "status", "tool", "tags", "artifacts",
      "notes",
    ] + (run.header.truth == nil ? [] : ["truth"]) + run.tables.map(\.name)
  }

  func field(_ name: String) throws -> Value? {
    switch name {
    case "name": return .text(run.name)
    case "id": return .text(run.header.id)
    case "status": return .text(run.header.status.rawValue)
    case "tool": return .text(run.header.tool)
    case "tags": return .record(Record(json: run.header.tags))
    case "artifacts": return .list(run.header.artifacts.map { .text($0) })
    case "params": return .record(Record(json: RunParameters.typed(of: run)))
    case "metrics": return .table(run.metrics)
    case "features": return .list(run.features.map { .text($0) })
    case "target": return run.target.map { .text($0) } ?? .missing
    case "classes": return .list(run.classes.map { .text($0) })
    case "train": return .table(try run.requireTrain())
    case "valid": return .table(try run.requireValid())
    case "checkpoints": return .table(run.checkpointTable)
    case "steps": return run.steps.map { .table($0) } ?? .missing
    case "model": return .object(ModelObject(try run.requireModel(), run: run))
    case "environment": return .record(Record(json: run.environment))
    case "notes": return .list(run.notes.map { .text($0) })
    case "truth": return try truth()
    default: return run.tables.first { $0.name == name }.map { .table($0.table) }
    }
  }

  /// What was planted in generated data; flipped rows count in `train` and `valid`.
  private func truth() throws -> Value? {
    guard case .object(let members)? = run.header.truth else { return nil }
    var fields: [(name: String, value: Value)] = []
    for member in members where member.key != "flipped_rows" {
      fields.append((member.key, Value(json: member.value)))
    }
    for split in ["train", "valid"] {
      let rows = try run.flippedRows(split) ?? []
      fields.append(("flipped_\(split)", .list(rows.map { .number(Double($0)) })))
    }
    return .record(Record(fields))
  }

  func document() -> Document {
    if let shown { return shown }
    var facts: [(name: String, value: String)] = []
    if let target = run.target { facts.append(("predicts", target)) }
    if !run.classes.isEmpty { facts.append(("classes", run.classes.joined(separator: ", "))) }
    let rows = [("train", run.train), ("valid", run.valid)].compactMap { name, table in
      table.map { "\(NumberFormat.count($0.rowCount)) \(name)" }
    }
    if !rows.isEmpty { facts.append(("rows", rows.joined(separator: ", "))) }
    if !run.features.isEmpty {
      facts.append(("features", run.features.joined(separator: ", ")))
    }
    for member in run.params.prefix(Self.shownParameters) {
      facts.append((member.key, Value(json: member.value).displayText))
    }
    if run.params.count > Self.shownParameters {
      let rest = run.params.count - Self.shownParameters
      facts.append(("…", "\(NumberFormat.count(rest, "further parameter")) in params"))
    }
    if let experiment = run.header.experiment { facts.append(("experiment", experiment)) }
    if run.header.isDeleted { facts.append(("deleted", "by its tool's user")) }
    var blocks: [Document.Block] = [.headline(summary)] + (facts.isEmpty ? [] : [.facts(facts)])
    let last = lastMetrics
    if last.rowCount > 0 { blocks.append(.table(last, TableStyle(rowNoun: "metrics"))) }
    if !run.notes.isEmpty { blocks.append(.notes(run.notes)) }
    return Document(blocks)
  }

  func json() -> JSON {
    .object([
      .init("name", .text(run.name)), .init("id", .text(run.header.id)),
      .init("status", .text(run.header.status.rawValue)),
      .init("parent", run.header.parent.map(JSON.text) ?? .null),
      .init("tool", .text(run.header.tool)), .init("params", .object(run.params)),
      .init("metrics", .object(lastValues)), .init("tags", .object(run.header.tags)),
    ])
  }

  /// The validation accuracy or error in a few words.
  private var measure: String? {
    for metric in ["accuracy", "rmse", "loss"] {
      for split in ["valid", "train"] {
        if let value = run.lastValue(metric, split: split) {
          return "\(metric) \(NumberFormat.short(value)) (\(split))"
        }
      }
    }
    return nil
  }

  /// The last value of each metric of each split: metric, split, value.
  private var lastMetrics: Table {
    guard let names = run.metrics["metric"], let splits = run.metrics["split"],
      let values = run.metrics["value"]
    else { return Table([]) }
    let grouping = Grouping(run.metrics, by: ["metric", "split"])
    let last = grouping.rows().compactMap(\.last)
    return Table([
      ("metric", names.selecting(last)), ("split", splits.selecting(last)),
      ("last", values.selecting(last)),
    ])
  }

  private var lastValues: [JSON.Member] {
    RunMetrics(run).series.compactMap { series in
      series.last.map { .init(series.key, .number($0)) }
    }
  }
}
