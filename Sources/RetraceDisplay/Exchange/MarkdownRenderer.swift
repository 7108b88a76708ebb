import RetraceNumerics
import RetraceTables

/// Documents as Markdown: tables with pipes, figures and trees as text in fences.
///
/// Text that comes from data is escaped, so that it cannot become markup or HTML.
public struct MarkdownRenderer: Sendable {
  private let options: RenderingOptions

  /// Makes a renderer.
  ///
  /// - Parameter options: of the width, the characters and the cutting of what stands in fences and
  ///   of tables; colours are never written.
  public init(_ options: RenderingOptions = RenderingOptions()) {
    self.options = options
  }

  /// The document as Markdown; blocks are set apart by empty lines.
  public func render(_ document: Document) -> String {
    let blocks = document.blocks.map(text(of:)).filter { !$0.isEmpty }
    return blocks.isEmpty ? "" : blocks.joined(separator: "\n\n") + "\n"
  }

  private func text(of block: Document.Block) -> String {
    switch block {
    case .headline(let text): return "**\(escaped(text))**"
    case .text(let text):
      return text.split(whereSeparator: \.isNewline).map { escaped(String($0)) }
        .joined(separator: "\\\n")
    case .facts(let facts):
      return list(facts.map { "\(escaped($0.name)): \(escaped($0.value))" })
    case .notes(let notes): return list(notes.map(escaped))
    case .findings(let findings): return list(findings.map(text(of:)))
    case .table(let table, let style): return text(of: table, style)
    case .figure, .tree: return fenced(block)
    }
  }

  private func list(_ items: [String]) -> String {
    items.map { "- " + $0 }.joined(separator: "\n")
  }

  private func text(of finding: Finding) -> String {
    var text = "**\(finding.severity.rawValue)**: \(escaped(finding.title))"
    if !finding.evidence.isEmpty { text += "\\\n  \(escaped(finding.evidence))" }
    if !finding.advice.isEmpty { text += "\\\n  try: \(code(finding.advice))" }
    return text
  }

  private func text(of table: Table, _ style: TableStyle) -> String {
    guard table.columnCount > 0 else { return "" }
    let rows = ShownRows(table, style, cutsTables: options.cutsTables)
    let columns = table.namedColumns.map {
      TableColumn(
        name: $0.name, column: $0.column, rows: rows.positions, digits: style.digits[$0.name],
        showsPlus: style.barColumns.contains($0.name) && $0.column.hasNegativeNumbers)
    }
    var lines = [columns.map { escaped($0.name) }]
    lines.append(columns.map { $0.content == .numbers ? "---:" : "---" })
    for row in rows.positions.indices {
      if row == rows.cut { lines.append(columns.map { _ in "…" }) }
      lines.append(columns.map { escaped($0.cells[row] ?? NumberFormat.missing) })
    }
    let text = lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    guard let footer = rows.footer(of: table, style, ellipsis: "…") else { return text }
    return text + "\n\n" + escaped(footer)
  }

  private func fenced(_ block: Document.Block) -> String {
    var options = options
    options.usesColor = false
    let text = TerminalRenderer(options).render(Document([block]))
    return text.isEmpty ? "" : fence(around: text, "text")
  }

  /// A fence longer than any run of backquotes inside.
  private func fence(around text: String, _ language: String) -> String {
    let fence = String(repeating: "`", count: max(3, longestRun(in: text) + 1))
    return fence + language + "\n" + text + fence
  }

  private func code(_ text: String) -> String {
    let text = TextWidth.escaped(text)
    let fence = String(repeating: "`", count: longestRun(in: text) + 1)
    let blank = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
    return fence + blank + text + blank + fence
  }

  private func longestRun(in text: String) -> Int {
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  private func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in TextWidth.escaped(text).unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case "\\", "`", "*", "_", "[", "]", "|", "#", "~", "$":
        escaped += "\\"
        escaped.unicodeScalars.append(scalar)
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
