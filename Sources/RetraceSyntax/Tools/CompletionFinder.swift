/// Finds out from the tokens before the cursor what is being typed.
struct CompletionFinder {
  private let bytes: [UInt8]
  /// The tokens before the cursor, without line ends and comments.
  private var tokens: [Token] = []
  /// The partner of each closing bracket.
  private var opener: [Int: Int] = [:]
  /// The partner of each opening bracket.
  private var closer: [Int: Int] = [:]
  /// The brackets, texts and interpolations that are open at the cursor.
  private var open: [Int] = []
  private var endsInComment = false

  init(_ head: String) {
    var lexer = Lexer(head)
    lexer.run()
    bytes = lexer.bytes
    for token in lexer.tokens where token.kind != .end {
      if token.kind == .comment {
        endsInComment = token.range.upperBound == bytes.count
        continue
      }
      endsInComment = false
      if token.kind == .newline {
        // A new line outside of brackets starts afresh, unless an operator stands before it.
        if open.isEmpty, !continuesLine(tokens.last) {
          tokens.append(Token(kind: .semicolon, range: token.range))
        }
        continue
      }
      if token.kind == .textEnd, token.range.isEmpty { continue }
      let index = tokens.count
      tokens.append(token)
      switch token.kind {
      case .opener, .textStart, .interpolationStart:
        open.append(index)
      case .closer, .textEnd, .interpolationEnd:
        if let last = open.popLast() {
          opener[index] = last
          closer[last] = index
        }
      default: break
      }
    }
  }

  private func continuesLine(_ token: Token?) -> Bool {
    guard let token else { return true }
    return token.kind == .symbol || (token.kind == .keyword && !isConstant(token))
  }

  private func isConstant(_ token: Token) -> Bool {
    ["true", "false", "missing"].contains(text(token))
  }

  private func text(_ token: Token) -> String { text(token.range) }

  private func text(_ range: SourceRange) -> String {
    String(decoding: bytes[range.lowerBound..<range.upperBound], as: UTF8.self)
  }

  private func isSign(_ index: Int, _ sign: String) -> Bool {
    tokens.indices.contains(index) && tokens[index].kind == .symbol && text(tokens[index]) == sign
  }

  /// What is being typed at the end of the tokens.
  mutating func context() -> CompletionContext {
    let end = bytes.count
    let nowhere = SourceRange(end, end)
    if endsInComment { return CompletionContext(.none, prefix: "", range: nowhere) }
    if let last = open.last, tokens[last].kind == .textStart {
      let range = SourceRange(tokens[last].range.upperBound, end)
      return CompletionContext(
        .text(text(range)), prefix: text(range), range: range, calls: calls(before: last))
    }
    var count = tokens.count
    var range = nowhere
    if let last = tokens.last, last.range.upperBound == end {
      switch last.kind {
      case .name, .keyword, .quotedName:
        range = last.range
        count -= 1
      case .number, .percentSign, .invalid:
        return CompletionContext(.none, prefix: text(last), range: last.range)
      default: break
      }
    }
    let prefix = text(range).filter { $0 != "`" }
    let calls = calls(before: count)
    let position = position(at: count, calls)
    return CompletionContext(position, prefix: prefix, range: range, calls: calls)
  }

  private func position(
    at count: Int, _ calls: [CompletionContext.Call]
  ) -> CompletionContext.Position {
    guard count > 0 else { return .expression }
    let previous = tokens[count - 1]
    if isSign(count - 1, ".") {
      let start = self.start(ofValueBefore: count - 1)
      return .field(of: text(SourceRange(start, previous.range.lowerBound)))
    }
    if isSign(count - 1, "|") { return .command }
    if isSign(count - 1, "$") { return .variable }
    let isInCall = open.last.map { isCall($0) } ?? false
    if isInCall, previous.kind == .opener || isSign(count - 1, ",") { return .argument }
    if isInCall, isSign(count - 1, ":"), count >= 2 {
      return .argumentValue(label: text(tokens[count - 2]).filter { $0 != "`" })
    }
    switch previous.kind {
    case .name, .quotedName, .number, .percentSign, .textEnd, .closer: return .none
    case .keyword where isConstant(previous): return .none
    default: return .expression
    }
  }

  /// Whether a bracket holds the arguments of a call.
  private func isCall(_ index: Int) -> Bool {
    guard index > 0, tokens[index].kind == .opener, text(tokens[index]) == "(" else { return false }
    let before = tokens[index - 1].kind
    return before == .name || before == .quotedName
  }

  /// The calls whose brackets are open, the innermost first.
  private func calls(before count: Int) -> [CompletionContext.Call] {
    open.reversed().filter { $0 < count && isCall($0) }.prefix(16).map { call($0, before: count) }
  }

  private func call(_ bracket: Int, before count: Int) -> CompletionContext.Call {
    let name = bracket - 1
    var labels: [String] = []
    var positions = 0
    var start = bracket + 1
    var first: SourceRange?
    var index = bracket + 1
    while index < count {
      if isSign(index, ",") {
        let isLabelled = isSign(start + 1, ":")
        if isLabelled {
          labels.append(text(tokens[start]).filter { $0 != "`" })
        } else {
          positions += 1
          if first == nil, index > start {
            first = tokens[start].range.joined(with: tokens[index - 1].range)
          }
        }
        start = index + 1
      } else if let end = closer[index], end < count {
        index = end
      } else if tokens[index].kind == .opener || tokens[index].kind == .interpolationStart
        || tokens[index].kind == .textStart
      {
        break
      }
      index += 1
    }
    let isPiped = isSign(name - 1, "|")
    var input: String?
    if isPiped {
      let pipeStart = self.start(ofPipeBefore: name - 1)
      let pipeEnd = name >= 2 ? tokens[name - 2].range.upperBound : pipeStart
      input = text(SourceRange(pipeStart, pipeEnd))
    } else if let first {
      input = text(first)
    }
    return CompletionContext.Call(
      name: text(tokens[name]).filter { $0 != "`" }, input: input, isPiped: isPiped,
      position: positions, labels: labels)
  }

  /// Where the value that stands before a `.` starts.
  private func start(ofValueBefore dot: Int) -> Int {
    var index = dot - 1
    guard index >= 0 else { return tokens[dot].range.lowerBound }
    while index >= 0 {
      if let first = opener[index] {
        index = first
        // What stands before the bracket belongs to the value if it is called or indexed.
        guard index > 0, tokens[index].kind == .opener else { break }
        let before = tokens[index - 1].kind
        guard before == .name || before == .quotedName || before == .closer else { break }
        index -= 1
        continue
      }
      guard
        tokens[index].kind == .name || tokens[index].kind == .quotedName
          || tokens[index].kind == .keyword
      else { break }
      if isSign(index - 1, "."), index >= 2 {
        index -= 2
        continue
      }
      if isSign(index - 1, "$") { index -= 1 }
      break
    }
    index = max(index, 0)
    if isSign(index - 1, "|") { return start(ofPipeBefore: index - 1) }
    return tokens[index].range.lowerBound
  }

  /// Where the expression starts that is piped at a `|`.
  private func start(ofPipeBefore bar: Int) -> Int {
    var index = bar - 1
    var start = tokens[bar].range.lowerBound
    while index >= 0 {
      if let first = opener[index] {
        index = first
      } else {
        let token = tokens[index]
        switch token.kind {
        case .opener, .interpolationStart, .semicolon: return start
        case .keyword where ["then", "else", "if"].contains(text(token)): return start
        case .symbol where [",", ":", "=", "->"].contains(text(token)): return start
        default: break
        }
      }
      start = tokens[index].range.lowerBound
      index -= 1
    }
    return start
  }
}
