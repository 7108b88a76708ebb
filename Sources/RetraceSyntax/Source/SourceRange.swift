/// A stretch of a source text, in UTF-8 bytes counted from its start.
public struct SourceRange: Sendable, Hashable {
  /// The offset of the first byte.
  public var lowerBound: Int
  /// The offset behind the last byte.
  public var upperBound: Int

  /// Makes a range from its first byte to the one behind its last.
  public init(_ lowerBound: Int, _ upperBound: Int) {
    self.lowerBound = lowerBound
    self.upperBound = max(lowerBound, upperBound)
  }

  /// How many bytes the range covers.
  public var count: Int { upperBound - lowerBound }

  /// Whether the range covers no byte.
  public var isEmpty: Bool { upperBound == lowerBound }

  /// Whether the byte at an offset lies in the range.
  public func contains(_ offset: Int) -> Bool { offset >= lowerBound && offset < upperBound }

  /// The smallest range that covers this one and another.
  public func joined(with other: SourceRange) -> SourceRange {
    SourceRange(min(lowerBound, other.lowerBound), max(upperBound, other.upperBound))
  }

  /// The same range in a text that stands `distance` bytes further in another.
  public func shifted(by distance: Int) -> SourceRange {
    SourceRange(lowerBound + distance, upperBound + distance)
  }
}
