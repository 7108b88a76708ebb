/// Writes a tree in one spelling, whatever blanks, comments, line ends, quotes and brackets the
/// source had; parsing it gives an equal tree.
package enum CanonicalText {
  /// How strongly an expression binds: higher binds more.
  private enum Strength {
    static let whole = 0
    static let range = 5
    static let sign = 8
    static let power = 9
    static let postfix = 10
  }

  /// A statement.
  package static func of(_ statement: Statement) -> String {
    let text =
      switch statement.kind {
      case .parameter(let name, let value): "param \(self.name(name.text)) = \(of(value))"
      case .seed(let seed): "seed \(seed)"
      case .assignment(let name, let value): "\(self.name(name.text)) = \(of(value))"
      case .expression(let value): of(value)
      }
    return statement.isSilent ? text + ";" : text
  }

  /// An expression.
  package static func of(_ expression: Expression) -> String {
    var writer = Writer()
    writer.write(expression, atLeast: Strength.whole)
    return writer.text
  }

  /// A name, in backquotes if it is not a word or is one of the language.
  package static func name(_ name: String) -> String {
    Symbol.keywords[name] == nil ? word(name) : "`\(name)`"
  }

  /// A name where reserved words are names, too.
  package static func word(_ name: String) -> String {
    var isFirst = true
    var isWord = !name.isEmpty
    for scalar in name.unicodeScalars {
      let fits =
        scalar.isASCII
        ? Lexer.isNameByte(UInt8(scalar.value), first: isFirst)
        : isFirst ? scalar.properties.isXIDStart : scalar.properties.isXIDContinue
      if !fits {
        isWord = false
        break
      }
      isFirst = false
    }
    if isWord { return name }
    var quoted = "`"
    for character in name.unicodeScalars {
      quoted.unicodeScalars.append(character)
      if character == "`" { quoted += "`" }
    }
    return quoted + "`"
  }

  /// A text in double quotes.
  package static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      default:
        if Lexer.hiddenName(scalar) == nil {
          result.unicodeScalars.append(scalar)
        } else {
          result += "\\u{\(String(scalar.value, radix: 16))}"
        }
      }
    }
    return result
  }

  /// A number so that it reads back to the bit.
  package static func number(_ value: Double) -> String {
    if value == value.rounded(.towardZero), abs(value) < 1e15 { return "\(Int64(value))" }
    return "\(value)"
  }

  private struct Writer {
    var text = ""

    mutating func write(_ expression: Expression, atLeast strength: Int) {
      let needsBrackets = CanonicalText.strength(expression) < strength
      if needsBrackets { text += "(" }
      writeBare(expression)
      if needsBrackets { text += ")" }
    }

    private mutating func writeBare(_ expression: Expression) {
      switch expression {
      case .number(let value, _): text += CanonicalText.number(value)
      case .text(let value, _): text += CanonicalText.quoted(value)
      case .interpolated(let segments, _): write(segments)
      case .logical(let value, _): text += value ? "true" : "false"
      case .missing: text += "missing"
      case .name(let name, _): text += CanonicalText.name(name)
      case .variable(let name, _): text += "$" + CanonicalText.word(name)
      case .list(let elements, _):
        text += "["
        for (index, element) in elements.enumerated() {
          if index > 0 { text += ", " }
          write(element, atLeast: Strength.whole)
        }
        text += "]"
      case .record(let entries, _):
        text += "{"
        for (index, entry) in entries.enumerated() {
          if index > 0 { text += ", " }
          text += CanonicalText.word(entry.key.text) + ": "
          write(entry.value, atLeast: Strength.whole)
        }
        text += "}"
      case .unary(.negate, let operand, _):
        text += "-"
        write(operand, atLeast: Strength.sign)
      case .unary(.not, let operand, _):
        text += "not "
        write(operand, atLeast: Infix.notLevel)
      case .binary(.power, let left, let right, _):
        write(left, atLeast: Strength.postfix)
        text += " ^ "
        write(right, atLeast: Strength.sign)
      case .binary(let symbol, let left, let right, _):
        let level = CanonicalText.level(of: symbol)
        write(left, atLeast: symbol.isComparison ? level + 1 : level)
        text += " \(symbol.symbol) "
        write(right, atLeast: level + 1)
      case .range(let first, let last, _):
        write(first, atLeast: Strength.range + 1)
        text += ".."
        write(last, atLeast: Strength.range + 1)
      case .member(let base, let name, _):
        writeBase(base)
        text += "." + CanonicalText.word(name.text)
      case .index(let base, let index, _):
        write(base, atLeast: Strength.postfix)
        text += "["
        write(index, atLeast: Strength.whole)
        text += "]"
      case .call(let call, _):
        writeCallee(call.callee)
        writeArguments(call.arguments)
      case .pipe(let input, let call, _):
        if case .pipe = input { writeBare(input) } else { write(input, atLeast: 1) }
        text += " | "
        writeCallee(call.callee)
        if !call.arguments.isEmpty { writeArguments(call.arguments) }
      case .lambda(let names, let body, _):
        let list = names.map { CanonicalText.name($0.text) }
        text += names.count == 1 ? list[0] : "(\(list.joined(separator: ", ")))"
        text += " -> "
        write(body, atLeast: Strength.whole)
      case .conditional(let condition, let first, let second, _):
        text += "if "
        write(condition, atLeast: Strength.whole)
        text += " then "
        write(first, atLeast: Strength.whole)
        text += " else "
        write(second, atLeast: Strength.whole)
      }
    }

    private mutating func writeCallee(_ callee: CallSyntax.Callee) {
      switch callee {
      case .name(let name): text += CanonicalText.name(name.text)
      case .value(let expression):
        // A name in brackets is a value; without them it may be a command.
        if case .name = expression {
          text += "("
          writeBare(expression)
          text += ")"
        } else {
          writeBase(expression)
        }
      }
    }

    /// What a '.' or '(' follows: a number only in brackets, as it would swallow them.
    private mutating func writeBase(_ expression: Expression) {
      if case .number = expression {
        text += "("
        writeBare(expression)
        text += ")"
      } else {
        write(expression, atLeast: Strength.postfix)
      }
    }

    private mutating func writeArguments(_ arguments: [ArgumentSyntax]) {
      text += "("
      for (index, argument) in arguments.enumerated() {
        if index > 0 { text += ", " }
        if let label = argument.label { text += CanonicalText.word(label.text) + ": " }
        write(argument.value, atLeast: Strength.whole)
      }
      text += ")"
    }

    private mutating func write(_ segments: [TextSegment]) {
      text += "\""
      for segment in segments {
        switch segment {
        case .text(let characters): text += CanonicalText.escaped(characters)
        case .expression(let expression):
          text += "\\("
          write(expression, atLeast: Strength.whole)
          text += ")"
        }
      }
      text += "\""
    }
  }

  private static func level(of symbol: BinaryOperator) -> Int {
    switch symbol {
    case .or: 1
    case .and: 2
    case .add, .subtract: 6
    case .multiply, .divide, .remainder: 7
    case .power: Strength.power
    default: Infix.comparisonLevel
    }
  }

  private static func strength(_ expression: Expression) -> Int {
    switch expression {
    case .pipe, .lambda, .conditional: Strength.whole
    case .unary(.negate, _, _): Strength.sign
    case .unary(.not, _, _): Infix.notLevel
    case .binary(let symbol, _, _, _): level(of: symbol)
    case .range: Strength.range
    default: Strength.postfix
    }
  }
}

extension Statement {
  /// The statement in one spelling, whatever blanks, comments and line ends it was typed with.
  ///
  /// Two statements with the same canonical text do the same; a digest of it tells whether a
  /// statement was edited.
  public var canonicalText: String { CanonicalText.of(self) }
}

extension Expression {
  /// The expression in one spelling, whatever blanks, comments and line ends it was typed with.
  public var canonicalText: String { CanonicalText.of(self) }

  /// The same expression with another place.
  func with(range: SourceRange) -> Expression {
    switch self {
    case .number(let a, _): .number(a, range)
    case .text(let a, _): .text(a, range)
    case .interpolated(let a, _): .interpolated(a, range)
    case .logical(let a, _): .logical(a, range)
    case .missing: .missing(range)
    case .name(let a, _): .name(a, range)
    case .variable(let a, _): .variable(a, range)
    case .list(let a, _): .list(a, range)
    case .record(let a, _): .record(a, range)
    case .unary(let a, let b, _): .unary(a, b, range)
    case .binary(let a, let b, let c, _): .binary(a, b, c, range)
    case .range(let a, let b, _): .range(a, b, range)
    case .member(let a, let b, _): .member(a, b, range)
    case .index(let a, let b, _): .index(a, b, range)
    case .call(let a, _): .call(a, range)
    case .pipe(let a, let b, _): .pipe(a, b, range)
    case .lambda(let a, let b, _): .lambda(a, b, range)
    case .conditional(let a, let b, let c, _): .conditional(a, b, c, range)
    }
  }
}
