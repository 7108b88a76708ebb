import RetraceTables

/// The names of a feature's categories, which files have from version 3.1 on.
struct XGBoostCategories {
  /// The names, in the order of their codes.
  let names: [String]
  /// How many names the file has only in part.
  let lostCount: Int

  /// Reads names; numbers are named as they are written.
  init(_ encoding: XGBoostFields) throws {
    guard encoding.has("offsets") else {
      names = try encoding.numbers("values").map { JSON.numberText($0) }
      lostCount = 0
      return
    }
    let offsets = try encoding.wholes("offsets").map(Int.init)
    let bytes = try encoding.numbers("values").map { number in
      // The bytes of characters beyond ASCII are written as negative numbers.
      guard let byte = UInt8(exactly: number) ?? Int8(exactly: number).map(UInt8.init(bitPattern:))
      else { throw encoding.wrong("values", "expected bytes, got \(number)") }
      return byte
    }
    for (position, (start, end)) in zip(offsets, offsets.dropFirst()).enumerated() {
      guard start >= 0, start <= end, end <= bytes.count else {
        throw encoding.wrong(
          "offsets[\(position)]", "expected them in order, up to \(bytes.count)")
      }
    }
    let parts = zip(offsets, offsets.dropFirst()).map {
      String(validating: bytes[$0..<$1], as: UTF8.self)
    }
    let whole = parts.compactMap(\.self)
    if bytes.allSatisfy({ $0 < 0x80 }) || whole.count == parts.count && Self.isSorted(whole) {
      names = whole
      lostCount = 0
      return
    }
    // XGBoost 3.1 and 3.2 give the places of a pandas column's texts in characters, and cut the
    // bytes to as many as there are characters; pandas has categories sorted.
    let characters = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    let counted = zip(offsets, offsets.dropFirst()).map { start, end in
      var text = String.UnicodeScalarView()
      text.append(contentsOf: characters[min(start, characters.count)..<min(end, characters.count)])
      return String(text)
    }
    // The last character may be cut itself.
    let kept = characters.last == "\u{FFFD}" ? characters.count - 1 : characters.count
    let lost = offsets.dropFirst().count { $0 > kept }
    if whole.count == parts.count, !Self.isSorted(counted.dropLast(lost)) {
      names = whole
      lostCount = 0
      return
    }
    names = counted
    lostCount = lost
  }

  private static func isSorted(_ texts: some Collection<String>) -> Bool {
    zip(texts, texts.dropFirst()).allSatisfy {
      !$1.unicodeScalars.lexicographicallyPrecedes($0.unicodeScalars)
    }
  }
}
