/// A name as it stands in the source: without backquotes, with its place.
public struct NameSyntax: Sendable {
  /// The name itself.
  public let text: String
  /// Its place, backquotes included.
  public let range: SourceRange

  /// Makes a name.
  public init(_ text: String, _ range: SourceRange) {
    self.text = text
    self.range = range
  }
}
