import RetraceNumerics
import RetraceTables

/// Counterfactuals of one row or several as tables.
enum CounterfactualTables {
  /// The counterfactuals as rows, with what they are worth behind the features.
  ///
  /// - Parameter showsPositions: whether columns `of` and `counterfactual` say which row each is
  ///   for and which one it is.
  static func rows(_ sets: [CounterfactualSet], showsPositions: Bool) -> Table {
    let names = sets.first?.featureNames ?? []
    let all = sets.flatMap(\.counterfactuals)
    var columns: [(name: String, column: Column)] = []
    if showsPositions {
      columns += positions(sets.map { set in set.counterfactuals.map { _ in 1 } })
    }
    for (feature, name) in names.enumerated() {
      columns.append((name, column(all.map { $0.cells[feature] })))
    }
    columns += [
      ("prediction", Column(numbers: all.map(\.prediction))),
      ("valid", Column(logicals: all.map(\.isValid))),
      ("l0", Column(numbers: all.map { Double($0.changeCount) })),
      ("mad_l1", Column(numbers: all.map(\.distance))),
      ("plausibility", Column(numbers: all.map(\.plausibility))),
      ("minimal", Column(logicals: all.map(\.isMinimal))),
    ]
    var taken: Set<String> = Set(names)
    var kept: [(name: String, column: Column)] = []
    for (position, column) in columns.enumerated() {
      // A feature keeps its name, what is added gives way.
      let isFeature =
        (position - (showsPositions ? 2 : 0)) >= 0
        && position - (showsPositions ? 2 : 0) < names.count
      if isFeature || taken.insert(column.name).inserted { kept.append(column) }
    }
    return Table(kept, rowCount: all.count)
  }

  /// A row per change.
  static func changes(_ sets: [CounterfactualSet], showsPositions: Bool) -> Table {
    let all = sets.flatMap(\.counterfactuals).flatMap(\.changes)
    var columns = positions(sets.map { set in set.counterfactuals.map(\.changes.count) })
    if !showsPositions { columns.removeFirst() }
    columns += [
      ("feature", Column(texts: all.map(\.feature))),
      ("from", Column(texts: all.map { ExplanationText.optionalCell($0.from) })),
      ("to", Column(texts: all.map { exactText($0.to) })),
    ]
    return Table(columns, rowCount: all.count)
  }

  /// Columns that say of each line which row it is about and which counterfactual.
  private static func positions(
    _ counts: [[Int]]
  ) -> [(name: String, column: Column)] {
    var rows: [Double] = []
    var numbers: [Double] = []
    for (row, set) in counts.enumerated() {
      for (number, count) in set.enumerated() {
        for _ in 0..<count {
          rows.append(Double(row))
          numbers.append(Double(number + 1))
        }
      }
    }
    return [("of", Column(numbers: rows)), ("counterfactual", Column(numbers: numbers))]
  }

  private static func exactText(_ cell: Cell) -> String? {
    guard case .number(let number) = cell else { return ExplanationText.optionalCell(cell) }
    return JSON.numberText(number)
  }

  private static func column(_ cells: [Cell]) -> Column {
    let hasText = cells.contains { if case .text = $0 { true } else { false } }
    let hasNumber = cells.contains { if case .number = $0 { true } else { false } }
    if hasText { return Column(categories: cells.map(ExplanationText.optionalCell)) }
    let hasLogical = cells.contains { if case .logical = $0 { true } else { false } }
    if hasLogical, !hasNumber {
      return Column(
        logicals: cells.map { if case .logical(let flag) = $0 { flag } else { nil } })
    }
    return Column(
      numbers: cells.map { cell in
        switch cell {
        case .number(let number): number
        case .logical(let flag): flag ? 1 : 0
        default: .missing
        }
      })
  }
}
