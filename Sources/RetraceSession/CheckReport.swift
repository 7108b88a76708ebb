public import RetraceDisplay
import RetraceSyntax

/// What a check found, in words.
public struct CheckReport {
  /// The report; ends with a newline.
  public let text: String

  /// Writes the report of a check.
  ///
  /// - Parameters:
  ///   - check: the check.
  ///   - file: the file's name as it was given.
  ///   - options: which characters may be used.
  public init(_ check: ScriptCheck, file: String, options: RenderingOptions) {
    var lines = check.dataChanges.map { "\(file): \(Self.phrase($0, check))" }
    for difference in check.differences {
      let line = check.script.source.line(at: difference.entry.statement.range.lowerBound)
      lines.append(
        "\(file):\(line): \(DifferenceCauses.short(difference.entry.statement.text))")
      lines += Self.detail(difference.comparison)
      lines.append("  cause     \(difference.cause)")
    }
    if check.run.failure != nil {
      if let step = check.run.steps.last {
        let line = check.script.source.line(at: step.entry.statement.range.lowerBound)
        lines.append(
          "\(file):\(line): \(DifferenceCauses.short(step.entry.statement.text)): failed")
      }
      if let cause = check.failureCause { lines.append("  cause     \(cause)") }
    }
    lines.append("\(file): " + Self.summary(check, dash: options.isASCII ? "-" : "–"))
    text = lines.map { TextWidth.escaped(Self.plain($0, options)) + "\n" }.joined()
  }

  private static func detail(_ comparison: OutputComparison) -> [String] {
    guard let found = comparison.difference else { return [] }
    var lines = [
      "  expected  \(found.expected ?? "(nothing more)")",
      "  got       \(found.actual ?? "(nothing more)")",
    ]
    if let words = found.words, (found.expected?.count ?? 0) > 24 {
      lines.append("  differs   \(words.expected) / \(words.actual)")
    }
    let more = comparison.differingLines - 1
    if more > 0 { lines.append("  and \(more) more line\(more == 1 ? "" : "s")") }
    return lines
  }

  private static func summary(_ check: ScriptCheck, dash: String) -> String {
    let statements = check.script.entries.count
    var counts = ["\(check.agreeing) agree\(check.agreeing == 1 ? "s" : "")"]
    if !check.differences.isEmpty {
      counts.append("\(check.differences.count) differ\(check.differences.count == 1 ? "s" : "")")
    }
    if check.notCompared > 0 { counts.append("\(check.notCompared) not compared") }
    if check.run.failure != nil { counts.append("1 failed") }
    let left = statements - check.run.steps.count
    if left > 0 { counts.append("\(left) not run") }
    let verdict =
      check.exitCode == 0
      ? "fine"
      : check.run.failure != nil
        ? "failed" : check.differences.isEmpty ? "data changed" : "differs"
    return "\(verdict) \(dash) \(statements) statement\(statements == 1 ? "" : "s"): "
      + counts.joined(separator: ", ")
  }

  private static func phrase(_ change: ScriptCheck.DataChange, _ check: ScriptCheck) -> String {
    guard change.change == .changed else { return "data '\(change.path)' is missing" }
    let today = check.rows(of: change.path)
    guard let recorded = change.recordedRows, let today, today != recorded else {
      return "data '\(change.path)' changed: it is not the file that was recorded"
    }
    return "data '\(change.path)' changed: \(today) rows, recorded were \(recorded)"
  }

  /// A line with the signs that reports use spelled in ASCII where that is asked for.
  private static func plain(_ line: String, _ options: RenderingOptions) -> String {
    guard options.isASCII else { return line }
    return String(line.map { $0 == "…" ? "~" : $0 == "·" ? "-" : $0 == "│" ? "|" : $0 })
  }
}
