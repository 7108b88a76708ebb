import RetraceDisplay
import RetraceNumerics
import RetraceRuns
import RetraceTables
import Testing

@testable import RetraceExplain

/// Runs made of nothing but a few parameters and metrics.
enum MadeRuns {
  static func run(
    _ name: String, _ params: [(String, JSON)] = [], train: Table? = nil, valid: Table? = nil,
    metrics: [(name: String, split: String?, values: [Double])] = []
  ) -> Run {
    var header = RunHeader(name: name)
    header.params = params.map { .init($0.0, $0.1) }
    var log = MetricLog()
    for metric in metrics {
      for (epoch, value) in metric.values.enumerated() {
        log.append(
          metric.name, value, step: Double(10 * epoch), epoch: Double(epoch), split: metric.split)
      }
    }
    return Run(header: header, metrics: log.table, train: train, valid: valid)
  }

  /// A sweep over rates, sizes and seeds where the rate alone matters.
  static let sweep: [Run] = (0..<24).map { item in
    let (rate, size, seed) = (item % 3, item / 3 % 4, item / 12)
    let noise = Double((item * 7 + seed * 3) % 5) * 0.001
    return run(
      "r\(item)",
      [
        ("lr", .text(["0.001", "0.01", "0.1"][rate])), ("size", .number(Double(8 << size))),
        ("seed", .number(Double(seed))),
      ],
      metrics: [
        ("loss", "train", [0.7, 0.6 - 0.1 * Double(rate) + noise]),
        ("val_acc", nil, [0.5, 0.9, 0.6 + 0.1 * Double(rate) + noise]),
      ])
  }
}

@Suite("Metrics of runs") struct RunMetricsTests {
  static let run = MadeRuns.run(
    "keras",
    metrics: [
      ("loss", "train", [3, 2, 1]), ("val_loss", nil, [3, 1, .nan]), ("acc", "valid", [0.1, 0.2]),
    ])

  @Test(
    "a name finds the measure on each split, whatever the tool calls it there",
    arguments: [
      ("loss", ["loss", "val_loss"]), ("val_loss", ["val_loss"]), ("valid loss", ["val_loss"]),
      ("train/loss", ["loss"]), ("acc", ["acc"]), ("valid_acc", ["acc"]), ("valid.acc", ["acc"]),
      ("test_acc", []), ("los", []),
    ])
  func names(name: String, expected: [String]) {
    #expect(RunMetrics(Self.run).series(named: name).map(\.name) == expected)
  }

  @Test("last, best and where it was; NaN is a value, but never the best")
  func places() throws {
    let series = RunMetrics(Self.run).series
    let loss = try #require(series.first { $0.name == "val_loss" })
    #expect(loss.last?.isNaN == true)
    #expect(loss.bestPosition(isLess: true) == 1)
    #expect(loss.place(of: 1) == "epoch 1")
    #expect(loss.column == "val_loss")
    #expect(series.first { $0.name == "acc" }?.column == "valid_acc")
    #expect(RunMetrics(Self.run).mostTelling(1).map(\.column) == ["valid_acc"])
  }

  @Test(
    "parameters are typed where their texts are numbers or logicals",
    arguments: [
      ("0.3", JSON.number(0.3)), ("1e-3", .number(0.001)), ("True", .logical(true)),
      ("relu", .text("relu")), ("nan", .text("nan")), ("0x10", .text("0x10")), ("-", .text("-")),
      ("", .text("")), ("1-2", .text("1-2")), (" 1", .text(" 1")), ("12", .number(12)),
    ])
  func typed(text: String, expected: JSON) {
    #expect(RunParameters.typed(.text(text)) == expected)
  }
}

@Suite("Leaderboards") struct LeaderboardTests {
  @Test("the best run is first, by the last or the best value")
  func order() throws {
    let board = try Leaderboard(MadeRuns.sweep)
    #expect(board.metric == "val_acc")
    #expect(!board.isLess)
    let values = try #require(board.table["val_acc"]?.numbers)
    #expect(values == values.sorted(by: >))
    #expect(board.table["lr"]?[0] == .number(0.1))
    #expect(board.table["at"]?[0] == .text("epoch 2"))
    var options = Leaderboard.Options()
    options.takesBest = true
    options.metric = "train loss"
    let losses = try Leaderboard(MadeRuns.sweep, options)
    #expect(losses.isLess)
    #expect(
      losses.table["train_loss"]?.numbers?.first == losses.table["train_loss"]?.numbers?.min())
    options.isLess = false
    #expect(try Leaderboard(MadeRuns.sweep, options).table["train_loss"]?[0] == .number(0.7))
  }

  @Test("groups are runs that differ in their seeds alone, with mean, sd and n")
  func groups() throws {
    var options = Leaderboard.Options()
    options.group = ["all"]
    let board = try Leaderboard(MadeRuns.sweep, options)
    #expect(board.rowCount == 12)
    #expect(board.group == ["lr", "size"])
    let counts = try #require(board.table["n"]?.numbers)
    #expect(counts.allSatisfy { $0 == 2 })
    options.group = ["lr"]
    let rates = try Leaderboard(MadeRuns.sweep, options)
    let scores = MadeRuns.sweep.filter { $0.params[0].value == .text("0.1") }
      .compactMap { RunMetrics($0).series(named: "val_acc").first?.last }
    #expect(rates.table["lr"]?[0] == .number(0.1))
    #expect(rates.table["val_acc"]?[0] == .number(Statistics.mean(scores)))
    let deviation = rates.table["sd"]?.numbers?.first ?? .nan
    #expect(abs(deviation - Statistics.standardDeviation(scores)) < 1e-12)
  }

  @Test("the parameter that decides tells most, one that does not tells nothing")
  func influence() throws {
    let board = try Leaderboard(MadeRuns.sweep)
    #expect(board.influences.map(\.name) == ["lr", "size"])
    #expect(board.influences[0].share > 0.85)
    #expect(board.influences[0].bestValue == "0.1")
    #expect(board.influences[1].share < 0.1)
    #expect(board.influences[0].runCount == 24)
  }

  @Test("runs stand on an axis at the value that labels it")
  func places() throws {
    let rates = [0.3 * 0.07, 0.07, 0.21]
    let runs = (0..<6).map {
      MadeRuns.run(
        "r\($0)", [("lr", .number(rates[$0 % 3]))], metrics: [("val_acc", nil, [Double($0)])])
    }
    let figure = try #require(try Leaderboard(runs).parallel.figure())
    guard case .parallel(let axes, let lines) = figure.content else {
      Issue.record("no parallel coordinates")
      return
    }
    #expect(axes.first?.levels == ["0.021", "0.07", "0.21"])
    #expect(lines.allSatisfy { $0.values.allSatisfy(\.isFinite) })
  }

  @Test("a number whose best values lie in the middle tells, too")
  func middle() throws {
    let runs = (0..<40).map { item -> Run in
      let rate = Double(item * 7 % 40)
      let score = 1 - abs(rate - 20) / 40
      return MadeRuns.run(
        "r\(item)", [("lr", .number(rate)), ("other", .number(Double(item * 13 % 40)))],
        metrics: [("val_acc", nil, [score])])
    }
    let influences = try Leaderboard(runs).influences
    #expect(influences[0].name == "lr")
    #expect(influences[0].share > 0.7)
    #expect(influences[0].measure == .fifths)
    #expect(influences[0].bestValue == "16..23")
  }

  @Test("names that no run has are refused with those there are")
  func unknown() {
    var options = Leaderboard.Options()
    options.metric = "accurcy"
    #expect(
      throws: ExplainError.unknownMetric(
        "accurcy", available: ["loss", "train_loss", "acc", "val_acc"])
    ) { try Leaderboard(MadeRuns.sweep, options) }
    options.metric = nil
    options.group = ["rate"]
    #expect(
      throws: ExplainError.unknownParameter("rate", available: ["lr", "size", "seed"])
    ) { try Leaderboard(MadeRuns.sweep, options) }
    #expect(throws: ExplainError.self) { try Leaderboard([MadeRuns.run("empty")]) }
  }

  @Test("runs that diverged come last and are counted")
  func diverged() throws {
    let runs =
      MadeRuns.sweep + [
        MadeRuns.run("broken", [("lr", .number(10))], metrics: [("val_acc", nil, [0.5, .nan])])
      ]
    let board = try Leaderboard(
      runs,
      {
        var o = Leaderboard.Options(); o.top = 100; return o
      }())
    #expect(board.table["run"]?[24] == .text("broken"))
    #expect(board.notes == ["1 run whose val_acc is not finite, placed last"])
  }
}

@Suite("Tables compared by content") struct TableDifferenceTests {
  static func table(_ rows: [(Double, Double, String)]) -> Table {
    Table([
      ("id", Column(numbers: rows.map(\.0))), ("age", Column(numbers: rows.map(\.1))),
      ("job", Column(categories: rows.map { Optional($0.2) })),
    ])
  }
  static let rows: [(Double, Double, String)] = [
    (1, 30, "cook"), (2, 40, "smith"), (3, 50, "cook"), (4, 60, "clerk"),
  ]

  @Test("equal rows are the same wherever they stand")
  func same() {
    let difference = TableDifference(Self.table(Self.rows), Self.table(Self.rows.reversed()))
    #expect(difference.isSame)
    #expect(difference.isReordered)
    #expect(difference.sameCount == 4)
  }

  @Test("rows are added, removed and changed, and the columns are told")
  func changes() {
    let other = Self.table([
      (4, 60, "clerk"), (1, 31, "smith"), (3, 50, "cooks"), (9, 1, "x"), (4, 60, "clerk"),
    ])
    let difference = TableDifference(Self.table(Self.rows), other)
    #expect(difference.sameCount == 1)
    #expect(difference.changed.map(\.first) == [2])
    #expect(difference.changed.map(\.second) == [2])
    #expect(difference.added == [1, 3, 4])
    #expect(difference.removed == [0, 1])
    #expect(difference.changedColumns.map(\.name) == ["job"])
  }

  @Test("an id names the row whatever else has changed")
  func identifiers() {
    let other = Self.table([(1, 31, "smith"), (2, 40, "smith"), (3, 50, "cook")])
    let difference = TableDifference(Self.table(Self.rows), other)
    #expect(difference.changed.map(\.first) == [0])
    #expect(difference.changedColumns.map(\.name) == ["age", "job"])
    #expect(difference.removed == [3])
    #expect(difference.added == [])
  }

  @Test("columns are compared by name, numbers also where they were read as texts")
  func columns() {
    let first = Table([("a", Column(numbers: [1, .missing])), ("b", Column(numbers: [1, 2]))])
    let second = Table([("a", Column(texts: ["1", nil])), ("c", Column(numbers: [1, 2]))])
    let difference = TableDifference(first, second)
    #expect(difference.sameCount == 2)
    #expect(difference.removedColumns == ["b"])
    #expect(difference.addedColumns == ["c"])
    #expect(TableDifference(first, first.selecting(rows: [])).removed == [0, 1])
  }
}

@Suite("Tests of differences") struct DifferenceTestTests {
  @Test(
    "McNemar's exact p",
    arguments: [
      (0, 0, 1.0), (5, 5, 1), (0, 5, 0.0625), (9, 1, 0.021484375), (3, 10, 0.092285156),
      (400, 600, 2.72846e-10),
    ])
  func mcNemar(onlyFirst: Int, onlySecond: Int, expected: Double) {
    let p = McNemarTest.exact(onlyFirst: onlyFirst, onlySecond: onlySecond)
    #expect(abs(p - expected) <= 1e-4 * expected)
    #expect(p == McNemarTest.exact(onlyFirst: onlySecond, onlySecond: onlyFirst))
  }

  @Test(
    "Student's two-sided probabilities",
    arguments: [
      (12.7062, 1, 0.05), (4.30265, 2, 0.05), (2.77645, 4, 0.05), (2.22814, 10, 0.05),
      (3.16927, 10, 0.01), (1.98397, 100, 0.05), (1.95996, 100_000, 0.05), (0, 3, 1),
    ])
  func student(t: Double, degrees: Int, expected: Double) {
    #expect(abs(StudentDistribution.twoSided(t, degrees: degrees) - expected) < 1e-5)
  }

  @Test("the noise between seeds is pooled within groups")
  func noise() throws {
    let noise = try #require(SeedNoise([[1, 3], [10, 12, 14], [5], [.nan, 1]]))
    #expect(noise.runCount == 5)
    #expect(noise.degrees == 3)
    #expect(noise.deviation == (10.0 / 3).squareRoot())
    #expect(SeedNoise([[1], [2]]) == nil)
  }
}

@Suite("Curves of runs") struct RunCurvesTests {
  @Test("smoothing is exponential and corrected for its start")
  func smoothing() {
    let smoothed = RunCurves.smoothed([1, 2, .nan, 3], weight: 0.5)
    #expect(abs(smoothed[0] - 1) < 1e-15)
    #expect(abs(smoothed[1] - 5.0 / 3) < 1e-15)
    #expect(smoothed[2].isNaN)
    #expect(abs(smoothed[3] - 17.0 / 7) < 1e-15)
  }

  @Test("several metrics and runs have names that tell them apart")
  func names() throws {
    var options = RunCurves.Options()
    options.metrics = ["loss", "acc"]
    let run = RunMetricsTests.run
    #expect(
      try RunCurves([run], options).series.map(\.name) == ["train loss", "val_loss", "valid acc"])
    options.metrics = ["loss"]
    #expect(try RunCurves([run], options).series.map(\.name) == ["train", "valid"])
    #expect(
      try RunCurves([run, run], options).series.map(\.name)
        == ["keras 0 train", "keras 0 valid", "keras 1 train", "keras 1 valid"])
    options.splits = ["valid"]
    options.smoothing = 0.6
    #expect(try RunCurves([run], options).series.map(\.name) == ["valid", "valid recorded"])
    options.metrics = ["los"]
    #expect(throws: ExplainError.self) { try RunCurves([run], options) }
  }

  @Test("steps stand on the axis where an epoch has several values, and epochs are marked")
  func steps() throws {
    var log = MetricLog()
    for step in 0..<40 { log.append("loss", 1, step: Double(step), epoch: Double(step / 10)) }
    let run = Run(header: RunHeader(name: "steps"), metrics: log.table)
    let figure = try RunCurves([run]).figure
    #expect(figure.xLabel == "step")
    #expect(figure.marks.map(\.x) == [9, 19, 29, 39])
  }
}

@Suite("Runs compared") struct RunComparisonTests {
  static let table = TableDifferenceTests.table(TableDifferenceTests.rows)

  @Test("parameters, data and metrics; without records per row it is said")
  func differences() throws {
    let a = MadeRuns.run(
      "a", [("lr", .text("0.1")), ("seed", .number(1))], train: Self.table,
      metrics: [("val_acc", nil, [0.5, 0.7]), ("lr", nil, [0.1, 0.1])])
    let b = MadeRuns.run(
      "b", [("lr", .number(0.1)), ("seed", .number(2)), ("depth", .number(3))],
      train: Self.table.selecting(rows: [0, 1]), metrics: [("val_acc", nil, [0.9, 0.8])])
    let comparison = try RunComparison(a, b)
    #expect(comparison.parameters.map(\.name) == ["seed", "depth"])
    #expect(comparison.data[0].difference?.removed == [2, 3])
    #expect(comparison.data[1].difference == nil)
    #expect(comparison.metrics.map(\.metric) == ["val_acc"])
    #expect(abs(comparison.metrics[0].difference - 0.1) < 1e-12)
    #expect(comparison.metrics[0].bestSecond == 0.9)
    #expect(comparison.metrics[0].interval == nil)
    #expect(comparison.examples == nil)
    #expect(comparison.notes.contains { $0.hasPrefix("without intervals and outcomes per row") })
  }

  @Test("a difference is held against that between seeds")
  func noise() throws {
    func run(_ name: String, _ rate: Double, _ seed: Double, _ accuracy: Double) -> Run {
      MadeRuns.run(
        name, [("lr", .number(rate)), ("seed", .number(seed))],
        metrics: [("val_acc", nil, [accuracy])])
    }
    let pool = [
      run("a1", 0.1, 1, 0.70), run("a2", 0.1, 2, 0.71), run("a3", 0.1, 3, 0.69),
      run("b1", 0.2, 1, 0.80), run("b2", 0.2, 2, 0.81), run("b3", 0.2, 3, 0.79),
    ]
    let outcome = try #require(RunComparison(pool[0], pool[3], among: pool).metrics.first)
    #expect(abs((outcome.noise?.deviation ?? 0) - 0.01) < 1e-12)
    #expect(outcome.noise?.degrees == 4)
    #expect((outcome.noiseProbability ?? 1) < 0.01)
    let twins = try #require(RunComparison(pool[0], pool[1], among: pool).metrics.first)
    #expect((twins.noiseProbability ?? 0) > 0.3)
  }
}
