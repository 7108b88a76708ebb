import RetraceNumerics

/// Writes rows as cells between delimiters (RFC 4180, lines ending in a line feed).
///
/// Quoted are texts that hold the delimiter, a quote or a line end, or begin or end with a blank;
/// and a missing cell that is alone in its row, which would otherwise be a blank line.
struct DelimitedRowWriter: Sendable {
  private let delimiter: UInt8
  private let names: [[UInt8]]
  private let columns: [CellText]

  init(_ table: Table, delimiter: UInt8) {
    self.delimiter = delimiter
    names = table.names.map { Self.written($0, delimiter) }
    columns = table.columns.map { CellText($0) { Self.written($0, delimiter) } }
  }

  func appendHeader(to bytes: inout [UInt8]) {
    for (position, name) in names.enumerated() {
      if position > 0 { bytes.append(delimiter) }
      bytes += name
    }
    bytes.append(0x0A)
  }

  func append(_ row: Int, to bytes: inout [UInt8]) {
    let first = bytes.count
    for (position, column) in columns.enumerated() {
      if position > 0 { bytes.append(delimiter) }
      switch column {
      case .numbers(let numbers):
        if !numbers[row].isMissing { CellText.append(numbers[row], to: &bytes) }
      case .logicals(let values):
        if values[row] < 2 { bytes += (values[row] == 1 ? "true" : "false").utf8 }
      case .codes(let codes, let levels):
        if codes[row] != CodedValues.missingCode { bytes += levels[Int(codes[row])] }
      case .moments(let seconds, let isDate):
        if !seconds[row].isMissing {
          bytes += Moment(secondsSince1970: seconds[row]).text(isDate: isDate).utf8
        }
      }
    }
    if bytes.count == first { bytes += "\"\"".utf8 }
    bytes.append(0x0A)
  }

  private static func written(_ text: String, _ delimiter: UInt8) -> [UInt8] {
    let bytes = Array(text.utf8)
    let quote = RecordScanner.quote
    let isPlain =
      !bytes.isEmpty
      && !bytes.contains { $0 == delimiter || $0 == quote || $0 == 0x0A || $0 == 0x0D }
      && bytes.first != 0x20 && bytes.last != 0x20 && bytes.first != 0x09 && bytes.last != 0x09
    guard !isPlain else { return bytes }
    var quoted: [UInt8] = [quote]
    for byte in bytes {
      if byte == quote { quoted.append(quote) }
      quoted.append(byte)
    }
    quoted.append(quote)
    return quoted
  }
}
