/// One way to complete what stands before the cursor.
public struct CompletionCandidate: Sendable, Equatable {
  /// What replaces the range.
  public let text: String

  /// One line of help, shown beside it in the list.
  public let summary: String?

  /// What is added behind the text when it is the only candidate, such as `(`.
  public let suffix: String

  /// Heading under which it is listed; candidates of a group stand together.
  public let group: String?

  /// Makes a candidate.
  public init(_ text: String, summary: String? = nil, suffix: String = "", group: String? = nil) {
    self.text = text
    self.summary = summary
    self.suffix = suffix
    self.group = group
  }
}
