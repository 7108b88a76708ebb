import RetraceTables

/// A text that a tool wrote for a value, taken for what it says.
enum ScalarText {
  /// The number or logical that a text is; else the text.
  ///
  /// What would not read back the same stays a text: whole numbers with leading zeros or beyond
  /// 2^53, such as ids.
  static func value(_ text: String) -> JSON {
    if let flag = LogicalWord.value(of: text) { return .logical(flag) }
    guard let number = number(text) else { return .text(text) }
    return .number(number)
  }

  /// The number that a whole text is; nil if it is none.
  static func number(_ text: String) -> Double? {
    guard let first = text.utf8.first, text.utf8.count <= 400,
      // A digit, a sign, a point, or the first letter of `inf` and `nan`.
      (0x2B...0x39).contains(first) || [0x49, 0x4E, 0x69, 0x6E].contains(first)
    else { return nil }
    let padded = Array(text.utf8) + [UInt8](repeating: 0, count: StoreBuffer.padding)
    return padded.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return nil }
      var remarks: NumberScanner.Remarks = []
      let number = NumberScanner(decimalComma: false).scan(start, &remarks)
      guard number.end == start + text.utf8.count,
        remarks.isDisjoint(with: [.leadingZero, .inexactInteger, .overflow])
      else { return nil }
      return number.value
    }
  }
}
