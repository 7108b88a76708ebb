import RetraceNumerics
public import RetraceRuns
public import RetraceTables

/// Several runs as a table: a row per run with what it was trained with and how it ended.
public struct RunOverview: Sendable {
  /// All that is known of the runs as columns: name, id, status, tool, parent, experiment,
  /// epochs, each parameter and the last value of each metric.
  public let table: Table
  /// The columns of ``table`` that tell the runs apart: name, status, tool where they differ,
  /// parameters that differ, and the metrics that say most.
  public let telling: [String]
  /// The columns of the metrics, those that say most first.
  public let metricColumns: [String]
  /// The columns of the parameters by their names.
  public let parameterColumns: [String: String]

  /// Gathers what is known of some runs.
  ///
  /// - Throws: `Interrupted`.
  /// - Complexity: O(rows of all metrics + runs × columns).
  public init(_ runs: [Run]) throws {
    let lasts = try Parallel.map(count: runs.count, blockSize: 64) { position in
      RunMetrics(runs[position]).series.map { series in
        (
          name: series.column, split: series.split, measure: series.measure,
          last: series.last ?? .missing
        )
      }
    }
    var columns = Self.fixedColumns(runs)
    var taken = Set(columns.map(\.name))
    func unique(_ name: String, _ prefix: String) -> String {
      var name = name
      while !taken.insert(name).inserted { name = prefix + name }
      return name
    }
    var differing: [String] = []
    var parameterColumns: [String: String] = [:]
    for (name, cells) in Self.parameters(runs) {
      let column = unique(name, "param_")
      parameterColumns[name] = column
      columns.append((column, Column(json: cells)))
      if Self.differ(cells) { differing.append(column) }
    }
    var places: [String: Int] = [:]
    var metrics: [(name: String, rank: MetricRank, values: [Double])] = []
    for (row, series) in lasts.enumerated() {
      for one in series {
        let place = places[one.name] ?? metrics.count
        if place == metrics.count {
          places[one.name] = place
          let rank = MetricRank(split: one.split, measure: one.measure)
          metrics.append((one.name, rank, [Double](repeating: .missing, count: runs.count)))
        }
        metrics[place].values[row] = one.last
      }
    }
    let order = metrics.indices.sorted { (metrics[$0].rank, $0) < (metrics[$1].rank, $1) }
    var metricColumns: [String] = []
    var quality: [String] = []
    for position in order {
      let column = unique(metrics[position].name, "metric_")
      columns.append((column, Column(numbers: metrics[position].values)))
      metricColumns.append(column)
      if !metrics[position].rank.isOther { quality.append(column) }
    }
    let table = Table(columns, rowCount: runs.count)
    self.table = table
    self.metricColumns = metricColumns
    self.parameterColumns = parameterColumns
    let tool = Set(runs.map(\.header.tool)).count > 1 ? ["tool"] : []
    telling =
      ["name", "status"] + tool + differing.prefix(12)
      + (quality.isEmpty ? metricColumns : quality).prefix(4)
  }

  /// The part of ``table`` that tells the runs apart.
  public var shortTable: Table {
    Table(telling.compactMap { name in table[name].map { (name, $0) } }, rowCount: table.rowCount)
  }

  /// The parameters of each run behind its name.
  public var parameterTable: Table {
    let names = Set(parameterColumns.values)
    return Table(
      table.namedColumns.filter { $0.name == "name" || names.contains($0.name) },
      rowCount: table.rowCount)
  }

  private static func fixedColumns(_ runs: [Run]) -> [(name: String, column: Column)] {
    func texts(_ body: (Run) -> String?) -> Column {
      Column(texts: runs.map { run in body(run).flatMap { $0.isEmpty ? nil : $0 } })
    }
    return [
      ("name", texts { $0.name }), ("id", texts { $0.header.id }),
      ("status", texts { $0.header.status.rawValue }), ("tool", texts { $0.header.tool }),
      ("parent", texts { $0.header.parent }), ("experiment", texts { $0.header.experiment }),
      ("epochs", Column(numbers: runs.map { Double($0.epochCount) })),
    ]
  }

  /// Each parameter with its value in every run, nil where it is not set.
  private static func parameters(_ runs: [Run]) -> [(name: String, cells: [JSON?])] {
    var places: [String: Int] = [:]
    var parameters: [(name: String, cells: [JSON?])] = []
    for (row, run) in runs.enumerated() {
      for member in run.params {
        let place = places[member.key] ?? parameters.count
        if place == parameters.count {
          places[member.key] = place
          parameters.append((member.key, [JSON?](repeating: nil, count: runs.count)))
        }
        parameters[place].cells[row] = RunParameters.typed(member.value)
      }
    }
    return parameters
  }

  private static func differ(_ cells: [JSON?]) -> Bool {
    guard let first = cells.first else { return false }
    return cells.contains { $0 != first }
  }
}

extension Column {
  /// The column of JSON values: numbers, logicals, or else texts; nil and null are missing.
  init(json cells: [JSON?]) {
    let present = cells.compactMap { $0 }.filter { $0 != .null }
    if !present.isEmpty, present.allSatisfy({ if case .number = $0 { true } else { false } }) {
      self.init(
        numbers: cells.map { if case .number(let number)? = $0 { number } else { .missing } })
    } else if !present.isEmpty,
      present.allSatisfy({ if case .logical = $0 { true } else { false } })
    {
      self.init(logicals: cells.map { if case .logical(let flag)? = $0 { flag } else { nil } })
    } else {
      self.init(
        texts: cells.map { cell in
          cell.flatMap { $0 == .null ? nil : RunParameters.text($0) }
        })
    }
  }
}
