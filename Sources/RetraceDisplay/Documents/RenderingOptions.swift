/// How a renderer writes text.
public struct RenderingOptions: Sendable, Equatable {
  /// The width in cells that no line exceeds.
  public var width: Int
  /// Whether ANSI colours are written.
  public var usesColor: Bool
  /// Whether only ASCII is written (text of the user aside).
  public var isASCII: Bool
  /// Whether long tables are cut in the middle.
  public var cutsTables: Bool

  /// Makes options; without arguments those of a recorded session: width 80, no colour, Unicode.
  public init(
    width: Int = 80, usesColor: Bool = false, isASCII: Bool = false, cutsTables: Bool = true
  ) {
    self.width = width
    self.usesColor = usesColor
    self.isASCII = isASCII
    self.cutsTables = cutsTables
  }
}
