/// Cuts a source text into tokens, pairs its brackets, and reports what no statement can hold.
///
/// What the parser gets has every bracket and quote closed: what was lacking is put in as a
/// virtual lexeme, what was too much is left out, each with one report. So the parser never sees
/// an error of brackets, and after an error it can skip to the end of a bracket in one step.
struct Lexer {
  /// A bracket that is open.
  struct Opening {
    var symbol: Symbol
    var lexeme: Int
    /// The quote of the text round an interpolation; 0 for a plain bracket.
    var text: TextFrame?
    /// How many brackets of each kind were open outside of the interpolation.
    var outerCounts: (Int, Int, Int) = (0, 0, 0)
  }

  /// A line inside of brackets that looks like a new statement: `name = …`.
  struct Break {
    var position: Int
    var lexemes: Int
    var tokens: Int
    var reports: Int
    var depth: Int
  }

  /// How many reports are kept: more help nobody, and their number must not grow with the text.
  static let maximumReports = 20

  let bytes: [UInt8]
  var position = 0
  var lexemes: [Lexeme] = []
  var tokens: [Token] = []
  var reports: [Report] = []
  var stack: [Opening] = []
  /// How many `(`, `[`, `{` are open inside of the innermost interpolation.
  var counts = (0, 0, 0)
  var interpolations = 0
  var hasSpaceBefore = false
  var hasLineBefore = false
  var breaks: [Break] = []
  var restarts = 0
  var mendedInterpolations = 0
  /// Whether no further `*/` comes.
  var lacksBlockEnd = false
  /// The reports on characters, so that each is reported once.
  var characterReports: [Unicode.Scalar: Int] = [:]
  /// Whether a text that is not closed was reported in this line.
  var lineIsBroken = false
  /// The report on brackets that are open at the end of the text.
  var unclosed: Report?

  init(_ source: String) {
    bytes = Array(source.utf8)
    lexemes.reserveCapacity(bytes.count / 3 + 8)
    tokens.reserveCapacity(bytes.count / 3 + 8)
  }

  /// Cuts the whole text.
  mutating func run() {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    while true {
      while position < bytes.count { step() }
      if interpolations > 0 { closeInterpolationsAtLineEnd() }
      if stack.isEmpty { break }
      if restartAtBreak() { continue }
      closeBracketsAtEnd()
      break
    }
    tokens.append(Token(kind: .end, range: SourceRange(position, position)))
    append(.end, to: position, isToken: false)
  }

  /// Reads one token or a run of blanks.
  private mutating func step() {
    let byte = bytes[position]
    switch byte {
    case 0x20, 0x09:
      position += 1
      hasSpaceBefore = true
    case 0x0D where peek(1) == 0x0A:
      position += 1
    case 0x0A: readNewline()
    case UInt8(ascii: "#"): readComment(from: position)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): readNumber()
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"):
      readName()
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      readText(TextFrame(quote: byte, lexeme: lexemes.count), quoteWidth: 1)
    case UInt8(ascii: "`"): readQuotedName()
    case UInt8(ascii: "("): open(.openParenthesis, width: 1)
    case UInt8(ascii: "["): open(.openSquare, width: 1)
    case UInt8(ascii: "{"): open(.openBrace, width: 1)
    case UInt8(ascii: ")"): close(.closeParenthesis, width: 1)
    case UInt8(ascii: "]"): close(.closeSquare, width: 1)
    case UInt8(ascii: "}"): close(.closeBrace, width: 1)
    case UInt8(ascii: ";"): append(.semicolon, to: position + 1)
    case 0x21...0x7E: readSymbol()
    default: readOther()
    }
  }

  /// The byte some places ahead; 0 behind the end.
  func peek(_ distance: Int) -> UInt8 {
    let index = position + distance
    return index < bytes.count ? bytes[index] : 0
  }

  /// The byte before the position; a blank at the start.
  func peekBack() -> UInt8 { position > 0 ? bytes[position - 1] : 0x20 }

  /// Whether the text goes on with certain characters.
  func isAt(_ text: StaticString) -> Bool {
    guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
    for index in 0..<text.utf8CodeUnitCount
    where bytes[position + index] != text.utf8Start[index] {
      return false
    }
    return true
  }

  /// Adds a token from the position up to an offset, and goes there.
  mutating func append(
    _ kind: Token.Kind, _ symbol: Symbol = .none, to end: Int, isToken: Bool = true
  ) {
    let range = SourceRange(position, end)
    var lexeme = Lexeme(kind: kind, symbol: symbol, range: range)
    lexeme.hasSpaceBefore = hasSpaceBefore
    lexeme.hasLineBefore = hasLineBefore
    if isToken {
      lexeme.token = tokens.count
      tokens.append(Token(kind: kind, range: range))
    }
    lexemes.append(lexeme)
    hasSpaceBefore = false
    hasLineBefore = false
    position = end
  }

  /// Adds a bracket or quote that is lacking.
  mutating func appendVirtual(_ kind: Token.Kind, _ symbol: Symbol, isAtEnd: Bool = false) {
    var lexeme = Lexeme(kind: kind, symbol: symbol, range: SourceRange(position, position))
    lexeme.isVirtual = true
    lexeme.isAtEnd = isAtEnd
    lexemes.append(lexeme)
  }

  /// Keeps a report, unless there are enough.
  mutating func report(_ report: Report) {
    if reports.count < Self.maximumReports { reports.append(report) }
  }

  private mutating func readNewline() {
    if interpolations > 0 { closeInterpolationsAtLineEnd() }
    lineIsBroken = false
    if stack.isEmpty {
      append(.newline, to: position + 1)
      return
    }
    tokens.append(Token(kind: .newline, range: SourceRange(position, position + 1)))
    position += 1
    hasLineBefore = true
    hasSpaceBefore = true
    if startsAssignment(at: position) {
      breaks.append(
        Break(
          position: position, lexemes: lexemes.count, tokens: tokens.count,
          reports: reports.count, depth: stack.count))
    }
  }

  /// Reads a comment that starts here.
  mutating func readComment(from start: Int) {
    var end = position
    while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    if end > position, end < bytes.count, bytes[end - 1] == 0x0D { end -= 1 }
    tokens.append(Token(kind: .comment, range: SourceRange(start, end)))
    position = end
    hasSpaceBefore = true
  }

  /// Whether a line starts with `name =`.
  private func startsAssignment(at start: Int) -> Bool {
    var index = skipBlanks(from: start)
    let nameStart = index
    index = nameEnd(from: index)
    guard index > nameStart else { return false }
    index = skipBlanks(from: index)
    guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else { return false }
    let next = index + 1 < bytes.count ? bytes[index + 1] : 0
    return next != UInt8(ascii: "=") && next != UInt8(ascii: ">") && next != UInt8(ascii: "<")
  }

  /// The offset of the first byte that is no blank.
  func skipBlanks(from start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    return index
  }

  /// The text between two offsets.
  func text(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
  }
}
