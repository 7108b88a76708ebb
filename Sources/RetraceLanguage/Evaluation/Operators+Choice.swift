import RetraceNumerics
package import RetraceSyntax
import RetraceTables

extension Operators {
  /// `if` with a column as its condition.
  package static func choose(
    _ condition: [UInt8], _ first: Value, _ second: Value, firstRange: SourceRange,
    secondRange: SourceRange
  ) throws(Diagnostic) -> Value {
    let count = condition.count
    for (value, range) in [(first, firstRange), (second, secondRange)] {
      if case .column(let column) = value, column.count != count {
        throw Diagnostic(
          .unequalLengths,
          "a column of \(column.count.grouped) values for \(count.grouped) conditions", at: range)
      }
      guard value.canStandInColumn else {
        throw Diagnostic(
          .wrongType, "\(value.shapePhrase) cannot stand in a column", at: range,
          help: "give a column, a number, a text, true, false or missing")
      }
    }
    if let yes = numbers(first), let no = numbers(second) {
      return .column(Column(numbers: ColumnChoice.numbers(condition, yes, no)))
    }
    if let column = chosen(condition, first, second) { return .column(column) }
    throw Diagnostic(
      .wrongType,
      "both values of an 'if' for columns are of one kind, got \(first.shapePhrase) "
        + "and \(second.shapePhrase)",
      at: secondRange, labels: [.init(firstRange, "this is \(first.shapePhrase)")])
  }

  private static func chosen(_ condition: [UInt8], _ first: Value, _ second: Value) -> Column? {
    let count = condition.count
    switch (first.storage(for: second, count), second.storage(for: first, count)) {
    case (.logicals(let yes)?, .logicals(let no)?):
      return Column(.logicals(ColumnChoice.logicals(condition, yes, no)))
    case (.codes(let yes)?, .codes(let no)?):
      return Column(
        .codes(
          ColumnChoice.texts(
            condition, yes, no, isCategory: yes.isCategory && no.isCategory)))
    case (.moments(let yes, let isDate)?, .moments(let no, let isOtherDate)?):
      return Column(
        .moments(
          ColumnChoice.numbers(condition, .column(yes), .column(no)),
          isDate: isDate && isOtherDate))
    default: return nil
    }
  }
}

extension Value {
  /// Whether the value is a column, or can be repeated in one.
  fileprivate var canStandInColumn: Bool {
    switch self {
    case .missing, .number, .logical, .text, .column: true
    default: false
    }
  }

  /// The cells of a value, one a row; for missing those of a column like another value.
  fileprivate func storage(for other: Value, _ count: Int) -> Column.Storage? {
    guard case .missing = self else { return broadcast(to: count)?.storage }
    switch other.broadcast(to: count)?.storage {
    case .logicals: return .logicals([UInt8](repeating: 2, count: count))
    case .codes(let coded):
      return .codes(
        CodedValues(
          codes: [UInt32](repeating: CodedValues.missingCode, count: count), levels: [],
          isCategory: coded.isCategory))
    case .moments(_, let isDate):
      return .moments([Double](repeating: .missing, count: count), isDate: isDate)
    default: return .numbers([Double](repeating: .missing, count: count))
    }
  }
}
