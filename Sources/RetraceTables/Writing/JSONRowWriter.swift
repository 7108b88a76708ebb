import RetraceNumerics

/// Writes rows as JSON objects, one a line; a missing cell is `null`.
struct JSONRowWriter: Sendable {
  private let keys: [[UInt8]]
  private let columns: [CellText]

  init(_ table: Table) {
    keys = table.names.enumerated().map { position, name in
      Array(((position == 0 ? "" : ", ") + JSON.text(name).serialized + ": ").utf8)
    }
    columns = table.columns.map { CellText($0) { Array(JSON.text($0).serialized.utf8) } }
  }

  func append(_ row: Int, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "{"))
    for (key, column) in zip(keys, columns) {
      bytes += key
      let start = bytes.count
      switch column {
      case .numbers(let numbers):
        let number = numbers[row]
        if number.isFinite {
          CellText.append(number, to: &bytes)
        } else if !number.isMissing {
          bytes += JSON.numberText(number).utf8
        }
      case .logicals(let values):
        if values[row] < 2 { bytes += (values[row] == 1 ? "true" : "false").utf8 }
      case .codes(let codes, let levels):
        if codes[row] != CodedValues.missingCode { bytes += levels[Int(codes[row])] }
      case .moments(let seconds, let isDate):
        if !seconds[row].isMissing {
          let text = Moment(secondsSince1970: seconds[row]).text(isDate: isDate)
          bytes += JSON.text(text).serialized.utf8
        }
      }
      if bytes.count == start { bytes += "null".utf8 }
    }
    bytes += "}\n".utf8
  }
}
