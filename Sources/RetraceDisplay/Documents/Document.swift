public import RetraceTables

/// What a result shows, free of how it is shown: blocks from top to bottom that every renderer
/// (terminal, Markdown, HTML, JSON) can show.
public struct Document: Sendable {
  /// The blocks, from top to bottom.
  public var blocks: [Block]

  /// One block of a document.
  public enum Block: Sendable {
    /// One line that says what the result is.
    case headline(String)
    /// A paragraph, wrapped to the width.
    case text(String)
    /// Names with values, one a line, aligned.
    case facts([(name: String, value: String)])
    /// A table, cut in the middle where it is too long and to the width.
    case table(Table, TableStyle)
    /// A figure.
    case figure(Figure)
    /// A tree, drawn with branches.
    case tree(TreeNode)
    /// Findings with severity, evidence and what to do.
    case findings([Finding])
    /// How far to trust the result: one line each.
    case notes([String])
  }

  /// Makes a document.
  public init(_ blocks: [Block] = []) {
    self.blocks = blocks
  }
}
