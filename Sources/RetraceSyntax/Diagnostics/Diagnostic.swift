/// One error of the language: what is wrong, where, and the way out.
///
/// The parser and the evaluator use the same type; what shows it (``DiagnosticRenderer``,
/// JSON, a notebook) reads nothing else.
public struct Diagnostic: Error, Sendable, Equatable {
  /// A further place in the source and what is to be said of it.
  public struct Label: Sendable, Equatable {
    /// The place.
    public var range: SourceRange
    /// A few words: `opened here`.
    public var text: String

    /// Makes a label.
    public init(_ range: SourceRange, _ text: String) {
      self.range = range
      self.text = text
    }
  }

  /// The stable code, explained by `:explain`.
  public var code: DiagnosticCode
  /// What is wrong, in the user's words: lowercase start, no final period.
  public var message: String
  /// The exact place, in bytes of the source text.
  public var range: SourceRange
  /// A few words under the place itself; nil if the message says it all.
  public var note: String?
  /// Further places that matter.
  public var labels: [Label]
  /// Facts from the live data: `columns of base: loss, acc, lr`.
  public var facts: [String]
  /// One sentence on the way out.
  public var help: String?
  /// A statement that can be typed in place of the wrong one, if one is sure to parse.
  public var fix: String?

  /// Makes a diagnostic.
  public init(
    _ code: DiagnosticCode, _ message: String, at range: SourceRange, note: String? = nil,
    labels: [Label] = [], facts: [String] = [], help: String? = nil, fix: String? = nil
  ) {
    self.code = code
    self.message = message
    self.range = range
    self.note = note
    self.labels = labels
    self.facts = facts
    self.help = help
    self.fix = fix
  }

  /// The same diagnostic for a text that stands `distance` bytes further in another.
  public func shifted(by distance: Int) -> Diagnostic {
    var copy = self
    copy.range = range.shifted(by: distance)
    copy.labels = labels.map { Label($0.range.shifted(by: distance), $0.text) }
    return copy
  }
}

extension Diagnostic: CustomStringConvertible {
  /// Code and message on one line.
  public var description: String { "\(code): \(message)" }
}
