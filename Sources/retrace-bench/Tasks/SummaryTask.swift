import RetraceTables

/// The everyday pipe: `t | where(r0 > 0.5) | group(t1) | summarize(…)`.
enum SummaryTask: BenchTask {
  static let name = "summarise"
  static let summary =
    "t | where(r0 > 0.5) | group(t1) | summarize(mean(r1), sum(r2), length(r3)) on that table"
  static let note: String? =
    "the library calls behind the verbs, with the filtered table of all 20 columns in between"
  static let runs = 15
  static let rivals: [Rival] = [.peer("pandas", goal: .ratio(1)), .peer("polars")]

  static func writeInputs(to folder: InputFolder) throws {
    try CSVTask.writeInputs(to: folder)
  }

  static func prepare(in folder: InputFolder) throws -> any Work {
    let table = try folder.table("table.csv")
    return ValueWork {
      try summary(of: table)
    } check: { result in
      .record([
        "groups": .number(Double(result.rowCount)),
        "columns": .array(
          result.columns.dropFirst().map { column in
            .array((0..<result.rowCount).map { .number(column[$0].numberOrZero) })
          }),
      ])
    }
  }

  private static func summary(of table: Table) throws -> Table {
    guard case .numbers(let condition)? = table["r0"]?.storage else {
      throw ProgramError(description: "r0 is no number column")
    }
    let kept = table.selecting(rows: condition.indices.filter { condition[$0] > 0.5 })
    let grouping = Grouping(kept, by: ["t1"])
    var columns = grouping.keys.namedColumns
    for (name, aggregate) in [("r1", Grouping.Aggregate.mean), ("r2", .sum), ("r3", .length)] {
      guard let column = kept[name], let result = grouping.aggregate(aggregate, of: column)
      else { throw ProgramError(description: "\(name) is no number column") }
      columns.append((name, result))
    }
    return Table(columns)
  }
}

extension Cell {
  fileprivate var numberOrZero: Double {
    if case .number(let number) = self { number } else { 0 }
  }
}
