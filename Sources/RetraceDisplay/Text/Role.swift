/// What a piece of text is, from which its colour follows; never is anything said by colour alone.
public enum Role: String, Sendable, CaseIterable {
  /// The line that says what a result is.
  case headline
  /// The head of a table or the name of a fact.
  case heading
  /// What steps back: separators, axes, footers, missing values.
  case dim
  /// A positive contribution.
  case positive
  /// A negative contribution.
  case negative
  /// The first series of a figure.
  case series1
  /// The second series of a figure.
  case series2
  /// The third series of a figure.
  case series3
  /// The fourth series of a figure.
  case series4
  /// A note among findings.
  case note
  /// A warning.
  case warning
  /// Something that makes a result wrong, or an error.
  case error
  /// A fix that can be typed.
  case help
  /// A word of the language.
  case keyword
  /// The name of a command.
  case command
  /// The name of a parameter.
  case parameter
  /// A number in a statement.
  case number
  /// A text in a statement.
  case text
  /// A comment.
  case comment
  /// The prompt.
  case prompt

  /// The role of a series by its position; from the fifth on series have no colour of their own.
  static func series(_ position: Int) -> Role? {
    let roles: [Role] = [.series1, .series2, .series3, .series4]
    return position < roles.count ? roles[position] : nil
  }
}
