import RetraceNumerics
public import RetraceRuns
public import RetraceTables

/// Runs in order of a metric, alone or in groups of equal parameters.
public struct Leaderboard: Sendable {
  /// What is asked for.
  public struct Options: Sendable {
    /// The metric; nil for the one that says most.
    public var metric: String?
    /// Whether the best value of each run counts rather than the last one.
    public var takesBest = false
    /// Whether less is better; nil as the metric's name tells.
    public var isLess: Bool?
    /// Parameters whose equal values make a group; nil for a row per run.
    public var group: [String]?
    /// How many rows there are at most.
    public var top = 20

    /// Makes the standard options.
    public init() {}
  }

  /// The column of the metric: `valid_accuracy`.
  public let metric: String
  /// Whether less of it is better.
  public let isLess: Bool
  /// Whether the best value of each run counts rather than the last one.
  public let takesBest: Bool
  /// The parameters that make groups; nil for a row per run.
  public let group: [String]?
  /// The rows, the best first, at most as many as were asked for.
  public let table: Table
  /// How many rows there are in all.
  public let rowCount: Int
  /// How many runs have the metric.
  public let runCount: Int
  /// The parameters that differ, those that tell most of the metric first.
  public let influences: [ParameterInfluence]
  /// The runs that have the metric with their parameters, the best first.
  public let parallel: ParallelRuns
  /// What to know of it.
  public let notes: [String]

  /// Orders runs.
  ///
  /// - Throws: ``ExplainError`` for a metric or a parameter that no run has, `Interrupted`.
  /// - Complexity: O(rows of all metrics + runs × (parameters + log runs)).
  public init(_ runs: [Run], _ options: Options = Options()) throws {
    let all = try Parallel.map(count: runs.count, blockSize: 64) { RunMetrics(runs[$0]).series }
    let chosen = try MetricChoice(all, wanted: options.metric)
    let isLess = options.isLess ?? chosen.isLoss
    var notes: [String] = []
    var scored: [Scored] = []
    for (position, series) in all.enumerated() {
      guard let one = chosen.series(in: series) else { continue }
      let best = one.bestPosition(isLess: isLess)
      guard let place = options.takesBest ? best ?? one.lastPosition : one.lastPosition else {
        continue
      }
      scored.append(
        Scored(
          run: runs[position], score: one.values[place], place: one.place(of: place) ?? "",
          position: position))
    }
    if scored.count < runs.count {
      notes.append(
        "\(ExplanationText.count(runs.count - scored.count, "run")) without "
          + "\(chosen.column) left out")
    }
    let broken = scored.count { !$0.score.isFinite }
    if broken > 0 {
      notes.append(
        "\(ExplanationText.count(broken, "run")) whose \(chosen.column) is not finite, placed last")
    }
    if options.takesBest {
      notes.append(
        "the best of many noisy values is too good: choose by it, report on other rows")
    }
    scored.sort { Self.precedes($0, $1, isLess: isLess) }
    let ordered = scored
    metric = chosen.column
    self.isLess = isLess
    takesBest = options.takesBest
    runCount = scored.count
    let sorted = ordered.map(\.run)
    let parameters = ParallelRuns.parameters(of: sorted)
    let scores = ordered.map(\.score)
    influences = parameters.filter { !RunParameters.isSeed($0.name) }
      .compactMap {
        ParameterInfluence($0.name, cells: $0.cells, scores: scores, isLess: isLess)
      }
      .enumerated().sorted { ($1.element.share, $0.offset) < ($0.element.share, $1.offset) }
      .map(\.element)
    parallel = ParallelRuns(
      names: sorted.map(\.name), parameters: parameters, scores: scores, metric: chosen.column,
      order: influences.map(\.name))
    if let group = options.group {
      let names = try Self.groupNames(group, sorted, parameters.map(\.name))
      self.group = names
      let (table, count) = Self.grouped(ordered, names, chosen.column, isLess, options.top)
      self.table = table
      rowCount = count
    } else {
      group = nil
      rowCount = ordered.count
      table = Self.table(ordered, parameters, metric: chosen.column, options.top)
    }
    self.notes = notes
  }

  private struct Scored {
    let run: Run
    let score: Double
    let place: String
    let position: Int
  }

  /// The better one first, not finite ones last, else as they stood.
  private static func precedes(_ one: Scored, _ two: Scored, isLess: Bool) -> Bool {
    guard one.score.isFinite, two.score.isFinite else {
      if one.score.isFinite != two.score.isFinite { return one.score.isFinite }
      return one.position < two.position
    }
    if one.score != two.score { return isLess ? one.score < two.score : one.score > two.score }
    return one.position < two.position
  }

  private static func table(
    _ runs: [Scored], _ parameters: [(name: String, cells: [JSON?])], metric: String, _ top: Int
  ) -> Table {
    let shown = runs.prefix(top)
    var columns: [(name: String, column: Column)] = [
      ("rank", Column(numbers: shown.indices.map { Double($0 + 1) })),
      ("run", Column(texts: shown.map(\.run.name))),
      (metric, Column(numbers: shown.map(\.score))), ("at", Column(texts: shown.map(\.place))),
    ]
    for (name, cells) in parameters {
      columns.append((unique(name, columns), Column(json: Array(cells.prefix(top)))))
    }
    let statuses = shown.map(\.run.header.status.rawValue)
    if Set(statuses).count > 1 {
      columns.append((unique("status", columns), Column(texts: statuses)))
    }
    return Table(columns, rowCount: shown.count)
  }

  private static func grouped(
    _ runs: [Scored], _ names: [String], _ metric: String, _ isLess: Bool, _ top: Int
  ) -> (Table, Int) {
    var places: [String: Int] = [:]
    var groups: [(values: [JSON?], scores: [Double])] = []
    for one in runs {
      let values = names.map { name in
        one.run.params.first { $0.key == name }.map { RunParameters.typed($0.value) }
      }
      let key = values.map { $0?.serialized ?? "" }.joined(separator: "\u{0}")
      let place = places[key] ?? groups.count
      if place == groups.count {
        places[key] = place
        groups.append((values, []))
      }
      groups[place].scores.append(one.score)
    }
    let means = groups.map { group -> Double in
      let finite = group.scores.filter(\.isFinite)
      return finite.isEmpty ? .nan : Statistics.mean(finite)
    }
    let order = groups.indices.sorted { one, two in
      let (a, b) = (means[one], means[two])
      if a.isNaN || b.isNaN || a == b { return (a.isNaN ? 1 : 0, one) < (b.isNaN ? 1 : 0, two) }
      return isLess ? a < b : a > b
    }
    let shown = order.prefix(top)
    var columns: [(name: String, column: Column)] = [
      ("rank", Column(numbers: shown.indices.map { Double($0 + 1) }))
    ]
    for (position, name) in names.enumerated() {
      columns.append(
        (unique(name, columns), Column(json: shown.map { groups[$0].values[position] })))
    }
    let finite = shown.map { groups[$0].scores.filter(\.isFinite) }
    columns += [
      (unique(metric, columns), Column(numbers: shown.map { means[$0] })),
      (
        unique("sd", columns),
        Column(numbers: finite.map { $0.count > 1 ? Statistics.standardDeviation($0) : .missing })
      ),
      (unique("n", columns), Column(numbers: shown.map { Double(groups[$0].scores.count) })),
      (
        unique("min", columns), Column(numbers: finite.map { $0.min() ?? .missing })
      ),
      (
        unique("max", columns), Column(numbers: finite.map { $0.max() ?? .missing })
      ),
    ]
    return (Table(columns, rowCount: shown.count), groups.count)
  }

  /// `all` stands for every parameter that differs and is no seed.
  private static func groupNames(
    _ wanted: [String], _ runs: [Run], _ differing: [String]
  ) throws -> [String] {
    let names = RunParameters.names(of: runs)
    if wanted == ["all"], !names.contains("all") {
      return differing.filter { !RunParameters.isSeed($0) }
    }
    for name in wanted where !names.contains(name) {
      throw ExplainError.unknownParameter(name, available: names)
    }
    return wanted
  }

  private static func unique(
    _ name: String, _ columns: [(name: String, column: Column)]
  ) -> String {
    var name = name
    while columns.contains(where: { $0.name == name }) { name = "param_" + name }
    return name
  }
}
