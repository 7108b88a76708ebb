import RetraceNumerics
import RetraceTables

/// A column of a table with the texts of the cells that are shown.
struct TableColumn {
  /// What is in a column, which decides on its side and on whether it may be cut.
  enum Content {
    case numbers
    case texts
    /// Bars drawn beside a number column.
    case bars
  }

  let name: String
  let content: Content
  /// The header, escaped.
  let header: String
  /// The text of each shown row, escaped; nil where it is missing.
  let cells: [String?]
  /// The roles of the cells that have one.
  let roles: [Role?]
  /// The width of the widest cell, without the header.
  let cellWidth: Int
  /// The width of the header.
  let headerWidth: Int

  init(
    name: String, content: Content, cells: [String?], header: String? = nil, roles: [Role?] = []
  ) {
    self.name = name
    self.content = content
    self.header = TextWidth.escaped(header ?? name)
    self.cells = cells
    self.roles = roles
    cellWidth = cells.reduce(0) { max($0, TextWidth.width(of: $1 ?? NumberFormat.missing)) }
    headerWidth = TextWidth.width(of: self.header)
  }

  /// The width at which nothing is cut.
  var naturalWidth: Int { max(1, cellWidth, headerWidth) }

  /// The width below which the column is rather left out: numbers and bars are never cut.
  func leastWidth(screen: Int) -> Int {
    switch content {
    case .numbers: max(1, cellWidth, min(headerWidth, max(6, min(8, screen / 5))))
    case .texts: min(naturalWidth, max(6, min(12, screen / 5)))
    case .bars: cellWidth
    }
  }

  /// The shown rows of a column of a table.
  init(name: String, column: Column, rows: [Int], digits: Int?, showsPlus: Bool) {
    switch column.storage {
    case .numbers(let numbers):
      let shown = rows.map { numbers[$0] }
      let format = ColumnFormat(
        shown.lazy.filter { !$0.isMissing }, digits: digits, showsPlus: showsPlus)
      self.init(
        name: name, content: .numbers,
        cells: shown.map { $0.isMissing ? nil : format.text($0) })
    default:
      self.init(
        name: name, content: .texts,
        cells: rows.map { row in
          let cell = column[row]
          return cell == .missing ? nil : CellText.text(cell)
        })
    }
  }
}

extension Column {
  /// Whether it is a number column with a number below zero.
  var hasNegativeNumbers: Bool {
    if case .numbers(let numbers) = storage { numbers.contains { $0 < 0 } } else { false }
  }
}
