/// The description at the start of an NPY file, a Python dictionary such as
/// `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }`.
struct NPYHeader {
  let type: String
  let isFortran: Bool
  let shape: [Int]

  /// Reads the three entries; nil if one is not there or is no such thing.
  init?(_ text: String) {
    func value(_ key: String) -> Substring? {
      for quote in ["'", "\""] {
        let written = quote + key + quote
        guard let found = Self.range(of: written, in: text) else { continue }
        let rest = text[found...].drop { $0 == " " }
        guard rest.first == ":" else { continue }
        return rest.dropFirst().drop { $0 == " " }
      }
      return nil
    }
    guard let descr = value("descr"), let order = value("fortran_order"), let size = value("shape"),
      size.first == "("
    else { return nil }
    if let quote = descr.first, quote == "'" || quote == "\"" {
      type = String(descr.dropFirst().prefix { $0 != quote })
    } else {
      type = String(descr.prefix(40))
    }
    guard order.hasPrefix("True") || order.hasPrefix("False") else { return nil }
    isFortran = order.hasPrefix("True")
    var shape: [Int] = []
    for part in size.dropFirst().prefix(while: { $0 != ")" }).split(separator: ",") {
      let digits = part.filter { $0 != " " && $0 != "L" }
      if digits.isEmpty { continue }
      guard let length = Int(digits), length >= 0 else { return nil }
      shape.append(length)
    }
    self.shape = shape
  }

  /// The index behind the first occurrence of a text.
  private static func range(of wanted: String, in text: String) -> String.Index? {
    var place = text.startIndex
    while place < text.endIndex {
      if text[place...].hasPrefix(wanted) { return text.index(place, offsetBy: wanted.count) }
      place = text.index(after: place)
    }
    return nil
  }
}

/// How one number of an NPY array is stored.
struct NPYElement {
  let size: Int
  let isLogical: Bool
  private let kind: Character
  private let isBigEndian: Bool

  /// Reads a type such as `<f8`; nil if it is none of floats, integers and truth values.
  init?(_ type: String) {
    let letters = Array(type)
    guard letters.count == 3, "<>|=".contains(letters[0]), let size = letters[2].wholeNumberValue
    else { return nil }
    switch letters[1] {
    case "f": guard [2, 4, 8].contains(size) else { return nil }
    case "i", "u": guard [1, 2, 4, 8].contains(size) else { return nil }
    case "b": guard size == 1 else { return nil }
    default: return nil
    }
    self.size = size
    kind = letters[1]
    isLogical = kind == "b"
    isBigEndian = letters[0] == ">"
  }

  /// The number at an offset; notes whole numbers that a 64-bit float cannot hold.
  func number(_ data: UnsafeRawBufferPointer, _ offset: Int, _ isInexact: inout Bool) -> Double {
    var bits: UInt64 = 0
    for position in 0..<size {
      let place = isBigEndian ? size - 1 - position : position
      bits |= UInt64(data[offset + place]) << UInt64(8 * position)
    }
    switch (kind, size) {
    case ("f", 8): return Double(bitPattern: bits)
    case ("f", 4): return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case ("f", _): return Self.half(UInt16(truncatingIfNeeded: bits))
    case ("i", _):
      let shift = UInt64(64 - 8 * size)
      let whole = Int64(bitPattern: bits << shift) >> Int64(shift)
      if Int64(exactly: Double(whole)) != whole { isInexact = true }
      return Double(whole)
    default:
      if UInt64(exactly: Double(bits)) != bits { isInexact = true }
      return Double(bits)
    }
  }

  /// A 16-bit float, by hand: not all machines have the type.
  private static func half(_ bits: UInt16) -> Double {
    let sign = bits & 0x8000 == 0 ? 1.0 : -1.0
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Double(bits & 0x3FF)
    if exponent == 0x1F { return fraction == 0 ? sign * .infinity : .nan }
    let magnitude = exponent == 0 ? fraction / 1024 : 1 + fraction / 1024
    return Double(sign: .plus, exponent: max(exponent, 1) - 15, significand: sign * magnitude)
  }
}
