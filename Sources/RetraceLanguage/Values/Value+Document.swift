public import RetraceDisplay
public import RetraceTables

extension Value {
  /// How many elements of a list or fields of a record are shown.
  private static let shownElements = 200

  /// What the value shows.
  ///
  /// - Throws: what an object throws.
  public func document() throws -> Document {
    switch self {
    case .missing, .number, .logical, .text: return Document([.text(shownText)])
    case .list(let items): return Self.document(of: items)
    case .record(let record): return Self.document(of: record)
    case .column(let column):
      let table = Table([("value", column)])
      return Document([.table(table, TableStyle(rowNoun: "values", showsPositions: true))])
    case .table(let table):
      var document = Document([.table(table, TableStyle())])
      if !table.notes.isEmpty { document.blocks.append(.notes(table.notes)) }
      return document
    case .row(let row):
      let cells = zip(row.table.names, row.cells)
      return Document([
        .headline(row.label ?? "row \(row.position)"),
        .facts(cells.map { (name: $0, value: Value($1).shownText) }),
      ])
    case .function(let function):
      if let command = (function as? CommandFunction)?.command { return command.document }
      return Document([.text(sourceText)])
    case .object(let object): return try object.document()
    }
  }

  /// The value on one line as people read it: numbers at most to 12 digits, texts without quotes,
  /// larger things by their summary.
  package var shownText: String {
    switch self {
    case .missing: NumberFormat.missing
    case .number(let number): NumberFormat.text(number)
    case .logical(let flag): flag ? "true" : "false"
    case .text(let text): text
    case .list(let items):
      items.count <= Self.shownElements ? elementText : summary
    default: summary
    }
  }

  /// The value as it is shown inside a list or record: texts in quotes.
  private var elementText: String {
    switch self {
    case .number(let number): return NumberFormat.text(number)
    case .text: return sourceText
    case .list(let items):
      guard items.count <= Self.shownElements else { return summary }
      return "[\(items.map(\.elementText).joined(separator: ", "))]"
    case .record(let record):
      guard record.fields.count <= Self.shownElements else { return summary }
      let fields = record.fields.map { "\($0.name): \($0.value.elementText)" }
      return "{\(fields.joined(separator: ", "))}"
    case .missing, .logical, .function: return sourceText
    default: return summary
    }
  }

  private static func document(of items: [Value]) -> Document {
    if let table = Table(records: items) {
      return Document([.table(table, TableStyle(showsPositions: true))])
    }
    if items.count > 20, let column = Column(values: items) {
      let table = Table([("value", column)])
      return Document([.table(table, TableStyle(rowNoun: "elements", showsPositions: true))])
    }
    guard items.count > shownElements else {
      return Document([.text(Value.list(items).elementText)])
    }
    let shown = items.prefix(shownElements).map(\.elementText).joined(separator: ", ")
    return Document([
      .text("[\(shown), …]"),
      .notes(["showing \(shownElements) of \(items.count.counted("element"))"]),
    ])
  }

  private static func document(of record: Record) -> Document {
    guard !record.fields.isEmpty else { return Document([.text("{}")]) }
    let shown = record.fields.prefix(shownElements)
    var document = Document([
      .facts(shown.map { (name: $0.name, value: $0.value.shownText) })
    ])
    if record.fields.count > shown.count {
      document.blocks.append(
        .notes(["showing \(shown.count) of \(record.fields.count.counted("field"))"]))
    }
    return document
  }
}

extension Table {
  /// The table of records or rows that all have the same names, in the same order; nil if the
  /// values are anything else or cannot stand in columns.
  public init?(records values: [Value]) {
    var names: [String]?
    var cells: [[Value]] = []
    for value in values {
      let record: Record
      switch value {
      case .record(let own): record = own
      case .row(let row): record = Record(row)
      default: return nil
      }
      let own = record.fields.map(\.name)
      guard names == nil || names == own else { return nil }
      if names == nil { cells = own.map { _ in [] } }
      names = own
      for (position, field) in record.fields.enumerated() { cells[position].append(field.value) }
    }
    guard let names, !names.isEmpty else { return nil }
    var columns: [(name: String, column: Column)] = []
    for (name, values) in zip(names, cells) {
      guard let column = Column(values: values) else { return nil }
      columns.append((name, column))
    }
    self.init(columns)
  }
}
