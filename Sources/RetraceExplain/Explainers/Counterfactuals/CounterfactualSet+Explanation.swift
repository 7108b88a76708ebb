import RetraceCatalog
import RetraceDisplay
import RetraceModels
public import RetraceTables

extension CounterfactualSet {
  /// What it shows: the changes of each counterfactual, what they are worth, notes.
  public var explanation: Explanation {
    Explanation(
      kind: "counterfactuals", summary: summary, document: document, json: json, fields: fields)
  }

  /// It in one line: `counterfactuals · good instead of bad · 4 found · nearest 2 changes`.
  public var summary: String {
    var words = ["counterfactuals"]
    if let rowLabel { words.append(rowLabel) }
    words.append(wish)
    if let first = counterfactuals.first {
      words.append("\(found) found")
      words.append("nearest \(ExplanationText.count(first.changeCount, "change"))")
    } else {
      words.append(isProven ? "none exists" : "none found")
    }
    return words.joined(separator: " · ")
  }

  /// What was wanted, in words: `good instead of bad`, `price from 100 to 200`.
  var wish: String {
    switch target {
    case .outputClass(let wanted):
      let name = ExplanationText.cell(wanted)
      return predictedClass.map { "\(name) instead of \(ExplanationText.cell($0))" } ?? name
    case .range(let low, let high):
      let name = output.phrase(target: targetName)
      if low == -.infinity { return "\(name) at most \(ExplanationText.number(high, digits: 6))" }
      if high == .infinity { return "\(name) at least \(ExplanationText.number(low, digits: 6))" }
      return "\(name) from \(ExplanationText.number(low, digits: 6)) to "
        + ExplanationText.number(high, digits: 6)
    }
  }

  /// The counterfactuals as rows: the features, then `prediction`, `l0`, `mad_l1`,
  /// `plausibility`, `minimal`, those only where no feature has the name.
  public var rows: Table { CounterfactualTables.rows([self], showsPositions: false) }

  /// A row per change: `counterfactual` (counted from 1), `feature`, `from`, `to`.
  public var changes: Table { CounterfactualTables.changes([self], showsPositions: false) }

  /// The features that change somewhere, a column per counterfactual.
  private var overview: Table {
    let changed = featureNames.indices.filter { feature in
      counterfactuals.contains { $0.changes.contains { $0.feature == featureNames[feature] } }
    }
    var columns: [(name: String, column: Column)] = [
      ("feature", Column(texts: changed.map { featureNames[$0] })),
      ("now", Column(texts: changed.map { ExplanationText.cell(cells[$0]) })),
    ]
    for (number, counterfactual) in counterfactuals.enumerated() {
      columns.append(
        (
          "\(number + 1)",
          Column(
            texts: changed.map { feature in
              counterfactual.changes.first { $0.feature == featureNames[feature] }
                .map { "→ " + Self.shown($0.to) } ?? "·"
            })
        ))
    }
    return Table(columns)
  }

  /// A number that a change leads to, rounded for reading; all digits are in the rows.
  static func shown(_ cell: Cell) -> String {
    guard case .number(let number) = cell else { return ExplanationText.cell(cell) }
    return ExplanationText.number(number, digits: 4)
  }

  private var measures: Table {
    let numbers = counterfactuals.indices.map { Double($0 + 1) }
    return Table([
      ("counterfactual", Column(numbers: numbers)),
      (output.scale.rawValue, Column(numbers: counterfactuals.map(\.prediction))),
      ("changes", Column(numbers: counterfactuals.map { Double($0.changeCount) })),
      ("distance", Column(numbers: counterfactuals.map(\.distance))),
      ("plausibility", Column(numbers: counterfactuals.map(\.plausibility))),
      ("minimal", Column(logicals: counterfactuals.map(\.isMinimal))),
    ])
  }

  private var document: Document {
    let head = rowLabel.map { "counterfactuals · \($0)" } ?? "counterfactuals"
    var facts: [(name: String, value: String)] = [
      (
        "prediction",
        "\(output.phrase(target: targetName)) \(ExplanationText.number(prediction))"
      )
    ]
    facts.append(("found", "\(found)"))
    facts.append(("cost", "\(ExplanationText.count(calls)) model calls, seed \(seed)"))
    var blocks: [Document.Block] = [.headline("\(head) · \(wish)"), .facts(facts)]
    if counterfactuals.isEmpty {
      blocks.append(
        .text(isProven ? "None exists within these limits." : "None was found within these limits.")
      )
    } else {
      blocks.append(.table(overview, TableStyle(rowLimit: nil, rowNoun: "features")))
      blocks.append(
        .table(
          measures,
          TableStyle(
            rowLimit: nil, digits: ["distance": 4, "plausibility": 3],
            rowNoun: "counterfactuals")))
    }
    if !notes.isEmpty { blocks.append(.notes(notes)) }
    return Document(blocks)
  }

  /// Its JSON form.
  public var json: JSON {
    .object([
      .init("kind", .text("counterfactuals")), .init("output", .text(output.scale.rawValue)),
      .init("class", output.outputClass.map(\.json) ?? .null),
      .init("prediction", .number(prediction)),
      .init("predicted", predictedClass.map(\.json) ?? .null),
      .init("target", target.json), .init("found", .number(Double(found))),
      .init("rows", .array(counterfactuals.map { $0.json(featureNames) })),
      .init("proven", .logical(isProven)), .init("calls", .number(Double(calls))),
      .init("seed", .number(Double(seed))), .init("notes", .array(notes.map(JSON.text))),
    ])
  }

  private var fields: [(name: String, value: Argument)] {
    [
      ("prediction", .number(prediction)),
      ("predicted", predictedClass.map(Argument.init) ?? .missing),
      ("target", target.argument), ("found", .number(Double(found))), ("rows", .table(rows)),
      ("changes", .table(changes)), ("output", .text(output.scale.rawValue)),
      ("class", output.outputClass.map(Argument.init) ?? .missing), ("proven", .flag(isProven)),
      ("calls", .number(Double(calls))), ("seed", .number(Double(seed))),
      ("notes", .list(notes.map(Argument.text))),
    ]
  }
}

extension CounterfactualSet.Target {
  /// The target as the JSON form has it: a class, or the ends of the range.
  var json: JSON {
    switch self {
    case .outputClass(let wanted): wanted.json
    case .range(let low, let high): .array([.number(low), .number(high)])
    }
  }

  var argument: Argument {
    switch self {
    case .outputClass(let wanted): Argument(wanted)
    case .range(let low, let high): .list([.number(low), .number(high)])
    }
  }
}

extension Counterfactual {
  /// It as the JSON form has it.
  func json(_ names: [String]) -> JSON {
    .object([
      .init(
        "row",
        .object(zip(names, cells).map { JSON.Member($0, $1.json) })),
      .init(
        "changes",
        .array(
          changes.map {
            .record([
              "feature": .text($0.feature), "from": $0.from.json,
              "to": $0.to.json,
            ])
          })),
      .init("prediction", .number(prediction)),
      .init("predicted", predictedClass.map(\.json) ?? .null),
      .init("valid", .logical(isValid)), .init("l0", .number(Double(changeCount))),
      .init("mad_l1", .number(distance)), .init("plausibility", .number(plausibility)),
      .init("minimal", .logical(isMinimal)),
    ])
  }
}
