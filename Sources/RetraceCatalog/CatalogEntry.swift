/// How a thing that can be called or loaded describes itself.
///
/// Help, completion, the reference
/// pages and tests come from it.
public struct CatalogEntry: Sendable {
  /// The name by which it is called.
  public let name: String
  /// One sentence of at most 80 characters that ends with a period.
  public let summary: String
  /// What it computes and how far to trust it, in paragraphs of Markdown; may be empty.
  public let discussion: String
  /// Calls that work as they stand, with what they show.
  public let examples: [Example]
  /// The sources: author, title, venue, year, with a DOI or URL.
  public let references: [String]
  /// Other words people search for.
  public let searchTerms: [String]

  /// Makes an entry.
  public init(
    name: String, summary: String, discussion: String = "", examples: [Example] = [],
    references: [String] = [], searchTerms: [String] = []
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.examples = examples
    self.references = references
    self.searchTerms = searchTerms
  }
}

/// A call that works as it stands and what it is for.
public struct Example: Sendable, Equatable {
  /// Statements of the language, one a line.
  public let code: String
  /// What they do, in a few words.
  public let caption: String

  /// Makes an example.
  public init(_ code: String, _ caption: String) {
    self.code = code
    self.caption = caption
  }
}
