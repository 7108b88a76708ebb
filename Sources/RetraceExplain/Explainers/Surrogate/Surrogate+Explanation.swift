import RetraceCatalog
import RetraceDisplay
import RetraceModels
import RetraceNumerics
import RetraceRuns
public import RetraceTables

extension Surrogate {
  /// What it shows: fidelity, the tree, the rules.
  public var explanation: Explanation {
    Explanation(
      kind: "surrogate", summary: summary, document: document, json: json, fields: fields)
  }

  /// It in one line: `surrogate · label · depth 3 · 7 leaves · accuracy 0.93 held out`.
  public var summary: String {
    "surrogate · \(phrase) · depth \(depth) · \(ExplanationText.count(leafCount, "leaf", "leaves"))"
      + " · \(measure) "
      + (fidelity.holdout.map { "\(ExplanationText.number($0, digits: 3)) held out" }
        ?? ExplanationText.number(fidelity.train, digits: 3))
  }

  /// A row per leaf: `if`, `then`, `share`, `purity`, `rows`.
  public var ruleTable: Table {
    let predictions: Column =
      target == .label
      ? Column(categories: rules.map { ExplanationText.cell($0.prediction) })
      : Column(
        numbers: rules.map {
          if case .number(let number) = $0.prediction { number } else { .missing }
        })
    return Table([
      ("if", Column(texts: rules.map(\.condition))), ("then", predictions),
      ("share", Column(numbers: rules.map(\.share))),
      ("purity", Column(numbers: rules.map(\.purity))),
      ("rows", Column(numbers: rules.map { Double($0.rows) })),
    ])
  }

  /// Its JSON form.
  public var json: JSON {
    .record([
      "kind": .text("surrogate"), "target": .text(target.rawValue),
      "class": outputClass.map(\.json) ?? .null, "depth": .number(Double(depth)),
      "leaves": .number(Double(leafCount)), "optimal": .logical(isOptimal),
      "fidelity": .record([
        "measure": .text(fidelity.measure), "train": .number(fidelity.train),
        "holdout": fidelity.holdout.map(JSON.number) ?? .null,
        "baseline": .number(fidelity.baseline),
        "train_rows": .number(Double(fidelity.trainRows)),
        "holdout_rows": .number(Double(fidelity.holdoutRows)),
      ]),
      "rules": .array(
        rules.map { rule in
          .record([
            "if": .text(rule.condition), "then": rule.prediction.json,
            "share": .number(rule.share), "purity": .number(rule.purity),
          ])
        }),
      "importance": .array(
        importance.map { .record(["feature": .text($0.feature), "share": .number($0.share)]) }),
      "tree": (try? PlainModelJSON.json(of: model)) ?? .null,
      "calls": .number(Double(calls)), "seed": seed.map { .number(Double($0)) } ?? .null,
      "notes": .array(notes.map(JSON.text)),
    ])
  }

  /// The measure as it is read.
  private var measure: String { fidelity.measure == "r2" ? "R²" : fidelity.measure }

  private var phrase: String {
    outputClass.map { "\(target.rawValue) of \(ExplanationText.cell($0))" } ?? target.rawValue
  }

  private var document: Document {
    var facts: [(name: String, value: String)] = []
    let grown = "\(measure) \(ExplanationText.number(fidelity.train, digits: 3)) on "
    facts.append(
      (
        "fidelity",
        grown + "the \(ExplanationText.count(fidelity.trainRows, "row")) it was grown on"
      ))
    if let holdout = fidelity.holdout {
      facts.append(
        (
          "held out",
          "\(measure) \(ExplanationText.number(holdout, digits: 3)) on "
            + ExplanationText.count(fidelity.holdoutRows, "row")
        ))
    }
    facts.append(
      (
        "constant",
        "\(measure) \(ExplanationText.number(fidelity.baseline, digits: 3)) by one answer for all"
      ))
    var cost = "\(ExplanationText.count(calls)) model calls"
    if let seed { cost += ", seed \(seed)" }
    facts.append(("cost", cost))
    let kind = isOptimal ? "optimal surrogate" : "surrogate"
    var blocks: [Document.Block] = [
      .headline(
        "\(kind) of \(modelSummary) · \(phrase) · depth \(depth), "
          + ExplanationText.count(leafCount, "leaf", "leaves")), .facts(facts),
      .tree(drawing(0, branch: "")),
      .table(
        ruleTable, TableStyle(rowLimit: nil, digits: ["share": 3, "purity": 3], rowNoun: "rules")),
    ]
    if !notes.isEmpty { blocks.append(.notes(notes)) }
    return Document(blocks)
  }

  /// The tree from a node on, with what the model tells there.
  private func drawing(_ node: Int, branch: String) -> TreeNode {
    let here = tree.nodes[node]
    let count = ExplanationText.count(Int(here.cover), "row")
    let answer = ExplanationText.cell(prediction(at: node))
    var label = "\(answer) · \(count)"
    if target == .label {
      let share = here.values.max() ?? 0
      label = "\(answer) \(ExplanationText.percent(share / max(1, here.cover))) · \(count)"
    }
    guard let split = here.split else { return TreeNode(branch: branch, label: label) }
    let wording = TreeWording(tree: tree, cells: cells)
    return TreeNode(
      branch: branch, label: label,
      children: [
        drawing(here.left, branch: wording.branch(split, isLeft: true)),
        drawing(here.right, branch: wording.branch(split, isLeft: false)),
      ])
  }

  /// What the tree tells at a node, as the model would.
  private func prediction(at node: Int) -> Cell {
    let prediction = tree.prediction(at: node)
    return target == .label ? classes[Int(prediction)] : .number(prediction)
  }

  private var fields: [(name: String, value: Argument)] {
    [
      ("target", .text(target.rawValue)), ("class", outputClass.map(Argument.init) ?? .missing),
      ("depth", .number(Double(depth))), ("leaves", .number(Double(leafCount))),
      (
        "fidelity",
        .record([
          ("measure", .text(fidelity.measure)), ("train", .number(fidelity.train)),
          ("holdout", fidelity.holdout.map(Argument.number) ?? .missing),
          ("baseline", .number(fidelity.baseline)),
        ])
      ), ("rules", .table(ruleTable)),
      (
        "importance",
        .table(
          Table([
            ("feature", Column(texts: importance.map(\.feature))),
            ("share", Column(numbers: importance.map(\.share))),
          ]))
      ), ("model", .object(model)), ("optimal", .flag(isOptimal)),
      ("calls", .number(Double(calls))), ("seed", seed.map { .number(Double($0)) } ?? .missing),
      ("notes", .list(notes.map(Argument.text))),
    ]
  }
}
