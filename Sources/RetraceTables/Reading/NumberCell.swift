/// Cells of text as numbers, off the hot path.
enum NumberCell {
  /// The number that a whole cell is, blanks around it aside; nil if it is none.
  static func value(of bytes: [UInt8], decimalComma: Bool) -> Double? {
    var remarks: NumberScanner.Remarks = []
    return value(of: bytes, NumberScanner(decimalComma: decimalComma), &remarks)
  }

  static func value(
    of bytes: [UInt8], _ scanner: NumberScanner, _ remarks: inout NumberScanner.Remarks
  ) -> Double? {
    (bytes + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { padded in
      padded.baseAddress.flatMap { value($0, bytes.count, scanner, &remarks) }
    }
  }

  /// The number that a cell is whose bytes are followed by at least sixteen that can be read.
  static func value(
    _ start: UnsafePointer<UInt8>, _ count: Int, _ scanner: NumberScanner,
    _ remarks: inout NumberScanner.Remarks
  ) -> Double? {
    var first = start
    var end = start + count
    while first < end, isBlank(first.pointee) { first += 1 }
    while end > first, isBlank(end[-1]) { end -= 1 }
    guard first < end else { return nil }
    let number = scanner.scan(first, &remarks)
    return number.end == end ? number.value : nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
