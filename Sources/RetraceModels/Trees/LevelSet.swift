/// A set of levels of a category, by their positions.
public struct LevelSet: Sendable, Hashable {
  /// A bit per level, 64 a word.
  public let words: [UInt64]

  /// Makes a set; positions below 0 and from 2^20 on are left out.
  public init(_ levels: some Sequence<Int>) {
    var words: [UInt64] = []
    for level in levels where level >= 0 && level < 1 << 20 {
      while words.count <= level / 64 { words.append(0) }
      words[level / 64] |= 1 << UInt64(level % 64)
    }
    self.words = words
  }

  /// Whether a cell, the position of a level, is in the set; false for NaN.
  public func contains(_ cell: Double) -> Bool {
    guard cell >= 0, cell < Double(words.count * 64) else { return false }
    let level = Int(cell)
    return words[level / 64] & (1 << UInt64(level % 64)) != 0
  }

  /// The levels, in order.
  public var levels: [Int] { (0..<words.count * 64).filter { contains(Double($0)) } }
}
