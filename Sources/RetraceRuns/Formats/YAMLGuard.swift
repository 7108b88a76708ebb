/// Refuses YAML that would cost more than it says, before a parser sees it.
///
/// Values may stand inside values only so deep, and an alias is counted with all that it may stand
/// for, so that a few lines of aliases of aliases cannot become millions of values.
struct YAMLGuard {
  /// The largest text, how deep values may lie, and how many bytes all aliases may stand for.
  static let (sizeLimit, depthLimit, aliasLimit) = (1 << 20, 200, 1 << 22)

  /// Why a text is refused; nil if it may be parsed.
  static func objection(to bytes: UnsafeRawBufferPointer) -> String? {
    guard bytes.count <= sizeLimit else { return "it is larger than \(sizeLimit) bytes" }
    if bytes.contains(0) { return "it is not text" }
    if isDeep(bytes) { return "its values are nested too deeply" }
    return hasCostlyAliases(bytes) ? "its aliases stand for too many values" : nil
  }

  /// Whether values could lie deeper than the limit.
  ///
  /// A bracket opens one level; in block style each level is one column further right, whether
  /// by blanks or by the marks `-`, `?` and `:`.
  private static func isDeep(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var brackets = 0
    var column = 0
    var isAtStart = true
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        column = 0
        isAtStart = true
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        brackets += 1
        if brackets > depthLimit { return true }
      case UInt8(ascii: "]"), UInt8(ascii: "}"): brackets = max(0, brackets - 1)
      default: break
      }
      guard isAtStart else { continue }
      if [0x20, 0x09, UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":")].contains(byte) {
        column += 1
        // Behind a bracket columns mean nothing, and a ruler in a comment is no depth.
        if column > 2 * depthLimit { return true }
      } else {
        isAtStart = false
      }
    }
    return false
  }

  /// Whether the aliases could stand for more bytes than the limit.
  ///
  /// A value that has an anchor ends before its first alias. So it costs at most the bytes up to
  /// there and what the aliases in between cost.
  private static func hasCostlyAliases(_ bytes: UnsafeRawBufferPointer) -> Bool {
    struct Anchor {
      let offset: Int
      let costBefore: Int
      var isUnique = true
      var cost: Int?
    }
    var anchors: [String: Anchor] = [:]
    var cost = 0
    var place = 0
    while place < bytes.count {
      let mark = bytes[place]
      place += 1
      guard mark == UInt8(ascii: "&") || mark == UInt8(ascii: "*") else { continue }
      let start = place
      while place < bytes.count, isNameByte(bytes[place]) { place += 1 }
      guard place > start else { continue }
      let name = String(decoding: bytes[start..<place], as: UTF8.self)
      if mark == UInt8(ascii: "&") {
        if anchors[name] == nil {
          anchors[name] = Anchor(offset: start, costBefore: cost)
        } else {
          anchors[name]?.isUnique = false
        }
      } else if var anchor = anchors[name] {
        let own = anchor.cost ?? (start - anchor.offset + cost - anchor.costBefore)
        if anchor.isUnique { anchor.cost = own }
        anchors[name] = anchor
        cost += own
        if cost > aliasLimit { return true }
      }
    }
    return false
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
    default: false
    }
  }
}
