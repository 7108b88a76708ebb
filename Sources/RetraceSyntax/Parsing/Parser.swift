/// Turns a source text into statements.
///
/// A descent with operator precedence over the lexemes of ``Lexer``. Errors are recorded with the
/// edits that would mend them; after one the parser goes on behind the bracket, the comma or the
/// statement that holds it, so that one text gives all its errors and each only once.
public struct Parser {
  /// Why a part of the source gave no tree.
  ///
  /// The reason is recorded already.
  enum Failure: Error {
    /// An error: go on behind the enclosing bracket, comma or statement.
    case reported
    /// Nothing more can be said of this statement.
    case abandoned
  }

  /// An expression with what matters while parsing.
  struct Parsed {
    var expression: Expression
    /// How many nodes stand one above the other.
    var height = 1
    /// Whether brackets stand round it.
    var isBracketed = false
  }

  let bytes: [UInt8]
  let lexemes: [Lexeme]
  var index = 0
  var reports: [Report] = []
  /// The error to report if the text ends here.
  var unfinished: Report?
  /// How deep the parser is in brackets and operators.
  var depth = 0
  /// The tokens that are percent signs.
  var percentTokens: [Int] = []
  /// The index of the first lexeme of the statement.
  var statementStart = 0
  /// The last whole expression, for wording what follows it.
  var lastExpression: Expression?
  /// How the call whose arguments are read is named, for better hints.
  var callees: [String] = []

  init(_ bytes: [UInt8], _ lexemes: [Lexeme]) {
    self.bytes = bytes
    self.lexemes = lexemes
  }

  /// Parses a text to its end.
  ///
  /// - Parameters:
  ///   - source: any text; a text that is not UTF-8 is refused by whoever reads it.
  ///   - pipesLastResult: whether a text may start with `|`, as at the prompt; it then pipes `_`.
  /// - Returns: the statements and all errors.
  /// - Complexity: O(bytes of the text).
  public static func parse(_ source: String, pipesLastResult: Bool = false) -> ParseResult {
    parse(source, pipesLastResult: pipesLastResult, findsFixes: true)
  }

  static func parse(_ source: String, pipesLastResult: Bool, findsFixes: Bool) -> ParseResult {
    var lexer = Lexer(source)
    lexer.run()
    var parser = Parser(lexer.bytes, lexer.lexemes)
    let pieces = parser.parseStatements(
      pipesLastResult: pipesLastResult, lexicalReports: lexer.reports)
    var tokens = lexer.tokens
    for index in parser.percentTokens where index >= 0 {
      tokens[index] = Token(kind: .percentSign, range: tokens[index].range)
    }
    let conclusion = Conclusion(
      bytes: lexer.bytes, reports: lexer.reports + parser.reports,
      unfinished: lexer.unclosed ?? parser.unfinished, pieces: pieces, findsFixes: findsFixes)
    return conclusion.result(tokens: tokens)
  }

  // MARK: - Moving

  /// The lexeme at the current place.
  var current: Lexeme { lexemes[index] }

  /// The lexeme some places ahead.
  func ahead(_ distance: Int) -> Lexeme { lexemes[min(index + distance, lexemes.count - 1)] }

  /// The end of the last lexeme that was read.
  var lastEnd: Int { index > 0 ? lexemes[index - 1].range.upperBound : 0 }

  /// The range of the last lexeme that was read.
  var lastRange: SourceRange { index > 0 ? lexemes[index - 1].range : SourceRange(0, 0) }

  /// Goes one lexeme on, but never beyond the end.
  mutating func advance() { if index < lexemes.count - 1 { index += 1 } }

  /// Reads a sign if it is there.
  mutating func take(_ symbol: Symbol) -> Bool {
    guard current.symbol == symbol else { return false }
    advance()
    return true
  }

  /// Goes to the next line that is not empty, as after an operator at a line's end.
  mutating func skipLines() {
    while current.kind == .newline { advance() }
  }

  /// The first lexeme behind line ends, without going there.
  var nextBehindLines: Lexeme {
    var next = index
    while lexemes[next].kind == .newline { next += 1 }
    return lexemes[next]
  }

  /// The source of a range.
  func text(_ range: SourceRange) -> String {
    String(decoding: bytes[range.lowerBound..<range.upperBound], as: UTF8.self)
  }

  /// The source of a lexeme.
  func text(_ lexeme: Lexeme) -> String { text(lexeme.range) }

  /// The name that a lexeme gives, without backquotes.
  func name(_ lexeme: Lexeme) -> NameSyntax {
    guard lexeme.kind == .quotedName else { return NameSyntax(text(lexeme), lexeme.range) }
    return NameSyntax(
      Lexer.unquoted(bytes[lexeme.range.lowerBound..<lexeme.range.upperBound]), lexeme.range)
  }

  // MARK: - Errors

  /// Records an error.
  ///
  /// At a character that was reported already, or at a bracket or quote that was put in, nothing
  /// is recorded; at the end of the text the error only counts if no more text comes.
  mutating func report(_ diagnostic: Diagnostic, edits: [Edit] = []) {
    if reports.count < Lexer.maximumReports {
      reports.append(Report(diagnostic: diagnostic, edits: edits))
    }
  }

  /// Records an error at the current lexeme and gives up the part that is being read.
  mutating func fail(_ diagnostic: Diagnostic, edits: [Edit] = []) -> Failure {
    if isAtEnd {
      if unfinished == nil { unfinished = Report(diagnostic: diagnostic, edits: edits) }
      return .abandoned
    }
    if current.isVirtual || (current.kind == .invalid && current.symbol == .none) {
      return .reported
    }
    report(diagnostic, edits: edits)
    return .reported
  }

  /// Whether only more text could tell how it goes on.
  var isAtEnd: Bool {
    current.isAtEnd || nextBehindLines.kind == .end
  }

  /// Enters a level of nesting.
  mutating func enter(_ range: SourceRange) throws(Failure) {
    depth += 1
    guard depth > Expression.maximumHeight else { return }
    reportTooDeep(range, "nested more than \(Expression.maximumHeight) levels deep")
    throw .abandoned
  }

  /// Checks a tree's height.
  func isTooHigh(_ height: Int) -> Bool { height > Expression.maximumHeight }

  mutating func reportTooDeep(_ range: SourceRange, _ message: String) {
    report(
      Diagnostic(
        .tooDeep, message, at: range, help: "give parts of it names, or use a list with sum()"))
  }

  /// Makes a node one higher than its highest part.
  mutating func node(
    _ expression: Expression, over first: Int, _ second: Int = 0, _ third: Int = 0
  ) throws(Failure) -> Parsed {
    let height = max(first, second, third) + 1
    if isTooHigh(height) {
      reportTooDeep(
        lastRange, "more than \(Expression.maximumHeight) operations one upon the other")
      throw .abandoned
    }
    return Parsed(expression: expression, height: height)
  }
}
