import RetraceNumerics
public import RetraceTables

extension Value {
  /// The value as a column of some length: a column of that length as it is, a number, text,
  /// truth value or missing repeated; nil for anything else.
  package func broadcast(to count: Int) -> Column? {
    switch self {
    case .column(let column): column.count == count ? column : nil
    case .missing: Column(numbers: [Double](repeating: .missing, count: count))
    case .number(let number): Column(numbers: [Double](repeating: number, count: count))
    case .logical(let flag): Column(.logicals([UInt8](repeating: flag ? 1 : 0, count: count)))
    case .text(let text):
      Column(
        .codes(
          CodedValues(
            codes: [UInt32](repeating: 0, count: count), levels: [text], isCategory: true)))
    case .list(let items): items.count == count ? Column(values: items) : nil
    default: nil
    }
  }
}

extension Column {
  /// The cells as values.
  ///
  /// - Complexity: O(`count`).
  public var values: [Value] {
    switch storage {
    case .numbers(let numbers): numbers.map { Value(number: $0) }
    case .logicals(let bytes): bytes.map { $0 == 2 ? .missing : .logical($0 == 1) }
    default: (0..<count).map { Value(self[$0]) }
    }
  }

  /// The column of some values: all numbers, all texts, or all true or false, missing ones among
  /// them; nil if they are of different kinds or cannot stand in a column.
  public init?(values: [Value]) {
    var kind: Kind?
    for value in values {
      let own: Kind
      switch value {
      case .missing: continue
      case .number: own = .number
      case .logical: own = .logical
      case .text: own = .text
      default: return nil
      }
      guard kind == nil || kind == own else { return nil }
      kind = own
    }
    switch kind {
    case .logical:
      self.init(
        logicals: values.map { if case .logical(let flag) = $0 { flag } else { nil } })
    case .text:
      self.init(texts: values.map { if case .text(let text) = $0 { text } else { nil } })
    default:
      self.init(
        numbers: values.map { if case .number(let number) = $0 { number } else { .missing } })
    }
  }
}

extension Table {
  /// The table of one row that a record of numbers, texts and truth values stands for; nil if it
  /// holds anything else.
  public init?(record: Record) {
    var columns: [(name: String, column: Column)] = []
    for field in record.fields {
      guard let column = Column(values: [field.value]) else { return nil }
      columns.append((field.name, column))
    }
    self.init(columns, rowCount: 1)
  }
}

extension Record {
  /// The names and cells of a row.
  public init(_ row: Row) {
    self.init(zip(row.table.names, row.cells).map { (name: $0, value: Value($1)) })
  }
}
