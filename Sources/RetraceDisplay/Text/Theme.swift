/// The colours of the roles.
///
/// The colours 32, 93, 131 and 196 of the 256 have a contrast of at least 3:1 on black and on
/// white, and differ for people who do not see red, green or blue.
public enum Theme {
  /// What ends any colour.
  public static let reset = "\u{1b}[0m"

  /// The ANSI sequence that starts the colour of a role.
  public static func start(_ role: Role) -> String {
    "\u{1b}[" + parameters(role) + "m"
  }

  /// A text in the colour of its role, or as it is without colours.
  public static func paint(_ text: String, _ role: Role?, usesColor: Bool) -> String {
    guard usesColor, let role, !text.isEmpty else { return text }
    return start(role) + text + reset
  }

  private static func parameters(_ role: Role) -> String {
    switch role {
    case .headline, .heading, .command: "1"
    case .dim, .comment: "2"
    case .positive, .series1, .note, .number, .help: "38;5;32"
    case .negative, .series3, .text: "38;5;131"
    case .series2, .keyword, .parameter: "38;5;93"
    case .series4: "38;5;196"
    case .warning: "1;38;5;131"
    case .error: "1;38;5;196"
    case .prompt: "1;38;5;32"
    }
  }
}
