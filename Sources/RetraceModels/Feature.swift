/// One feature that a model takes, as the user named it in the table.
public struct Feature: Sendable, Equatable {
  /// What the cells of a feature are.
  public enum Kind: Sendable, Equatable {
    /// A number.
    case number
    /// One of some levels; the cell is the position of the level.
    case category(levels: [String])
  }

  /// The column's name.
  public let name: String
  /// What its cells are.
  public let kind: Kind
  /// From where to where the numbers of the training rows reach, if that is known.
  public let range: ClosedRange<Double>?
  /// The distance between neighbouring numbers, such as 1 for whole ones, if there is one.
  public let step: Double?
  /// Whether the numbers are the codes of categories whose names the model's file does not hold.
  public let isCode: Bool

  /// Makes a feature.
  public init(
    _ name: String, _ kind: Kind = .number, range: ClosedRange<Double>? = nil,
    step: Double? = nil, isCode: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.range = range
    self.step = step
    self.isCode = isCode
  }

  /// The levels of a category; nil for a number.
  public var levels: [String]? {
    guard case .category(let levels) = kind else { return nil }
    return levels
  }
}
