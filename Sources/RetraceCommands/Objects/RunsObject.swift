import RetraceDisplay
import RetraceExplain
import RetraceLanguage
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// Several runs as a value: indexed by number, id or name, shown as a table with a row per run.
final class RunsObject: ObjectValue {
  let collection: RunCollection

  init(_ collection: RunCollection) {
    self.collection = collection
  }

  var runs: [Run] { collection.runs }

  let kind = "runs"
  var summary: String {
    ["runs", collection.source, NumberFormat.count(runs.count, "run")].filter { !$0.isEmpty }
      .joined(separator: " · ")
  }
  let fieldNames = ["names", "ids", "table", "params", "metrics", "notes"]

  func field(_ name: String) throws -> Value? {
    switch name {
    case "names": .list(runs.map { .text($0.name) })
    case "ids": .list(runs.map { .text($0.header.id) })
    case "table": .table(try RunOverview(runs).table)
    case "params": .table(try RunOverview(runs).parameterTable)
    case "metrics": .table(RunTables.metrics(of: runs))
    case "notes": .list(collection.notes.map { .text($0) })
    default: nil
    }
  }

  var elements: ObjectElements? {
    let collection = collection
    return ObjectElements(
      count: runs.count, noun: "runs",
      names: {
        var seen: Set<String> = []
        return collection.runs.map(\.name).filter { seen.insert($0).inserted }
      },
      position: { name in
        collection.runs.firstIndex { $0.header.id == name }
          ?? collection.runs.firstIndex { $0.name == name }
      },
      element: { .object(RunObject(collection.runs[$0])) },
      selecting: { positions in
        .object(
          RunsObject(
            RunCollection(
              positions.map { collection.runs[$0] }, source: collection.source,
              notes: collection.notes)))
      })
  }

  func tableForm() throws -> Table? { try RunOverview(runs).table }

  func document() throws -> Document {
    let overview = try RunOverview(runs)
    let metrics = overview.telling.filter { overview.metricColumns.contains($0) }
    let style = TableStyle(
      digits: Dictionary(metrics.map { ($0, 4) }, uniquingKeysWith: { first, _ in first }),
      rowNoun: "runs", showsPositions: true, keptColumns: ["name"] + metrics.prefix(2))
    var blocks: [Document.Block] = [
      .headline(summary), .table(overview.shortTable, style),
    ]
    let hidden = overview.table.columnCount - overview.telling.count
    if hidden > 0 {
      blocks.append(
        .text("`.table` has \(NumberFormat.count(hidden, "more column", plural: "more columns"))."))
    }
    if !collection.notes.isEmpty { blocks.append(.notes(collection.notes)) }
    return Document(blocks)
  }

  func json() -> JSON { .array(runs.map { RunObject($0).json() }) }
}

/// Tables of several runs.
enum RunTables {
  /// The metrics of all runs, one below the other, with a column `run` before the others: the
  /// name, or the id where several have one name.
  static func metrics(of runs: [Run]) -> Table {
    let counts = Dictionary(runs.map { ($0.name, 1) }, uniquingKeysWith: +)
    let labels = runs.map { counts[$0.name] == 1 ? $0.name : $0.header.id }
    let tables = runs.map(\.metrics)
    var codes: [UInt32] = []
    var levels: [String] = []
    var places: [String: UInt32] = [:]
    for (label, table) in zip(labels, tables) {
      let code = places[label] ?? UInt32(levels.count)
      if code == levels.count {
        places[label] = code
        levels.append(label)
      }
      codes += repeatElement(code, count: table.rowCount)
    }
    let run = Column(
      .codes(CodedValues(codes: codes, levels: levels, isCategory: true).withSortedLevels()))
    let names = ["step", "epoch", "split", "metric", "value", "time"]
    let columns = names.map { name in (name: name, column: joined(tables.map { $0[name] }, tables))
    }
    return Table([(name: "run", column: run)] + columns, rowCount: codes.count)
  }

  /// Columns one below the other: numbers, or else texts.
  private static func joined(_ columns: [Column?], _ tables: [Table]) -> Column {
    let isNumeric = columns.allSatisfy { $0 == nil || $0?.kind == .number }
    if isNumeric {
      var numbers: [Double] = []
      for (column, table) in zip(columns, tables) {
        numbers += column?.numbers ?? [Double](repeating: .missing, count: table.rowCount)
      }
      return Column(numbers: numbers)
    }
    var codes: [UInt32] = []
    var levels: [String] = []
    var places: [String: UInt32] = [:]
    for (column, table) in zip(columns, tables) {
      guard let column, case .codes(let coded) = column.storage else {
        codes += repeatElement(CodedValues.missingCode, count: table.rowCount)
        continue
      }
      let moved = coded.levels.map { level -> UInt32 in
        if let place = places[level] { return place }
        let place = UInt32(levels.count)
        places[level] = place
        levels.append(level)
        return place
      }
      for code in coded.codes {
        codes.append(code == CodedValues.missingCode ? code : moved[Int(code)])
      }
    }
    return Column(
      .codes(CodedValues(codes: codes, levels: levels, isCategory: true).withSortedLevels()))
  }
}
