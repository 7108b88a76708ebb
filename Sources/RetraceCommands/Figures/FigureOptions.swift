import RetraceCatalog
import RetraceDisplay
import RetraceLanguage
import RetraceNumerics
import RetraceSyntax
import RetraceTables

extension Slot where Argument == String {
  /// The title of a figure.
  static var title: Slot { .optional("title", "", "The title.") }
}

extension Slot where Argument == Int? {
  /// The width of a figure.
  static var width: Slot {
    .optional(
      "width", nil, "The width in characters.", type: .integer(20...400),
      defaultText: "the screen's")
  }

  /// The height of a figure.
  static var height: Slot {
    .optional(
      "height", nil, "The height in lines.", type: .integer(3...200),
      defaultText: "a quarter of the width")
  }
}

extension DeferredExpression {
  /// What an axis is called: the name of a column, or the expression as it was typed.
  var label: String { bareName ?? text }
}

extension Invocation {
  /// The numbers of an expression on a table.
  ///
  /// - Throws: `Diagnostic` at the argument if it gives no numbers.
  func numbers(
    _ expression: DeferredExpression, of table: Table, _ parameter: String
  ) throws -> [Double] {
    let column = try expression.column(on: table)
    switch column.storage {
    case .moments(let seconds, _): return seconds
    default: break
    }
    guard let numbers = column.numbers else {
      throw error(
        .wrongType,
        "'\(command.name)' draws numbers, '\(expression.text)' is \(column.kind.rawValue)",
        at: parameter,
        help: "count(t, \(expression.text)) | bar(\(expression.text), n) draws counts")
    }
    return numbers.map { $0.isMissing ? .nan : $0 }
  }

  /// One series, or one per value of a column.
  func series(
    _ table: Table, x: DeferredExpression, y: [DeferredExpression], by: ColumnReference?
  ) throws -> [Figure.Series] {
    let xs = try numbers(x, of: table, "x")
    var series: [Figure.Series] = []
    for expression in y {
      let ys = try numbers(expression, of: table, "y")
      guard let by else {
        series.append(Figure.Series(expression.label, x: xs, y: ys))
        continue
      }
      let grouping = Grouping(table, by: [by.name])
      for (group, rows) in grouping.rows().enumerated() {
        let name = grouping.keys.columns[0][group]
        let label = name == .missing ? "missing" : name.text
        series.append(
          Figure.Series(
            y.count == 1 ? label : "\(expression.label) \(label)", x: rows.map { xs[$0] },
            y: rows.map { ys[$0] }))
      }
    }
    return series
  }
}

extension [Figure.Series] {
  /// The name of the series of each point; there may be millions.
  private var names: Column {
    var levels: [String] = []
    var codes: [UInt32] = []
    for series in self {
      let code = levels.firstIndex(of: series.name) ?? levels.count
      if code == levels.count { levels.append(series.name) }
      codes += repeatElement(UInt32(code), count: series.x.count)
    }
    return Column(
      .codes(CodedValues(codes: codes, levels: levels, isCategory: true).withSortedLevels()))
  }

  /// The points of all series as a table.
  var table: Table {
    Table([
      ("series", names),
      ("x", Column(numbers: flatMap { $0.x.map { $0.isNaN ? .missing : $0 } })),
      ("y", Column(numbers: flatMap { $0.y.map { $0.isNaN ? .missing : $0 } })),
    ])
  }
}
