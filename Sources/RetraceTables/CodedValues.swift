/// Texts of a column as positions in a dictionary of the different ones.
public struct CodedValues: Sendable {
  /// The code of a missing cell.
  public static let missingCode = UInt32.max

  /// A position in ``levels`` per row, or ``missingCode``.
  public let codes: [UInt32]
  /// The different texts.
  ///
  /// Of a category they are sorted by code point unless a file lists them;
  /// some may occur in no row. Of a text column they stand in order of first appearance.
  public let levels: [String]
  /// Whether the column is a category, one of a few levels, rather than free text.
  public let isCategory: Bool

  /// Makes coded values of codes that all lie in `levels` or are missing.
  public init(codes: [UInt32], levels: [String], isCategory: Bool) {
    self.codes = codes
    self.levels = levels
    self.isCategory = isCategory
  }

  /// Codes texts, nil for missing ones; the levels of a category are sorted.
  public init(_ texts: [String?], isCategory: Bool) {
    var positions: [String: UInt32] = [:]
    var levels: [String] = []
    let codes = texts.map { text -> UInt32 in
      guard let text else { return Self.missingCode }
      if let position = positions[text] { return position }
      let position = UInt32(levels.count)
      positions[text] = position
      levels.append(text)
      return position
    }
    let coded = CodedValues(codes: codes, levels: levels, isCategory: isCategory)
    self = isCategory ? coded.withSortedLevels() : coded
  }

  /// The text at a row, nil where it is missing.
  public func text(at row: Int) -> String? {
    let code = codes[row]
    return code == Self.missingCode ? nil : levels[Int(code)]
  }

  /// The same texts with the levels in order of their code points.
  public func withSortedLevels() -> CodedValues {
    let order = levels.indices.sorted {
      levels[$0].unicodeScalars.lexicographicallyPrecedes(levels[$1].unicodeScalars)
    }
    var moved = [UInt32](repeating: 0, count: levels.count)
    for (position, old) in order.enumerated() { moved[old] = UInt32(position) }
    return CodedValues(
      codes: codes.map { $0 == Self.missingCode ? $0 : moved[Int($0)] },
      levels: order.map { levels[$0] }, isCategory: isCategory)
  }

  /// The texts at some rows, in the order given, with all levels.
  public func selecting(_ rows: [Int]) -> CodedValues {
    CodedValues(codes: rows.map { codes[$0] }, levels: levels, isCategory: isCategory)
  }
}
