import RetraceCatalog
import RetraceDisplay
import RetraceLanguage
import RetraceNumerics
import RetraceTables

/// Functions from one type to another.
enum ConversionFunctions {
  static let all = [text, number]

  static let text = Command(
    "text", "The value as a text, as it is shown.",
    .required("x", "A value, or a column or list of values."), group: .columns,
    examples: [Example("text(0.1 + 0.2)", "\"0.3\"")], searchTerms: ["string", "str"]
  ) { (x: Value) in try text(x) }

  static let number = Command(
    "number", "The number that a text, truth value, date or time stands for.",
    .required("x", "A value, or a column or list of values."), group: .columns,
    discussion: """
      A text is read with a decimal point; one that is no number becomes missing, and the result
      says how many did. True is 1, false 0. Dates and times become seconds since 1970 in UTC.
      """,
    examples: [Example("number(\"3.5\")", "3.5"), Example("number(2 > 1)", "1")],
    searchTerms: ["float", "int", "numeric"]
  ) { (call: Invocation, x: Value) in
    var failures = Failures()
    let result = try number(x, &failures)
    if failures.count > 0 {
      call.note(
        "\(NumberFormat.count(failures.count, "text")) no number and now missing, such as "
          + "\"\(failures.sample)\"")
    }
    return result
  }

  private struct Failures {
    var count = 0
    var sample = ""
  }

  private static func text(_ value: Value) throws -> Value {
    switch value {
    case .missing: return .missing
    case .list(let items): return .list(try items.map(text))
    case .column(let column):
      let texts = column.values.map { value -> String? in
        if case .missing = value { nil } else { value.shownText }
      }
      if case .codes = column.storage { return .column(column) }
      return .column(Column(texts: texts))
    case .number, .text, .logical: return .text(value.shownText)
    default:
      throw ArgumentError.wrongKind(
        parameter: "x", expected: "a number, text or truth value, or a column or list of these",
        got: value.shapePhrase)
    }
  }

  private static func number(_ value: Value, _ failures: inout Failures) throws -> Value {
    switch value {
    case .missing, .number: return value
    case .logical(let flag): return .number(flag ? 1 : 0)
    case .text(let text): return Value(number: number(text, rows: 1, &failures))
    case .list(let items):
      var numbers: [Value] = []
      for item in items { numbers.append(try number(item, &failures)) }
      return .list(numbers)
    case .column(let column): return .column(Column(numbers: numbers(column, &failures)))
    default:
      throw ArgumentError.wrongKind(
        parameter: "x", expected: "a number, text or truth value, or a column or list of these",
        got: value.shapePhrase)
    }
  }

  private static func numbers(_ column: Column, _ failures: inout Failures) -> [Double] {
    switch column.storage {
    case .numbers(let numbers), .moments(let numbers, _): return numbers
    case .logicals(let bytes): return bytes.map { $0 == 2 ? .missing : Double($0) }
    case .codes(let coded):
      var counts = [Int](repeating: 0, count: coded.levels.count)
      for code in coded.codes where code != CodedValues.missingCode { counts[Int(code)] += 1 }
      var byLevel: [Double] = []
      for (level, rows) in zip(coded.levels, counts) {
        byLevel.append(number(level, rows: rows, &failures))
      }
      return coded.codes.map { $0 == CodedValues.missingCode ? .missing : byLevel[Int($0)] }
    }
  }

  /// The number in a text, blanks around it aside; missing if it is none.
  private static func number(_ text: String, rows: Int, _ failures: inout Failures) -> Double {
    var trimmed = Substring(text)
    while trimmed.first?.isWhitespace == true { trimmed.removeFirst() }
    while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
    // Swift would also read hexadecimal floats.
    if !trimmed.contains(where: { "xXpP".contains($0) }), let number = Double(trimmed) {
      return number
    }
    failures.count += rows
    if rows > 0, failures.sample.isEmpty { failures.sample = text }
    return .missing
  }
}
