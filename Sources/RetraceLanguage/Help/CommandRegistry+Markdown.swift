import RetraceCatalog

extension CommandRegistry {
  /// The reference of all commands as a Markdown page, generated from their descriptions.
  public var markdownReference: String {
    var lines = [
      "# Commands", "",
      "This page is generated from the descriptions of the commands: do not edit it.", "",
    ]
    for group in CommandGroup.allCases {
      let commands = commands(in: group)
      guard !commands.isEmpty else { continue }
      lines += ["## \(group.title)", ""]
      for command in commands { lines += command.markdownLines }
    }
    while lines.last == "" { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Command {
  fileprivate var markdownLines: [String] {
    var lines = ["### \(name)", "", "`\(usage)`", "", entry.summary, ""]
    if !entry.discussion.isEmpty { lines += [entry.discussion, ""] }
    if !parameters.isEmpty {
      lines += ["| parameter | takes | default | |", "| --- | --- | --- | --- |"]
      lines += parameters.map(\.markdownRow)
      lines.append("")
    }
    if !entry.examples.isEmpty {
      // A plain fence: pages are read, not run; the tests run the examples.
      lines.append("```")
      for example in entry.examples { lines += ["# \(example.caption)", example.code] }
      lines += ["```", ""]
    }
    if !entry.references.isEmpty {
      lines += entry.references.map { "- \($0)" }
      lines.append("")
    }
    return lines
  }
}

extension ParameterDescription {
  fileprivate var markdownRow: String {
    let takes = collectsNamed ? "expressions with names" : type.phrase
    let several = isVariadic ? "\(takes), any number" : takes
    let standard =
      isVariadic || collectsNamed ? "" : defaultText.map { "`\($0)`" } ?? "must be given"
    let cells = ["`\(name)`", several, standard, summary]
    return "| \(cells.map { $0.escapedForTable }.joined(separator: " | ")) |"
  }
}

extension String {
  fileprivate var escapedForTable: String {
    split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
