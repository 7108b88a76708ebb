extension Lexer {
  /// Reads a number, well written or not.
  mutating func readNumber() {
    let start = position
    var end = digitsEnd(from: start)
    var hasPoint = false
    if at(end) == UInt8(ascii: "."), isDigit(at(end + 1)) {
      end = digitsEnd(from: end + 1)
      hasPoint = true
    }
    let mantissaEnd = end
    if at(end) | 0x20 == UInt8(ascii: "e") {
      let sign = at(end + 1) == UInt8(ascii: "+") || at(end + 1) == UInt8(ascii: "-") ? 1 : 0
      if isDigit(at(end + 1 + sign)) { end = digitsEnd(from: end + 1 + sign) }
    }
    if hasPoint, at(end) == UInt8(ascii: "."), isDigit(at(end + 1)) {
      reportSecondPoint(from: start, to: end)
      return
    }
    if at(end) == UInt8(ascii: "."), at(end + 1) != UInt8(ascii: "."), !hasPoint,
      end == mantissaEnd, nameEnd(from: end + 1) == end + 1 || isExponent(at: end + 1)
    {
      reportBarePoint(from: start, to: end)
      return
    }
    let suffixEnd = nameEnd(from: end)
    if suffixEnd > end {
      reportSuffix(from: start, digits: end, to: suffixEnd)
      return
    }
    if !isDigit(bytes[end - 1]) || hasBadUnderscore(start, end) {
      let plain = text(start, end).filter { $0 != "_" }
      report(
        Report(
          diagnostic: Diagnostic(
            .badNumber, "an underscore in a number stands between two digits",
            at: SourceRange(start, end), help: "write \(plain)"),
          edits: [Edit(SourceRange(start, end), plain)]))
    } else if Self.value(of: bytes[start..<end], percent: false).isInfinite {
      report(
        Report(
          diagnostic: Diagnostic(
            .badNumber, "the number is too large", at: SourceRange(start, end),
            note: "the largest is about 1.8e308", help: "write infinity as 1/0")))
    }
    append(.number, to: end)
  }

  /// The value of a well written number, divided by 100 without a second rounding if asked.
  static func value(of bytes: ArraySlice<UInt8>, percent: Bool) -> Double {
    var digits = String(decoding: bytes.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    if percent {
      let parts = digits.split(
        maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: { $0 == "e" || $0 == "E" })
      let exponent = parts.count == 2 ? Int(parts[1]) : 0
      if let exponent, exponent > -100_000, let mantissa = parts.first {
        digits = "\(mantissa)e\(exponent - 2)"
      }
    }
    // Digits that are well formed fail to convert only by being too small or too large.
    if let value = Double(digits) { return value }
    return digits.contains("e-") || digits.contains("E-") ? 0 : .infinity
  }

  private func at(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

  func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  /// The end of digits with underscores between them.
  private func digitsEnd(from start: Int) -> Int {
    var index = start
    while isDigit(at(index)) || at(index) == UInt8(ascii: "_") { index += 1 }
    return index
  }

  private func hasBadUnderscore(_ start: Int, _ end: Int) -> Bool {
    for index in start..<end where bytes[index] == UInt8(ascii: "_") {
      guard index > start, isDigit(bytes[index - 1]), isDigit(at(index + 1)) else { return true }
    }
    return false
  }

  /// Whether `e5` or `e-5` stands at an offset.
  private func isExponent(at index: Int) -> Bool {
    guard at(index) | 0x20 == UInt8(ascii: "e") else { return false }
    let signed = at(index + 1) == UInt8(ascii: "+") || at(index + 1) == UInt8(ascii: "-")
    let end = digitsEnd(from: index + (signed ? 2 : 1))
    return end > index + (signed ? 2 : 1) && nameEnd(from: end) == end
  }

  private mutating func reportSecondPoint(from start: Int, to first: Int) {
    var end = first
    while at(end) == UInt8(ascii: "."), isDigit(at(end + 1)) { end = digitsEnd(from: end + 1) }
    report(
      Report(
        diagnostic: Diagnostic(
          .badNumber, "a number has only one point", at: SourceRange(start, end),
          help: "a range is written with two points, 1..3; a date or version is a text"),
        edits: [Edit(SourceRange(start, end), "\"\(text(start, end))\"")]))
    append(.number, to: end)
  }

  /// Reports `5.` or `5.e3`.
  private mutating func reportBarePoint(from start: Int, to point: Int) {
    let end = isExponent(at: point + 1) ? nameOrExponentEnd(from: point + 1) : point + 1
    let whole = text(start, point)
    let fixed = end > point + 1 ? "\(whole).0\(text(point + 1, end))" : whole
    report(
      Report(
        diagnostic: Diagnostic(
          .badNumber, "a point in a number has digits on both sides",
          at: SourceRange(start, end), help: "write \(fixed)"),
        edits: [Edit(SourceRange(start, end), fixed)]))
    append(.number, to: end)
  }

  private func nameOrExponentEnd(from start: Int) -> Int {
    let signed = at(start + 1) == UInt8(ascii: "+") || at(start + 1) == UInt8(ascii: "-")
    return digitsEnd(from: start + (signed ? 2 : 1))
  }

  /// Reports `0x10`, `3x`, `12abc`.
  private mutating func reportSuffix(from start: Int, digits: Int, to end: Int) {
    let range = SourceRange(start, end)
    let number = text(start, digits)
    let suffix = text(digits, end)
    var diagnostic = Diagnostic(
      .badNumber, "'\(text(start, end))' is neither a number nor a name", at: range)
    var edit: Edit
    let radix = ["x": 16, "b": 2, "o": 8][suffix.prefix(1).lowercased()]
    if number == "0", let radix, let value = UInt64(suffix.dropFirst(), radix: radix),
      value <= 1 << 53
    {
      let kind = radix == 16 ? "hexadecimal" : radix == 2 ? "binary" : "octal"
      diagnostic.message = "there are no \(kind) numbers"
      diagnostic.help = "write \(value)"
      edit = Edit(range, "\(value)")
    } else if startsNameUse(at: end) {
      diagnostic.help = "a name that starts with a digit stands in backquotes"
      edit = Edit(range, "`\(text(start, end))`")
    } else {
      diagnostic.help =
        "a product is written \(number) * \(suffix); a name that starts with a digit stands in "
        + "backquotes"
      edit = Edit(range, "\(number) * \(suffix)")
    }
    report(Report(diagnostic: diagnostic, edits: [edit]))
    append(.number, to: end)
  }

  /// Whether `=`, `:` or `(` follows, as it does a name.
  private func startsNameUse(at start: Int) -> Bool {
    let index = skipBlanks(from: start)
    let byte = at(index)
    return byte == UInt8(ascii: ":") || byte == UInt8(ascii: "(")
      || (byte == UInt8(ascii: "=") && at(index + 1) != UInt8(ascii: "="))
  }
}
