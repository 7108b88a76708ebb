public import RetraceCatalog
public import RetraceDisplay
public import RetraceTables

/// What an explainer found, free of its shape: what it shows, its JSON form and its fields.
public struct Explanation: Sendable {
  /// What it is, such as `attribution`, `counterfactuals` or `surrogate`.
  public let kind: String
  /// What it is in one line, as an assignment shows it.
  public let summary: String
  /// What it shows.
  public let document: Document
  /// Its JSON form.
  public let json: JSON
  /// Its parts by name, in order, as the language reaches them with `.`.
  public let fields: [(name: String, value: Argument)]

  /// Makes an explanation.
  public init(
    kind: String, summary: String, document: Document, json: JSON,
    fields: [(name: String, value: Argument)]
  ) {
    self.kind = kind
    self.summary = summary
    self.document = document
    self.json = json
    self.fields = fields
  }
}
