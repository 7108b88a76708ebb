/// Tells what each part of a source is, so that it can be shown in colour.
public enum Highlighter {
  /// What a part of the source is.
  public enum Role: Sendable, Hashable, CaseIterable {
    /// The name of a function or command: before `(` or after `|`.
    case command
    /// A name of a column or variable.
    case name
    /// `$name`
    case variable
    /// The name of an argument or the key of an entry.
    case label
    /// What follows a `.`.
    case field
    /// A word of the language.
    case keyword
    /// `true`, `false`, `missing`
    case constant
    /// A number with its percent sign.
    case number
    /// A text and its quotes.
    case text
    /// An escape in a text, or the brackets of an interpolation.
    case escape
    /// An operator.
    case symbol
    /// A bracket, comma or `;`.
    case punctuation
    /// A comment.
    case comment
    /// What cannot stand there.
    case invalid
  }

  /// A part of the source with its role.
  public struct Highlight: Sendable, Hashable {
    /// Where it stands.
    public let range: SourceRange
    /// What it is.
    public let role: Role
  }

  /// The parts of a source in order; blanks and line ends belong to none.
  ///
  /// - Complexity: O(bytes of the source).
  public static func highlights(of source: String) -> [Highlight] {
    let bytes = Array(source.utf8)
    let tokens = Parser.parse(source, pipesLastResult: true, findsFixes: false).tokens
    return highlights(tokens, bytes)
  }

  private static func highlights(_ tokens: [Token], _ bytes: [UInt8]) -> [Highlight] {
    var result: [Highlight] = []
    result.reserveCapacity(tokens.count)
    var previous: Token?
    var startsStatement = true
    for (index, token) in tokens.enumerated() where !token.range.isEmpty {
      guard token.kind != .newline else {
        startsStatement = true
        continue
      }
      let next = tokens[(index + 1)...].first { $0.kind != .newline && $0.kind != .comment }
      let role = role(
        token, after: previous, before: next, startsStatement: startsStatement, bytes)
      result.append(Highlight(range: token.range, role: role))
      guard token.kind != .comment else { continue }
      startsStatement = token.kind == .semicolon
      previous = token
    }
    return result
  }

  private static func role(
    _ token: Token, after previous: Token?, before next: Token?, startsStatement: Bool,
    _ bytes: [UInt8]
  ) -> Role {
    func isSign(_ other: Token?, _ sign: String) -> Bool {
      guard let other, other.kind == .symbol || other.kind == .opener else { return false }
      return bytes[other.range.lowerBound..<other.range.upperBound].elementsEqual(sign.utf8)
    }
    switch token.kind {
    case .number, .percentSign: return .number
    case .textStart, .textPart, .textEnd: return .text
    case .escape, .interpolationStart, .interpolationEnd: return .escape
    case .symbol: return isSign(token, ",") ? .punctuation : .symbol
    case .opener, .closer, .semicolon: return .punctuation
    case .comment: return .comment
    case .invalid, .newline, .end: return .invalid
    case .name, .quotedName, .keyword:
      if isSign(previous, ".") { return .field }
      if isSign(previous, "$") { return .variable }
      if isSign(next, ":") { return .label }
      if token.kind == .keyword {
        let first = bytes[token.range.lowerBound]
        let isConstant =
          first == UInt8(ascii: "f") || first == UInt8(ascii: "m")
          || (first == UInt8(ascii: "t") && bytes[token.range.lowerBound + 1] == UInt8(ascii: "r"))
        return isConstant ? .constant : .keyword
      }
      if startsStatement, token.kind == .name, let next, next.kind == .name || next.kind == .number,
        ["param", "seed"].contains(
          String(decoding: bytes[token.range.lowerBound..<token.range.upperBound], as: UTF8.self))
      {
        return .keyword
      }
      return isSign(previous, "|") || isSign(next, "(") ? .command : .name
    }
  }
}
