public import RetraceDisplay
import RetraceSyntax

/// What a check found, in words.
public struct CheckReport {
  /// The report; ends with a newline.
  public let text: String

  /// Writes the report of a check.
  public init(_ check: ScriptCheck, file: String, options: RenderingOptions) {
    var lines: [String] = []
    let dash = options.isASCII ? "-" : "–"
    for change in check.dataChanges {
      lines.append("\(file): data '\(change.path)' \(Self.phrase(change))")
    }
    for difference in check.differences {
      let line = check.script.source.line(at: difference.entry.statement.range.lowerBound)
      let statement = DifferenceCauses.short(difference.entry.statement.text)
      lines.append("\(file):\(line): \(statement)")
      if let found = difference.comparison.difference {
        lines.append("  expected  \(found.expected ?? "(nothing more)")")
        lines.append("  got       \(found.actual ?? "(nothing more)")")
        if let words = found.words, found.expected?.count ?? 0 > 24 {
          lines.append("  differs   \(words.expected) / \(words.actual)")
        }
      }
      let more = difference.comparison.differingLines - 1
      if more > 0 { lines.append("  and \(more) more line\(more == 1 ? "" : "s")") }
      lines.append("  cause     \(difference.cause)")
    }
    var counts = ["\(check.agreeing) agree"]
    if !check.differences.isEmpty { counts.append("\(check.differences.count) differ") }
    if check.notCompared > 0 { counts.append("\(check.notCompared) not compared") }
    let left = check.script.entries.count - check.run.steps.count
    if check.run.failure != nil { counts.append("1 failed") }
    if left > 0 { counts.append("\(left) not run") }
    let statements = check.script.entries.count
    let verdict = check.exitCode == 0 ? "fine" : "differs"
    lines.append(
      "\(file): \(verdict) \(dash) \(statements) statement\(statements == 1 ? "" : "s"): "
        + counts.joined(separator: ", "))
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func phrase(_ change: ScriptCheck.DataChange) -> String {
    change.change == "missing" ? "is missing" : "changed: it is not the file that was recorded"
  }
}
