/// Reads tables from files.
///
/// The kind of a file is told by its first bytes and its name: CSV, TSV, cells between semicolons
/// (with decimal commas) or bars, JSON lines, a JSON array of objects, NPY; each also compressed by
/// gzip. Text is UTF-8, with or without a byte-order mark.
///
/// A column is number if all its values are; true/false if all are those words in any case; date or
/// time if all are (ISO 8601); category if its different texts are few (at most 20, or 5% of the
/// rows, and at most half of the rows); else text. Quotes change neither type nor missingness. What
/// had to be repaired or may surprise stands in the table's notes.
public enum TableReader {
  /// Reads a file; `-` is standard input.
  ///
  /// - Throws: ``TableError``, with file, line and a way out; `Interrupted`.
  /// - Complexity: linear in the size of the file, on all cores.
  public static func read(
    path: String, options: TableReadingOptions = TableReadingOptions()
  ) throws -> Table {
    try read(MappedFile(path: path), options: options)
  }

  /// Reads bytes as ``read(path:options:)`` reads a file of this name.
  public static func read(
    bytes: [UInt8], name: String, options: TableReadingOptions = TableReadingOptions()
  ) throws -> Table {
    try read(MappedFile(bytes: bytes, name: name), options: options)
  }

  /// Reads a mapped file.
  public static func read(
    _ file: MappedFile, options: TableReadingOptions = TableReadingOptions()
  ) throws -> Table {
    guard file.count > 0 else { throw TableError.empty(file: file.name) }
    switch file.withBytes({ FileKind.of($0, name: file.name) }) {
    case .gzip:
      let unpacked = try Gzip.inflated(file)
      guard unpacked.count > 0 else { throw TableError.empty(file: file.name) }
      if case .gzip = unpacked.withBytes({ FileKind.of($0, name: file.name) }) {
        throw TableError.wrongKind(
          file: file.name, found: "compressed twice", wayOut: "unpack it once")
      }
      return try plain(unpacked, options)
    default: return try plain(file, options)
    }
  }

  private static func plain(_ file: MappedFile, _ options: TableReadingOptions) throws -> Table {
    try file.withBytes { bytes in
      switch FileKind.of(bytes, name: file.name) {
      case .other(let found, let wayOut):
        throw TableError.wrongKind(file: file.name, found: found, wayOut: wayOut)
      case .encoded(let encoding):
        throw TableError.wrongEncoding(file: file.name, encoding: encoding)
      case .npy: return try NPY.read(bytes, name: file.name)
      case .text, .gzip: break
      }
      guard let base = bytes.baseAddress else { throw TableError.empty(file: file.name) }
      let text = TextBytes(
        name: file.name, start: base.assumingMemoryBound(to: UInt8.self), count: bytes.count)
      switch form(of: bytes, name: file.name, options) {
      case .delimited: return try DelimitedReader.read(text, options: options)
      case .jsonLines: return try JSONTableReader.read(text, options: options, isArray: false)
      case .jsonArray: return try JSONTableReader.read(text, options: options, isArray: true)
      }
    }
  }

  private enum Form {
    case delimited
    case jsonLines
    case jsonArray
  }

  /// JSON by its name, or by its first character where neither name nor options say otherwise.
  private static func form(
    of bytes: UnsafeRawBufferPointer, name: String, _ options: TableReadingOptions
  ) -> Form {
    let lower = name.lowercased()
    let bare = lower.hasSuffix(".gz") ? String(lower.dropLast(3)) : lower
    let isNamedJSON = [".json", ".jsonl", ".ndjson"].contains(where: bare.hasSuffix)
    let isNamedOther = [".csv", ".tsv", ".tab"].contains(where: bare.hasSuffix)
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let content = bytes[(hasMark ? 3 : 0)...]
      .drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    if isNamedJSON { return content.first == UInt8(ascii: "[") ? .jsonArray : .jsonLines }
    guard !isNamedOther, options.delimiter == .auto else { return .delimited }
    let inside = content.dropFirst()
      .drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }.first
    switch content.first {
    case UInt8(ascii: "{") where inside == UInt8(ascii: "\"") || inside == UInt8(ascii: "}"):
      return .jsonLines
    case UInt8(ascii: "[") where inside == UInt8(ascii: "{"): return .jsonArray
    default: return .delimited
    }
  }
}
