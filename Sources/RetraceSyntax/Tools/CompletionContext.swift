/// What could stand at a place of the source, for completing what is being typed.
public struct CompletionContext: Sendable, Equatable {
  /// What is being typed.
  public enum Position: Sendable, Equatable {
    /// An expression: a variable, a column or a command.
    case expression
    /// The name of a command, after `|`.
    case command
    /// A field or column of a value, after `.`; the source of the value.
    case field(of: String)
    /// A variable, after `$`.
    case variable
    /// An argument of the innermost of ``calls``: a name of a parameter, or an expression.
    case argument
    /// The value of an argument given by name, of the innermost of ``calls``.
    case argumentValue(label: String)
    /// Inside a text; the characters before the cursor. A path, most often.
    case text(String)
    /// The name of a command of the prompt, after `:` at the start.
    case promptCommand
    /// An argument of a command of the prompt.
    case promptArgument(command: String)
    /// Nothing to complete: a comment, a number, a new name.
    case none
  }

  /// A call whose arguments are open at the place.
  public struct Call: Sendable, Equatable {
    /// What is called.
    public let name: String
    /// The source of what the call works on: what is piped into it, else its first argument if
    /// the place is behind that.
    public let input: String?
    /// Whether the input comes through a pipe.
    public let isPiped: Bool
    /// How many arguments given by position stand before the place, without what is piped.
    public let position: Int
    /// The names of the arguments that were given by name before the place.
    public let labels: [String]
  }

  /// What is being typed.
  public let position: Position
  /// The part of it before the cursor.
  public let prefix: String
  /// What a completion replaces.
  public let range: SourceRange
  /// The open calls round the place, the innermost first.
  public let calls: [Call]

  /// Looks at what stands before a place.
  ///
  /// - Parameters:
  ///   - source: the text of the statement that is being typed.
  ///   - cursor: the place as a byte offset; a place outside means the end.
  public init(_ source: String, cursor: Int) {
    let bytes = Array(source.utf8)
    var end = min(max(cursor, 0), bytes.count)
    while end > 0, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    let head = String(decoding: bytes[..<end], as: UTF8.self)
    if let prompt = Self.promptCommand(head, end) {
      self = prompt
      return
    }
    var finder = CompletionFinder(head)
    self = finder.context()
  }

  init(_ position: Position, prefix: String, range: SourceRange, calls: [Call] = []) {
    self.position = position
    self.prefix = prefix
    self.range = range
    self.calls = calls
  }

  /// A line that starts with `:`.
  private static func promptCommand(_ head: String, _ end: Int) -> CompletionContext? {
    let trimmed = head.drop { $0 == " " }
    guard trimmed.first == ":" else { return nil }
    let word = trimmed.split(separator: " ", omittingEmptySubsequences: false).last ?? ""
    if word.count == trimmed.count {
      let prefix = String(word.dropFirst())
      return CompletionContext(
        .promptCommand, prefix: prefix, range: SourceRange(end - prefix.utf8.count, end))
    }
    let command = trimmed.dropFirst().prefix { $0 != " " }
    return CompletionContext(
      .promptArgument(command: String(command)), prefix: String(word),
      range: SourceRange(end - word.utf8.count, end))
  }
}
