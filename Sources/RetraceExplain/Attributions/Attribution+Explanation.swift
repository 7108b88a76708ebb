import RetraceCatalog
public import RetraceDisplay
import RetraceModels
import RetraceNumerics
public import RetraceTables

extension Attribution {
  /// What it shows: facts, a table with bars, notes.
  public var explanation: Explanation {
    Explanation(
      kind: "attribution", summary: summary, document: document, json: json, fields: fields)
  }

  /// It in one line: `lime · probability of bad 0.73 · R² 0.42`.
  public var summary: String {
    var words = [
      method, "\(output.phrase(target: target)) \(ExplanationText.number(prediction))",
    ]
    if let rowLabel { words.insert(rowLabel, at: 1) }
    if let surrogate { words.append("R² \(ExplanationText.number(surrogate.r2, digits: 3))") }
    return words.joined(separator: " · ")
  }

  /// A row per feature, the strongest first: `feature`, `value`, `attribution` and, where it is
  /// estimated, `error`; with `condition` where that says more than the value.
  public var table: Table {
    let parts = strongestFirst
    var columns: [(name: String, column: Column)] = [
      ("feature", Column(texts: parts.map(\.feature))),
      ("value", Column(texts: parts.map { ExplanationText.optionalCell($0.value) })),
    ]
    if parts.contains(where: { $0.condition != "" }) {
      columns.append(("condition", Column(texts: parts.map(\.condition))))
    }
    columns.append(("attribution", Column(numbers: parts.map(\.attribution))))
    if parts.contains(where: { $0.error != nil }) {
      columns.append(("error", Column(numbers: parts.map { $0.error ?? .missing })))
    }
    return Table(columns)
  }

  private var document: Document {
    var facts: [(name: String, value: String)] = [
      ("prediction", ExplanationText.number(prediction)), ("base", ExplanationText.number(base)),
    ]
    if let surrogate {
      facts.append(
        (
          "surrogate",
          "\(ExplanationText.number(surrogate.prediction)), "
            + "intercept \(ExplanationText.number(surrogate.intercept))"
        ))
      facts.append(("fidelity", "R² \(ExplanationText.number(surrogate.r2, digits: 3))"))
    }
    if usedParts.count < parts.count {
      facts.append(("features", "\(usedParts.count) of \(parts.count) are used"))
    }
    var cost = "\(ExplanationText.count(calls)) model calls"
    if let seed { cost += ", seed \(seed)" }
    facts.append(("cost", cost))
    let head = rowLabel.map { "\(method) · \($0)" } ?? method
    var blocks: [Document.Block] = [
      .headline("\(head) · \(output.phrase(target: target))"), .facts(facts),
      .table(
        table,
        TableStyle(
          rowLimit: nil, digits: ["attribution": 4, "error": 2], barColumns: ["attribution"],
          rowNoun: "features")),
    ]
    if !notes.isEmpty { blocks.append(.notes(notes)) }
    return Document(blocks)
  }

  /// The signed bars of the attributions, the strongest first.
  public var figure: Figure {
    Figure(
      .bars(
        strongestFirst.map {
          Figure.Bar(
            $0.condition.isEmpty ? $0.feature : $0.condition, $0.attribution,
            error: $0.error.map { 2 * $0 })
        }),
      title: "\(method): \(output.phrase(target: target))", xLabel: "attribution")
  }

  /// Its JSON form.
  public var json: JSON {
    var members: [JSON.Member] = [
      .init("kind", .text("attribution")), .init("method", .text(method)),
      .init("output", .text(output.scale.rawValue)),
      .init("class", output.outputClass.map(\.json) ?? .null),
      .init("base", .number(base)), .init("prediction", .number(prediction)),
    ]
    if let surrogate {
      members.append(.init("intercept", .number(surrogate.intercept)))
      members.append(.init("surrogate_prediction", .number(surrogate.prediction)))
    }
    members.append(.init("features", .array(usedParts.map(\.json))))
    members.append(
      .init(
        "fidelity", surrogate.map { .record(["r2": .number($0.r2)]) } ?? .object([])))
    members.append(.init("calls", .number(Double(calls))))
    members.append(.init("seed", seed.map { .number(Double($0)) } ?? .null))
    members.append(.init("notes", .array(notes.map(JSON.text))))
    return .object(members)
  }

  private var fields: [(name: String, value: Argument)] {
    var fields: [(name: String, value: Argument)] = [
      ("method", .text(method)), ("output", .text(output.scale.rawValue)),
      ("class", output.outputClass.map(Argument.init) ?? .missing),
      ("base", .number(base)), ("prediction", .number(prediction)), ("features", .table(table)),
    ]
    if let surrogate {
      fields.append(("intercept", .number(surrogate.intercept)))
      fields.append(("surrogate_prediction", .number(surrogate.prediction)))
      fields.append(("r2", .number(surrogate.r2)))
      fields.append(("fidelity", .record([("r2", .number(surrogate.r2))])))
    }
    fields.append(("calls", .number(Double(calls))))
    fields.append(("seed", seed.map { .number(Double($0)) } ?? .missing))
    fields.append(("notes", .list(notes.map(Argument.text))))
    return fields
  }
}

extension Attribution.Part {
  /// The part as the JSON form has it.
  var json: JSON {
    var members: [JSON.Member] = [
      .init("feature", .text(feature)), .init("value", value.json),
    ]
    if !condition.isEmpty { members.append(.init("condition", .text(condition))) }
    members.append(.init("attribution", .number(attribution)))
    members.append(.init("error", error.map(JSON.number) ?? .null))
    return .object(members)
  }
}

extension Argument {
  /// A cell as a value of the language.
  package init(_ cell: Cell) {
    switch cell {
    case .missing: self = .missing
    case .number(let number): self = .number(number)
    case .logical(let flag): self = .flag(flag)
    case .text(let text): self = .text(text)
    }
  }
}
