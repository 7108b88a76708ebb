import RetraceCatalog
import RetraceDisplay
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceTables

/// A model as a value; taken from a run it remembers the run.
final class ModelObject: ObjectValue, CatalogObject {
  let model: any Model
  let run: Run?
  /// The format of the file that it was read from, if it was.
  let format: String?

  init(_ model: any Model, run: Run? = nil, format: String? = nil) {
    self.model = model
    self.run = run
    self.format = format
  }

  let kind = "model"
  var kindPhrase: String { "a model" }

  var summary: String {
    let target = model.outputs.target.map { " · predicts \($0)" } ?? ""
    guard let format else { return "model · \(model.summary)\(target)" }
    // Some summaries count the features themselves.
    let count = model.summary.contains("feature") ? "" : model.features.count.counted("feature")
    return ["model", format, model.summary, count].filter { !$0.isEmpty }.joined(separator: " · ")
      + classPhrase + target
  }

  /// The classes, as many as go on the line.
  private var classPhrase: String {
    let names = model.outputs.classNames
    guard !names.isEmpty else { return "" }
    let listed = names.joined(separator: ", ")
    return names.count <= 6 && listed.count <= 40
      ? " · classes \(listed)" : " · \(names.count) classes"
  }

  let fieldNames = ["family", "features", "target", "classes", "outputs"]

  func field(_ name: String) -> Value? {
    switch name {
    case "family": .text(model.family)
    case "features": .table(featureTable)
    case "target": model.outputs.target.map(Value.text) ?? .missing
    case "classes": .list(model.outputs.classes.map { Value($0) })
    case "outputs": .list(model.outputs.scales.map { .text($0.rawValue) })
    default: nil
    }
  }

  func document() -> Document {
    var facts: [(name: String, value: String)] = []
    if let target = model.outputs.target { facts.append(("predicts", target)) }
    if model.outputs.isClassifier {
      facts.append(("classes", model.outputs.classNames.joined(separator: ", ")))
    }
    facts.append(("outputs", model.outputs.scales.map(\.rawValue).joined(separator: ", ")))
    if let run { facts.append(("run", run.name)) }
    return Document([
      .headline(summary), .facts(facts), .table(featureTable, TableStyle(rowNoun: "features")),
    ])
  }

  func json() throws -> JSON {
    .record([
      "kind": .text(kind), "family": .text(model.family), "summary": .text(model.summary),
      "target": model.outputs.target.map(JSON.text) ?? .null,
      "classes": .array(model.outputs.classNames.map(JSON.text)),
      "features": try Value.table(featureTable).json(),
    ])
  }

  private var featureTable: Table {
    let features = model.features.features
    return Table([
      ("feature", Column(texts: features.map(\.name))),
      ("kind", Column(texts: features.map { $0.levels == nil ? "number" : "category" })),
      ("holds", Column(texts: features.map(Self.content))),
    ])
  }

  /// The levels of a category, or from where to where numbers reach, if that is known.
  private static func content(of feature: Feature) -> String? {
    if let levels = feature.levels {
      return levels.prefix(8).joined(separator: ", ") + (levels.count > 8 ? ", …" : "")
    }
    return feature.range.map { range in
      "\(NumberFormat.short(range.lowerBound)) to \(NumberFormat.short(range.upperBound))"
    }
  }
}
