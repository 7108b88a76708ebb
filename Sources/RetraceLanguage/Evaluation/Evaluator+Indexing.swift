import RetraceSyntax
import RetraceTables

extension Evaluator {
  /// What stands at an index: an element, or for a list of indices the elements.
  func element(
    of value: Value, at index: Value, base: SourceRange, index range: SourceRange,
    whole: SourceRange
  ) throws(Diagnostic) -> Value {
    switch value {
    case .list(let items):
      return try indexed(items.count, index, "elements", range) {
        items[$0]
      } several: {
        .list($0.map { items[$0] })
      }
    case .column(let column):
      return try indexed(column.count, index, "values", range) {
        Value(column[$0])
      } several: {
        .column(column.selecting($0))
      }
    case .table(let table):
      if case .text(let name) = index {
        guard let column = table[name] else {
          throw .unknownColumn(name, in: table, at: range)
        }
        return .column(column)
      }
      return try indexed(table.rowCount, index, "rows", range) {
        .row(Row(table, $0))
      } several: {
        .table(table.selecting(rows: $0))
      }
    case .record(let record):
      return try named(index, record.fields.map(\.name), "the record", range) { record[$0] }
    case .row(let row):
      return try named(index, row.table.names, "the row", range) { row[$0].map(Value.init) }
    case .object(let object):
      if let elements = object.elements {
        return try element(of: elements, at: index, range)
      }
      do {
        if let element = try object.element(at: index) { return element }
      } catch {
        throw Diagnostic(error, at: range, command: nil)
      }
      throw Diagnostic(
        .notIndexable, "\(value.shapePhrase) cannot be indexed by \(index.shapePhrase)",
        at: range, labels: [.init(base, "this is \(value.shapePhrase)")],
        facts: [Suggestions.listing("its fields", object.fieldNames)])
    default:
      throw Diagnostic(
        .notIndexable, "\(value.shapePhrase) cannot be indexed", at: base,
        help: "lists, columns, tables, records and rows can")
    }
  }

  private func element(
    of elements: ObjectElements, at index: Value, _ range: SourceRange
  ) throws(Diagnostic) -> Value {
    guard case .text(let name) = index else {
      return try indexed(
        elements.count, index, elements.noun, range, one: elements.element,
        several: elements.selecting)
    }
    if let position = elements.position(name) { return elements.element(position) }
    let names = elements.names()
    throw Diagnostic(
      .unknownChoice, "none of the \(elements.noun) is called '\(name)'", at: range,
      facts: [Suggestions.listing("the \(elements.noun)", names)],
      help: Suggestions.question(
        Suggestions.names(near: name, among: names.prefix(2_000)), quote: "\""))
  }

  private func named(
    _ index: Value, _ names: [String], _ owner: String, _ range: SourceRange,
    _ find: (String) -> Value?
  ) throws(Diagnostic) -> Value {
    guard case .text(let name) = index else {
      throw Diagnostic(
        .wrongType, "\(owner) is indexed by a name as a text, got \(index.shapePhrase)", at: range)
    }
    if let value = find(name) { return value }
    let near = Suggestions.names(near: name, among: names)
    throw Diagnostic(
      .unknownField, "\(owner) has no field '\(name)'", at: range,
      facts: [Suggestions.listing("its fields", names, limit: 20)],
      help: Suggestions.question(near, quote: "\""))
  }

  private func indexed(
    _ count: Int, _ index: Value, _ noun: String, _ range: SourceRange, one: (Int) -> Value,
    several: ([Int]) -> Value
  ) throws(Diagnostic) -> Value {
    switch index {
    case .number(let number):
      return one(try position(number, count, noun, range))
    case .list(let items):
      var positions: [Int] = []
      positions.reserveCapacity(items.count)
      for item in items {
        guard case .number(let number) = item else {
          throw Diagnostic(
            .wrongType, "an index is a whole number, got \(item.shapePhrase)", at: range)
        }
        positions.append(try position(number, count, noun, range))
      }
      return several(positions)
    case .column(let column):
      return several(try positions(column, count, noun, range))
    default:
      throw Diagnostic(
        .wrongType, "an index is a whole number or a list of them, got \(index.shapePhrase)",
        at: range)
    }
  }

  private func positions(
    _ column: Column, _ count: Int, _ noun: String, _ range: SourceRange
  ) throws(Diagnostic) -> [Int] {
    switch column.storage {
    case .numbers(let numbers):
      var positions: [Int] = []
      positions.reserveCapacity(numbers.count)
      for number in numbers { positions.append(try position(number, count, noun, range)) }
      return positions
    case .logicals(let bytes):
      guard bytes.count == count else {
        throw Diagnostic(
          .unequalLengths,
          "a condition of \(bytes.count.grouped) values for \(count.grouped) \(noun)", at: range)
      }
      return ColumnSelection.positions(bytes)
    default:
      throw Diagnostic(
        .wrongType, "an index is a whole number, got \(Value.column(column).shapePhrase)",
        at: range)
    }
  }

  private func position(
    _ number: Double, _ count: Int, _ noun: String, _ range: SourceRange
  ) throws(Diagnostic) -> Int {
    guard let whole = Int(exactly: number) else {
      throw Diagnostic(
        .wrongType, "an index is a whole number, got \(Value(number: number).sourceText)",
        at: range)
    }
    let position = whole < 0 ? count.addingReportingOverflow(whole).partialValue : whole
    guard position >= 0, position < count else {
      let facts =
        count == 0
        ? "there are no \(noun)"
        : "there are \(count.grouped) \(noun): 0 to \(count - 1), or -1 to -\(count) from the end"
      throw Diagnostic(
        .pastTheEnd, "\(whole) is past the end", at: range, facts: [facts])
    }
    return position
  }
}
