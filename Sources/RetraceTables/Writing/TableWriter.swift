import RetraceNumerics

/// Writes tables to files that read back as the same tables.
///
/// Numbers are written with the fewest digits that read back to the same bits. What reads back
/// differently all the same, such as a text `NA`, is told by ``notes(_:as:)``.
public enum TableWriter {
  /// Writes a table to a file whose name says the format: `.csv`, `.tsv`, `.jsonl` or `.npy`, and
  /// `.gz` after them for compression.
  ///
  /// The file appears whole or not at all.
  ///
  /// - Returns: what would read back differently, and what to give to `load` against it.
  /// - Throws: ``TableError/unwritable(path:reason:wayOut:)``, `Interrupted`.
  @discardableResult
  public static func write(_ table: Table, path: String) throws -> [String] {
    guard let format = TableFormat(path: path) else {
      throw TableError.unwritable(
        path: path, reason: "its name says no format for tables",
        wayOut: "end it in .csv, .tsv, .jsonl or .npy, with .gz behind it for compression")
    }
    return try write(table, path: path, as: format)
  }

  /// Writes a table to a file in a format, compressed if the file's name ends in `.gz`.
  @discardableResult
  public static func write(
    _ table: Table, path: String, as format: TableFormat
  ) throws -> [String] {
    if format == .npy,
      let column = zip(table.names, table.columns).first(where: { $0.1.kind != .number })?.0
    {
      throw TableError.unwritable(
        path: path, reason: "an NPY array holds numbers only, and column '\(column)' does not",
        wayOut: "select the number columns, or save as CSV")
    }
    var content = bytes(table, as: format)
    if path.lowercased().hasSuffix(".gz") {
      guard let compressed = Gzip.deflated(content) else {
        throw TableError.unwritable(path: path, reason: "zlib cannot compress it", wayOut: "")
      }
      content = compressed
    }
    try AtomicFile.write(content, path: path)
    return notes(table, as: format)
  }

  /// The bytes of a table in a format; of a table that NPY cannot hold, none.
  ///
  /// - Complexity: linear in the number of cells, on all cores.
  public static func bytes(_ table: Table, as format: TableFormat) -> [UInt8] {
    switch format {
    case .npy: return NPY.bytes(table) ?? []
    case .jsonLines:
      let writer = JSONRowWriter(table)
      return joined(table) { writer.append($0, to: &$1) }
    case .csv, .tsv:
      let mark = format == .csv ? UInt8(ascii: ",") : 0x09
      let writer = DelimitedRowWriter(table, delimiter: mark)
      var header: [UInt8] = []
      writer.appendHeader(to: &header)
      return header + joined(table) { writer.append($0, to: &$1) }
    }
  }

  private static func joined(
    _ table: Table, _ append: @Sendable (Int, inout [UInt8]) -> Void
  ) -> [UInt8] {
    let size = 8_192
    var blocks = [[UInt8]](repeating: [], count: Parallel.blockCount(table.rowCount, size))
    blocks.withUnsafeMutableBufferPointer { buffer in
      // Every block writes to its own slot only.
      nonisolated(unsafe) let slots = buffer
      Parallel.forEachBlockUninterrupted(count: table.rowCount, blockSize: size) { rows, block in
        var bytes: [UInt8] = []
        for row in rows { append(row, &bytes) }
        slots[block] = bytes
      }
    }
    var whole: [UInt8] = []
    whole.reserveCapacity(blocks.reduce(0) { $0 + $1.count })
    for block in blocks { whole += block }
    return whole
  }
}
