import RetraceNumerics
public import RetraceRuns
import RetraceTables

/// The metrics of a run, one series for each name and split.
public struct RunMetrics: Sendable {
  /// The series, in the order in which they first appear.
  public let series: [MetricSeries]

  /// Sorts the metrics of a run into series.
  ///
  /// - Complexity: O(rows).
  public init(_ run: Run) {
    let table = run.metrics
    guard let names = table["metric"].map(Self.coded), let values = table["value"]?.numbers else {
      series = []
      return
    }
    let splits = table["split"].map(Self.coded)
    let steps = table["step"]?.numbers
    let epochs = table["epoch"]?.numbers
    let width = (splits?.levels.count ?? 0) + 1
    var places = [Int](repeating: -1, count: names.levels.count * width)
    var order: [Int] = []
    var rows: [[Int]] = []
    for row in values.indices {
      let name = names.codes[row]
      guard name != CodedValues.missingCode, !values[row].isMissing else { continue }
      let split = splits?.codes[row] ?? CodedValues.missingCode
      let group = Int(name) * width + (split == CodedValues.missingCode ? width - 1 : Int(split))
      if places[group] < 0 {
        places[group] = rows.count
        order.append(group)
        rows.append([])
      }
      rows[places[group]].append(row)
    }
    series = zip(order, rows).map { group, rows in
      let split = group % width
      return MetricSeries(
        name: names.levels[group / width],
        split: split == width - 1 ? "" : splits?.levels[split] ?? "",
        steps: rows.map { steps?[$0] ?? .missing }, epochs: rows.map { epochs?[$0] ?? .missing },
        values: rows.map { values[$0] })
    }
  }

  /// The series that a name asks for: `loss` is the loss on every split, whatever the tool calls
  /// it there; `val_loss` and `valid.loss` that on the split `valid`.
  public func series(named name: String) -> [MetricSeries] {
    let wanted = MetricName(name)
    let found = series.filter { $0.answers(to: wanted, name: name) }
    // One that is called just so is meant, unless it is one measure on several splits.
    if wanted.split != nil, let exact = found.first(where: { $0.name == name }) { return [exact] }
    return found
  }

  /// The series that say most of how good the run is, the most telling first.
  public func mostTelling(_ count: Int) -> [MetricSeries] {
    let ranked = series.enumerated().map { (rank: MetricRank($1), offset: $0, series: $1) }
    return ranked.filter { !$0.rank.isOther }
      .sorted { ($0.rank, $0.offset) < ($1.rank, $1.offset) }
      .prefix(count).map(\.series)
  }

  /// What can be asked for: measures and names, each once.
  public var names: [String] {
    var seen: Set<String> = []
    return (series.map(\.measure) + series.map(\.column)).filter { seen.insert($0).inserted }
  }

  private static func coded(_ column: Column) -> CodedValues {
    if case .codes(let coded) = column.storage { return coded }
    let texts = (0..<column.count).map { row -> String? in
      column.isMissing(at: row) ? nil : column[row].text
    }
    return CodedValues(texts, isCategory: false)
  }
}
