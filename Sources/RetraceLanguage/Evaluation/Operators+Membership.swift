import RetraceSyntax
import RetraceTables

extension Operators {
  /// `x in y`: an element of a list or column, a part of a text, a name of a record.
  static func isIn(
    _ left: Value, _ right: Value, _ ranges: OperandRanges
  ) throws(Diagnostic) -> Value {
    let items: [Value]
    switch right {
    case .list(let list): items = list
    case .column(let column):
      // The texts of a column are asked for by level, not by row.
      if case .codes(let coded) = column.storage {
        items = coded.usedLevels.map(Value.text)
      } else {
        items = column.values
      }
    case .text(let whole): return try isPart(left, of: whole, right, ranges)
    case .record(let record):
      return try isKey(left, record.fields.map(\.name), right, ranges)
    case .row(let row): return try isKey(left, row.table.names, right, ranges)
    case .missing: return missing(like: left)
    default:
      throw Diagnostic(
        .wrongType, "'in' looks in a list, range, column or text, got \(right.shapePhrase)",
        at: ranges.right)
    }
    switch left {
    case .missing: return .missing
    case .column(let column): return .column(try membership(column, items, right, ranges))
    default: return .logical(items.contains { $0.isSame(as: left) })
    }
  }

  /// `x in a..b`: a <= x <= b of numbers, texts, dates and times.
  static func isBetween(
    _ left: Value, _ low: Value, _ high: Value, _ ranges: OperandRanges, _ lowRange: SourceRange,
    _ highRange: SourceRange
  ) throws(Diagnostic) -> Value {
    if case .column(let column) = left, case .numbers(let numbers) = column.storage,
      case .number(let low) = low, case .number(let high) = high
    {
      return .column(Column(.logicals(ColumnComparison.isBetween(numbers, low, high))))
    }
    let above = try compare(
      .greaterOrEqual, left, low,
      OperandRanges(left: ranges.left, right: lowRange, whole: ranges.whole))
    let below = try compare(
      .lessOrEqual, left, high,
      OperandRanges(left: ranges.left, right: highRange, whole: ranges.whole))
    switch (above, below) {
    case (.column(let first), .column(let second)):
      if case .logicals(let a) = first.storage, case .logicals(let b) = second.storage {
        return .column(Column(.logicals(ColumnLogic.combine(a, b, isAnd: true))))
      }
      return .missing
    case (.logical(false), _), (_, .logical(false)): return .logical(false)
    case (.logical(true), .logical(true)): return .logical(true)
    default: return .missing
    }
  }

  private static func missing(like value: Value) -> Value {
    guard case .column(let column) = value else { return .missing }
    return .column(Column(.logicals([UInt8](repeating: 2, count: column.count))))
  }

  private static func isKey(
    _ left: Value, _ names: [String], _ right: Value, _ ranges: OperandRanges
  ) throws(Diagnostic) -> Value {
    guard case .text(let name) = left else { throw unfit(left, right, ranges) }
    return .logical(names.contains { $0.isSameText(as: name) })
  }

  private static func isPart(
    _ left: Value, of whole: String, _ right: Value, _ ranges: OperandRanges
  ) throws(Diagnostic) -> Value {
    switch left {
    case .missing: return .missing
    case .text(let part): return .logical(whole.holds(part))
    case .column(let column):
      guard case .codes(let coded) = column.storage else { break }
      return .column(Column(.logicals(ColumnComparison.perLevel(coded) { whole.holds($0) })))
    default: break
    }
    throw unfit(left, right, ranges)
  }

  private static func membership(
    _ column: Column, _ items: [Value], _ right: Value, _ ranges: OperandRanges
  ) throws(Diagnostic) -> Column {
    let kind =
      column.kind == .date || column.kind == .time ? "text" : Value.column(column).comparisonKind
    let known = items.filter { if case .missing = $0 { false } else { true } }
    guard known.isEmpty || known.contains(where: { $0.comparisonKind == kind }) else {
      throw unfit(.column(column), right, ranges)
    }
    switch column.storage {
    case .numbers(let numbers):
      let wanted = Set(
        known.compactMap { if case .number(let number) = $0 { number } else { nil } })
      return Column(.logicals(ColumnMembership.numbers(numbers, wanted)))
    case .moments(let seconds, _):
      var wanted: Set<Double> = []
      for case .text(let text) in known { wanted.insert(try moment(text, ranges.right)) }
      return Column(.logicals(ColumnMembership.numbers(seconds, wanted)))
    case .codes(let coded):
      let wanted = Set(known.compactMap { if case .text(let text) = $0 { text } else { nil } })
      return Column(.logicals(ColumnComparison.perLevel(coded) { wanted.contains($0) }))
    case .logicals(let bytes):
      let hasTrue = known.contains { if case .logical(true) = $0 { true } else { false } }
      let hasFalse = known.contains { if case .logical(false) = $0 { true } else { false } }
      let answers: [UInt8] = [hasFalse ? 1 : 0, hasTrue ? 1 : 0, 2]
      return Column(.logicals(bytes.map { answers[Int($0)] }))
    }
  }

  private static func unfit(
    _ left: Value, _ right: Value, _ ranges: OperandRanges
  ) -> Diagnostic {
    Diagnostic(
      .wrongType, "\(left.shapePhrase) cannot be in \(right.shapePhrase)", at: ranges.whole,
      labels: [
        .init(ranges.left, "this is \(left.shapePhrase)"),
        .init(ranges.right, "this is \(right.shapePhrase)"),
      ])
  }
}

extension CodedValues {
  /// The levels that occur in some row.
  fileprivate var usedLevels: [String] {
    var isUsed = [Bool](repeating: false, count: levels.count)
    for code in codes where code != Self.missingCode { isUsed[Int(code)] = true }
    return levels.indices.filter { isUsed[$0] }.map { levels[$0] }
  }
}
