import RetraceNumerics
public import RetraceTables

extension Value {
  /// A number, or missing for the missing value of number columns.
  public init(number: Double) {
    self = number.isMissing ? .missing : .number(number)
  }

  /// The value of a cell.
  public init(_ cell: Cell) {
    switch cell {
    case .missing: self = .missing
    case .number(let number): self = .number(number)
    case .logical(let flag): self = .logical(flag)
    case .text(let text): self = .text(text)
    }
  }

  /// What the value is, in the words of an error message: `a number`, `a table`.
  public var kindPhrase: String {
    switch self {
    case .missing: return "missing"
    case .number: return "a number"
    case .logical: return "true or false"
    case .text: return "a text"
    case .list: return "a list"
    case .record: return "a record"
    case .column: return "a column"
    case .table: return "a table"
    case .row: return "a row"
    case .function: return "a function"
    case .object(let object):
      // What is several things has no article: runs, counterfactuals.
      if object.kind.hasSuffix("s"), !object.kind.hasSuffix("ss") { return object.kind }
      return "aeiou".contains(object.kind.first ?? "x") ? "an \(object.kind)" : "a \(object.kind)"
    }
  }

  /// What the value is and how large: `a table of 1,000 rows`, `the text "abc"`.
  public var shapePhrase: String {
    switch self {
    case .missing: return "missing"
    case .number: return "the number \(sourceText)"
    case .logical(let flag): return "\(flag)"
    case .text(let text):
      return text.count <= 40 ? "the text \(sourceText)" : "a text of \(text.count) characters"
    case .list(let items):
      return items.isEmpty ? "an empty list" : "a list of \(items.count.counted("element"))"
    case .record(let record): return "a record of \(record.fields.count.counted("field"))"
    case .column(let column):
      return "a \(column.kind.word) column of \(column.count.counted("value"))"
    case .table(let table): return "a table of \(table.rowCount.counted("row"))"
    case .row(let row): return "a row of \(row.table.columnCount.counted("column"))"
    case .function, .object: return kindPhrase
    }
  }

  /// Whether this is a text or a list of texts.
  package var holdsTexts: Bool {
    switch self {
    case .text: true
    case .list(let items):
      items.allSatisfy { if case .text = $0 { true } else { false } }
    default: false
    }
  }

  /// The text of a number, text, truth value or missing, or of a list of these, as interpolation
  /// writes it; nil for other values.
  package var plainText: String? {
    switch self {
    case .text(let text): return text
    case .missing, .number, .logical: return shownText
    case .list(let items):
      var parts: [String] = []
      for item in items {
        guard let part = item.plainText else { return nil }
        parts.append(part)
      }
      return parts.joined(separator: ", ")
    default: return nil
    }
  }

  /// The value as it would be typed, where it can be.
  public var sourceText: String {
    switch self {
    case .missing: return "missing"
    case .number(let number): return Self.text(of: number)
    case .logical(let flag): return flag ? "true" : "false"
    case .text(let text): return Self.quoted(text)
    case .list(let items): return "[\(items.map(\.sourceText).joined(separator: ", "))]"
    case .record(let record):
      let fields = record.fields.map { "\(Self.key($0.name)): \($0.value.sourceText)" }
      return "{\(fields.joined(separator: ", "))}"
    case .function(let function):
      return (function as? LambdaFunction)?.sourceText ?? function.name
    case .column, .table, .row, .object: return kindPhrase
    }
  }

  /// A number in the shortest digits that read back to it, without `.0` when whole.
  package static func text(of number: Double) -> String {
    if number.isNaN { return "nan" }
    if number.isInfinite { return number < 0 ? "-inf" : "inf" }
    if number == number.rounded(.towardZero), abs(number) < 1e15 { return "\(Int64(number))" }
    return "\(number)"
  }

  private static func key(_ name: String) -> String {
    let isPlain =
      name.first?.isNumber == false
      && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    return isPlain ? name : quoted(name)
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for character in text.unicodeScalars {
      switch character {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where character.value < 32:
        result += "\\u{\(String(character.value, radix: 16))}"
      default: result.unicodeScalars.append(character)
      }
    }
    return result + "\""
  }
}

extension Column.Kind {
  /// The kind as an adjective: `true/false` for logicals.
  package var word: String { self == .logical ? "true/false" : rawValue }
}
