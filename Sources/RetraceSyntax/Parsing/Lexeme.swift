/// A token as the parser sees it: comments gone, brackets in pairs.
struct Lexeme {
  var kind: Token.Kind
  /// Which sign or reserved word it is.
  var symbol: Symbol = .none
  /// Whether a blank stands before it.
  var hasSpaceBefore = false
  /// Whether a line ends before it, inside of brackets.
  var hasLineBefore = false
  /// Whether it was put in, as a bracket or quote was not closed.
  var isVirtual = false
  /// Whether it was put in at the end of the text, so that more text could bring it.
  var isAtEnd = false
  var range: SourceRange
  /// The index of the partner of a bracket or quote; -1 if it has none.
  var match = -1
  /// The index in the list of all tokens; -1 for one that was put in.
  var token = -1

  /// Whether an operand can start here, signs before it aside.
  var startsOperand: Bool {
    switch kind {
    case .number, .textStart, .name, .quotedName: true
    case .opener: true
    default:
      symbol == .dollar || symbol == .true || symbol == .false || symbol == .missing
    }
  }

  /// Whether it is a name, or a reserved word where every word is a name.
  var isWord: Bool { kind == .name || kind == .quotedName || kind == .keyword }

  /// Whether nothing of the statement can follow.
  var endsStatement: Bool { kind == .newline || kind == .semicolon || kind == .end }
}

/// The signs and reserved words of the language.
enum Symbol: UInt8 {
  case none
  case plus
  case minus
  case star
  case slash
  case percent
  case caret
  case equal
  case notEqual
  case less
  case lessOrEqual
  case greater
  case greaterOrEqual
  case assign
  case bar
  case colon
  case comma
  case dot
  case dotDot
  case arrow
  case dollar
  case openParenthesis
  case openSquare
  case openBrace
  case closeParenthesis
  case closeSquare
  case closeBrace
  case `true`
  case `false`
  case missing
  case and
  case or
  case not
  case `in`
  case `if`
  case then
  case `else`
  /// A sign of another language; the source tells which.
  case foreign

  /// The bracket that closes this one.
  var closer: Symbol {
    switch self {
    case .openSquare: .closeSquare
    case .openBrace: .closeBrace
    default: .closeParenthesis
    }
  }

  /// A bracket as it is written.
  var bracket: String {
    switch self {
    case .openParenthesis: "("
    case .openSquare: "["
    case .openBrace: "{"
    case .closeParenthesis: ")"
    case .closeSquare: "]"
    case .closeBrace: "}"
    default: ""
    }
  }

  /// The reserved words.
  static let keywords: [String: Symbol] = [
    "true": .true, "false": .false, "missing": .missing, "and": .and, "or": .or, "not": .not,
    "in": .in, "if": .if, "then": .then, "else": .else,
  ]
}
