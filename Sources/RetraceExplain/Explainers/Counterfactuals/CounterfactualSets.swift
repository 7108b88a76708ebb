import RetraceCatalog
import RetraceDisplay
import RetraceNumerics
public import RetraceTables

/// The counterfactuals of several rows.
public struct CounterfactualSets: Sendable {
  /// One set per row, in their order.
  public let sets: [CounterfactualSet]
  /// For how many rows the model was asked, over all.
  public let calls: Int
  /// The seed.
  public let seed: UInt64
  /// What is to be said of all of them.
  public let notes: [String]

  /// Makes the counterfactuals of rows.
  public init(_ sets: [CounterfactualSet], calls: Int, seed: UInt64, notes: [String]) {
    self.sets = sets
    self.calls = calls
    self.seed = seed
    self.notes = notes
  }

  /// How many were found, over all rows.
  public var found: Int { sets.reduce(0) { $0 + $1.found } }

  /// What they show.
  public var explanation: Explanation {
    Explanation(
      kind: "counterfactuals", summary: summary, document: document, json: json, fields: fields)
  }

  /// They in one line: `counterfactuals · 20 rows · 78 found · 1 row without`.
  public var summary: String {
    var words = ["counterfactuals", ExplanationText.count(sets.count, "row"), "\(found) found"]
    let without = sets.count { $0.found == 0 }
    if without > 0 { words.append("\(ExplanationText.count(without, "row")) without") }
    return words.joined(separator: " · ")
  }

  /// A row per row explained: its prediction, how many were found, and the nearest of them.
  public var overview: Table {
    Table([
      ("of", Column(numbers: sets.indices.map(Double.init))),
      ("prediction", Column(numbers: sets.map(\.prediction))),
      ("wish", Column(texts: sets.map(\.wish))),
      ("found", Column(numbers: sets.map { Double($0.found) })),
      (
        "l0",
        Column(
          numbers: sets.map { $0.counterfactuals.first.map { Double($0.changeCount) } ?? .missing })
      ),
      ("mad_l1", Column(numbers: sets.map { $0.counterfactuals.first?.distance ?? .missing })),
      (
        "nearest",
        Column(
          texts: sets.map { set in
            guard let first = set.counterfactuals.first else {
              return set.isProven ? "none exists" : "none found"
            }
            return first.changes.map { "\($0.feature) → \(CounterfactualSet.shown($0.to))" }
              .joined(separator: ", ")
          })
      ),
    ])
  }

  private var document: Document {
    var blocks: [Document.Block] = [
      .headline("counterfactuals · \(ExplanationText.count(sets.count, "row"))"),
      .facts([
        ("found", "\(ExplanationText.count(found))"),
        ("cost", "\(ExplanationText.count(calls)) model calls, seed \(seed)"),
      ]),
      .table(
        overview,
        TableStyle(
          digits: ["mad_l1": 4], keptColumns: ["of", "nearest"], hint: ".rows has all of them")),
    ]
    if !notes.isEmpty { blocks.append(.notes(notes)) }
    return Document(blocks)
  }

  /// Their JSON form: that of one row for each, in `results`.
  public var json: JSON {
    .object([
      .init("kind", .text("counterfactuals")), .init("found", .number(Double(found))),
      .init("results", .array(sets.map(\.json))), .init("calls", .number(Double(calls))),
      .init("seed", .number(Double(seed))), .init("notes", .array(notes.map(JSON.text))),
    ])
  }

  private var fields: [(name: String, value: Argument)] {
    [
      ("found", .number(Double(found))), ("overview", .table(overview)),
      ("rows", .table(CounterfactualTables.rows(sets, showsPositions: true))),
      ("changes", .table(CounterfactualTables.changes(sets, showsPositions: true))),
      ("calls", .number(Double(calls))), ("seed", .number(Double(seed))),
      ("notes", .list(notes.map(Argument.text))),
    ]
  }
}
