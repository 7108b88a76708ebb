/// What a parameter takes, as help, completion and argument checks need to know it.
public enum ParameterType: Sendable, Equatable {
  /// A whole number in a range.
  case integer(ClosedRange<Int>)
  /// A number in a range.
  case number(ClosedRange<Double>)
  /// True or false.
  case flag
  /// One of some words.
  case choice([String])
  /// A text.
  case text
  /// A path of a file or folder.
  case path
  /// The name of one column: a bare name or a text.
  case columnName
  /// Names of columns: bare names or texts, one or a list of them.
  case columnNames
  /// An expression in which bare names are columns first.
  case rowExpression
  /// A table.
  case table
  /// A column.
  case column
  /// One row: a row, a record or a table of one row.
  case row
  /// A row, a record or a table.
  case rows
  /// A list.
  case list
  /// A record.
  case record
  /// A function.
  case function
  /// An object of a kind, such as `model` or `run`.
  case object(String)
  /// One of several.
  case any([ParameterType])
  /// Anything.
  case anything

  /// The type in words: `a whole number from 1 to 100`, `"sgd" or "adam"`.
  public var phrase: String {
    switch self {
    case .integer(let range):
      Self.rangePhrase(
        "a whole number", "\(range.lowerBound)", "\(range.upperBound)",
        hasLow: range.lowerBound != .min, hasHigh: range.upperBound != .max)
    case .number(let range):
      Self.rangePhrase(
        "a number", Self.text(range.lowerBound), Self.text(range.upperBound),
        hasLow: range.lowerBound > -.greatestFiniteMagnitude,
        hasHigh: range.upperBound < .greatestFiniteMagnitude)
    case .flag: "true or false"
    case .choice(let words): Self.joined(words.map { "\"\($0)\"" })
    case .text: "a text"
    case .path: "a path"
    case .columnName: "a column name"
    case .columnNames: "column names"
    case .rowExpression: "an expression of columns"
    case .table: "a table"
    case .column: "a column"
    case .row: "a row"
    case .rows: "a row or a table"
    case .list: "a list"
    case .record: "a record"
    case .function: "a function"
    case .object(let kind) where kind.hasSuffix("s") && !kind.hasSuffix("ss"): kind
    case .object(let kind): "aeiou".contains(kind.first ?? "x") ? "an \(kind)" : "a \(kind)"
    case .any(let types): Self.joined(types.map(\.phrase))
    case .anything: "any value"
    }
  }

  private static func rangePhrase(
    _ noun: String, _ low: String, _ high: String, hasLow: Bool, hasHigh: Bool
  ) -> String {
    switch (hasLow, hasHigh) {
    case (true, true): "\(noun) from \(low) to \(high)"
    case (true, false): "\(noun) of at least \(low)"
    case (false, true): "\(noun) of at most \(high)"
    case (false, false): noun
    }
  }

  private static func text(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }

  private static func joined(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
