/// Why a table could not be read or written.
public enum TableError: Error, Sendable, Hashable {
  /// There is no such file; `near` are names in the same folder that resemble it.
  case fileNotFound(path: String, near: [String])
  /// The path is a folder.
  case isFolder(path: String)
  /// The operating system refused; `reason` is its word.
  case unreadable(path: String, reason: String)
  /// There is nothing in the file.
  case empty(file: String)
  /// The bytes are of a known format that is no table, or that is not read.
  case wrongKind(file: String, found: String, wayOut: String)
  /// The text is in an encoding other than UTF-8.
  case wrongEncoding(file: String, encoding: String)
  /// A byte is no part of UTF-8 text; lines count from 1, bytes from 0.
  case notUTF8(file: String, line: Int, byte: Int, value: UInt8)
  /// A zero byte, which no text holds.
  case zeroByte(file: String, line: Int, byte: Int)
  /// A row has more cells than there are columns.
  case surplusCells(file: String, line: Int, expected: Int, got: Int)
  /// A quoted cell that starts in this line does not end.
  case unclosedQuote(file: String, line: Int)
  /// Text between the closing quote of a cell and the next delimiter.
  case textAfterQuote(file: String, line: Int)
  /// A cell does not fit the type that was asked for.
  case misfit(file: String, line: Int, column: String, expected: String, got: String)
  /// `types` names a column that is not there.
  case unknownColumn(file: String, column: String, near: [String])
  /// More cells would be filled in than there are in the file.
  case mostlyShortRows(file: String, line: Int, expected: Int, got: Int)
  /// More columns or bytes than can be handled.
  case tooLarge(file: String, what: String, limit: String)
  /// The options contradict themselves or the file.
  case badOption(option: String, got: String, expected: String)
  /// JSON text that does not follow the grammar; columns count from 1, in bytes.
  case json(file: String, line: Int, column: Int, reason: String)
  /// Compressed data that is damaged or cut off.
  case damaged(file: String, reason: String, byte: Int)
  /// The table cannot be written in this format.
  case unwritable(path: String, reason: String, wayOut: String)
}

extension TableError: CustomStringConvertible {
  /// The error in a sentence.
  public var description: String {
    switch self {
    case .fileNotFound(let path, let near):
      "there is no file '\(path)'" + Self.suggestion(near)
    case .isFolder(let path):
      "'\(path)' is a folder, expected a file"
    case .unreadable(let path, let reason):
      "'\(path)' cannot be read: \(reason)"
    case .empty(let file):
      "'\(file)' is empty, expected a table with at least a header"
    case .wrongKind(let file, let found, let wayOut):
      "'\(file)' is \(found), expected a table as text; \(wayOut)"
    case .wrongEncoding(let file, let encoding):
      "'\(file)' is encoded in \(encoding), expected UTF-8; "
        + "convert it with iconv -f \(encoding) -t UTF-8"
    case .notUTF8(let file, let line, let byte, let value):
      "'\(file)' is not UTF-8: line \(line), byte \(byte) is 0x\(Self.hexadecimal(value)); "
        + "if it is Latin-1, convert it with iconv -f LATIN1 -t UTF-8"
    case .zeroByte(let file, let line, let byte):
      "'\(file)' holds a zero byte in line \(line), byte \(byte), so it is no text; "
        + "export the table as CSV in UTF-8"
    case .surplusCells(let file, let line, let expected, let got):
      "'\(file)', line \(line): expected \(Self.cells(expected)), got \(got); "
        + "quote cells that hold the delimiter, or name it with delimiter:"
    case .unclosedQuote(let file, let line):
      "'\(file)', line \(line): a quoted cell starts here and never ends; "
        + "write a quote inside a quoted cell twice"
    case .textAfterQuote(let file, let line):
      "'\(file)', line \(line): expected a delimiter after the closing quote of a cell, got text; "
        + "write a quote inside a quoted cell twice"
    case .misfit(let file, let line, let column, let expected, let got):
      "'\(file)', line \(line), column '\(column)': expected \(expected), got '\(got)'; "
        + "mark it as missing with missing:, or give the column another type in types:"
    case .unknownColumn(let file, let column, let near):
      "'\(file)' has no column '\(column)' that types: could mean" + Self.suggestion(near)
    case .mostlyShortRows(let file, let line, let expected, let got):
      "'\(file)', line \(line): expected \(Self.cells(expected)), got \(got), and most rows are like "
        + "that; name the delimiter with delimiter:, or say header: false"
    case .tooLarge(let file, let what, let limit):
      "'\(file)' has \(what), the limit is \(limit)"
    case .badOption(let option, let got, let expected):
      "\(option): expected \(expected), got '\(got)'"
    case .json(let file, let line, let column, let reason):
      "'\(file)', line \(line), column \(column): \(reason)"
    case .damaged(let file, let reason, let byte):
      "'\(file)' is damaged at byte \(byte): \(reason); fetch or write it again"
    case .unwritable(let path, let reason, let wayOut):
      "'\(path)' cannot be written: \(reason)" + (wayOut.isEmpty ? "" : "; \(wayOut)")
    }
  }

  private static func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0" + digits : digits
  }

  private static func suggestion(_ near: [String]) -> String {
    guard !near.isEmpty else { return "" }
    return "; did you mean " + near.map { "'\($0)'" }.joined(separator: " or ") + "?"
  }
}
