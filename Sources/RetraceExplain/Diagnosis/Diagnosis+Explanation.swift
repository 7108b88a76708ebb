import RetraceCatalog
import RetraceDisplay
public import RetraceTables

extension Diagnosis {
  /// What it shows, its JSON form and its fields.
  public var explanation: Explanation {
    Explanation(
      kind: "diagnosis", summary: summary, document: document, json: json,
      fields: [
        ("findings", .table(table)), ("clean", .list(clean.map { .text($0) })),
        ("skipped", .table(skippedTable)), ("notes", .list(notes.map { .text($0) })),
      ])
  }

  /// It in one line: `diagnosis · credit · 2 warnings, 1 note`.
  public var summary: String {
    "diagnosis · \(subject) · " + (findings.isEmpty ? "nothing found" : counts)
  }

  /// A row per finding: kind, severity, confidence, message, try; of several runs also run.
  public var table: Table {
    var columns: [(name: String, column: Column)] = []
    if findings.contains(where: { $0.run != nil }) {
      columns.append(("run", Column(texts: findings.map(\.run))))
    }
    columns += [
      ("kind", Column(texts: findings.map(\.kind))),
      ("severity", Column(texts: findings.map(\.severity.rawValue))),
      ("confidence", Column(numbers: findings.map(\.confidence))),
      ("message", Column(texts: findings.map(\.message))),
      ("try", Column(texts: findings.map(\.advice))),
    ]
    return Table(columns)
  }

  private var skippedTable: Table {
    Table([
      ("detector", Column(texts: skipped.map(\.detector))),
      ("reason", Column(texts: skipped.map(\.reason))),
    ])
  }

  private var counts: String {
    let words: [(Finding.Severity, String)] = [
      (.critical, "critical"), (.warning, "warning"), (.note, "note"),
    ]
    return words.compactMap { severity, word in
      let count = findings.count { $0.severity == severity }
      guard count > 0 else { return nil }
      return severity == .critical
        ? "\(ExplanationText.count(count)) critical" : ExplanationText.count(count, word)
    }.joined(separator: ", ")
  }

  private var document: Document {
    var blocks: [Document.Block] = [.headline(summary)]
    for finding in findings {
      blocks.append(.findings([finding.shown]))
      // The figures of the first few suffice to see it; all are in the JSON form's evidence.
      if let figure = finding.figure, blocks.count < 12 { blocks.append(.figure(figure)) }
    }
    var lines: [String] = []
    if !clean.isEmpty { lines.append("nothing found by: \(clean.joined(separator: ", "))") }
    lines += skipped.map { "not looked for: \($0.detector) (\($0.reason))" }
    blocks.append(.notes(lines + notes))
    return Document(blocks)
  }

  /// Its JSON form.
  public var json: JSON {
    .record([
      "kind": .text("diagnosis"), "findings": .array(findings.map(\.json)),
      "clean": .array(clean.map(JSON.text)),
      "skipped": .array(
        skipped.map {
          .record(["detector": .text($0.detector), "reason": .text($0.reason)])
        }),
      "notes": .array(notes.map(JSON.text)),
    ])
  }

  /// What each detector looks for and how often it was right, for help: a paragraph each.
  public static var detectorsDiscussion: String {
    allDetectors.map { detector in
      let rates = detector.rates.map(\.phrase).joined(separator: "; ")
      return "`\(detector.name)`: \(detector.entry.summary) \(detector.entry.discussion) "
        + "Measured: \(rates)."
    }.joined(separator: "\n\n")
  }

  /// The sources of all detectors, each once.
  public static var references: [String] {
    var seen: Set<String> = []
    return allDetectors.flatMap { $0.entry.references }.filter { seen.insert($0).inserted }
  }
}
