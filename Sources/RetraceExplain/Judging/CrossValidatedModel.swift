public import RetraceModels
import RetraceNumerics
public import RetraceRuns
public import RetraceTables

/// How well a kind of model does on rows that it did not learn from, fold by fold.
public struct CrossValidatedModel: Sendable {
  /// What can be set.
  public struct Options: Sendable {
    /// How many folds.
    public var folds = 5
    /// How often all rows are parted anew.
    public var repeats = 1
    /// Whether each fold gets its share of each class (of numbers: of small and large ones); nil
    /// for classes alone.
    public var isStratified: Bool?
    /// The column whose equal values are never parted.
    public var groups: String?
    /// The column of time: models learn from what was before what they are tested on.
    public var time: String?
    /// What is measured, by name; none for the usual ones.
    public var metrics: [String] = []
    /// Where the draws start.
    public var seed: UInt64 = 42

    /// Makes the options where nothing is set.
    public init() {}
  }

  /// A metric over the folds.
  public struct Outcome: Sendable {
    /// What is measured.
    public let metric: ModelMetric
    /// Its value in each fold; NaN where it is undefined.
    public let values: [Double]
    /// The mean over folds in which it is defined.
    public let mean: Double
    /// The standard deviation over folds; NaN for one.
    public let deviation: Double
    /// The standard error of the mean, corrected for rows that folds have in common; NaN for one.
    public let error: Double
    /// The 95% interval of the mean; NaN where there is none.
    public let low: Double, high: Double
  }

  /// The kind of model.
  public let family: String
  /// The target.
  public let target: String
  /// The metrics.
  public let outcomes: [Outcome]
  /// A row per fold: repeat, fold, train and test rows, and the shares of classes or the mean.
  public let folds: Table
  /// A row per prediction: row, repeat, fold, actual, predicted and the probability of each class.
  public let predictions: Table
  /// How the rows were parted, in words.
  public let parting: String
  /// What to know of it.
  public let notes: [String]
  let plan: FoldPlan

  /// Trains and tests a model in every fold.
  ///
  /// The interval is Student's with the variance s² (1 / J + test / train rows) of J folds, as
  /// models of different folds learn from partly the same rows.
  ///
  /// Source: C. Nadeau and Y. Bengio, "Inference for the Generalization Error", Machine Learning
  /// 52, 2003, https://doi.org/10.1023/A:1024068626366.
  ///
  /// - Parameters:
  ///   - table: the rows.
  ///   - training: how models are trained.
  /// - Throws: ``ExplainError`` for options that do not fit, `RunError` for what cannot be learned,
  ///   `Interrupted`.
  public init(
    _ table: Table, _ training: TrainingOptions, _ options: Options = Options()
  ) throws {
    let rows = try FoldRows(table, target: training.target, options)
    plan = rows.plan
    var notes = rows.notes
    var measured = FoldMeasures(rows)
    let progress = ProgressCounter("folds", total: plan.folds.count)
    for fold in plan.folds {
      try Interruption.check()
      var own = training
      own.seed = options.seed &+ UInt64(fold.repetition - 1) &* 1_000 &+ UInt64(fold.number - 1)
      do {
        let model = try Trainer.fit(table.selecting(rows: fold.train), own)
        let scored = try ScoredRows(
          model, on: table.selecting(rows: fold.test), target: training.target)
        try measured.add(scored, fold, options.metrics)
      } catch let error as ModelError {
        throw ExplainError.unsuited(
          "fold \(fold.number) of repeat \(fold.repetition): \(error)")
      }
      progress.add()
    }
    family = training.model.family
    target = training.target
    outcomes = measured.outcomes(plan)
    folds = rows.table
    predictions = measured.predictions
    parting = rows.parting
    for outcome in outcomes {
      let undefined = outcome.values.count { $0.isNaN }
      if undefined > 0 {
        notes.append(
          "\(outcome.metric.rawValue) is undefined in \(ExplanationText.count(undefined, "fold")), "
            + "which its mean leaves out")
      }
    }
    self.notes = notes
  }
}

/// The rows of a table and how they are parted into folds.
struct FoldRows {
  let source: Table
  let target: Column
  let plan: FoldPlan
  let parting: String
  private(set) var notes: [String] = []
  /// The classes that occur; empty for numbers.
  let classes: [Cell]

  init(
    _ table: Table, target name: String, _ options: CrossValidatedModel.Options
  ) throws {
    func column(_ name: String, _ role: String) throws -> Column {
      guard let column = table[name] else {
        throw RunError.absentColumn(name, role: role, near: [])
      }
      return column
    }
    source = table
    let target = try column(name, "target")
    self.target = target
    let known = (0..<table.rowCount).filter { !target.isMissing(at: $0) }
    if known.count < table.rowCount {
      notes.append(
        "\(ExplanationText.count(table.rowCount - known.count, "row")) left out: the target is "
          + "missing")
    }
    guard known.count >= max(2, options.folds) else {
      throw ExplainError.tooFewRows(
        explainer: "'cross_validate' with \(options.folds) folds", needed: max(2, options.folds),
        got: known.count)
    }
    let codes = OrderedCodes(target)
    let isNumber = target.kind == .number && !Self.isBinary(target)
    var seen: [UInt32: Cell] = [:]
    if !isNumber {
      for row in known where seen[codes.codes[row]] == nil { seen[codes.codes[row]] = target[row] }
    }
    let levels = seen.keys.sorted()
    classes = levels.compactMap { seen[$0] }
    if let time = options.time {
      guard options.groups == nil, options.repeats == 1, options.isStratified != true else {
        throw ExplainError.unsuited(
          "'time:' orders the rows, so it goes with neither groups:, repeats: nor stratified:")
      }
      let times = try Self.times(column(time, "time"), time)
      let rows = known.filter { !times[$0].isNaN }
      if rows.count < known.count {
        notes.append(
          "\(ExplanationText.count(known.count - rows.count, "row")) left out: '\(time)' is missing"
        )
      }
      plan = FoldPlan(rows: rows, times: rows.map { times[$0] }, folds: options.folds)
      parting = "in order of \(time), each tested by what was before it"
    } else {
      var strata: [Int]?
      let isStratified = options.isStratified ?? !isNumber
      if isStratified, !isNumber {
        let places = Dictionary(zip(levels, levels.indices), uniquingKeysWith: { a, _ in a })
        strata = known.map { places[codes.codes[$0]] ?? 0 }
      } else if isStratified, let numbers = target.numbers {
        // Neighbours in size are dealt to different folds.
        let order = Sorting.order(of: known.map { numbers[$0] })
        var places = [Int](repeating: 0, count: known.count)
        for (position, row) in order.enumerated() { places[row] = position / options.folds }
        strata = places
      }
      var groups: [Int]?
      if let name = options.groups {
        let codes = OrderedCodes(try column(name, "groups"))
        let used = Set(known.map { codes.codes[$0] }).sorted()
        guard used.count >= options.folds else {
          throw ExplainError.unsuited(
            "'\(name)' has \(ExplanationText.count(used.count, "group")), too few for "
              + "\(options.folds) folds")
        }
        let places = Dictionary(zip(used, used.indices), uniquingKeysWith: { a, _ in a })
        groups = known.map { places[codes.codes[$0]] ?? 0 }
      }
      plan = FoldPlan(
        rows: known, folds: options.folds, repeats: options.repeats, strata: strata,
        groups: groups, seed: options.seed)
      parting =
        (groups == nil ? "at random" : "by \(options.groups ?? ""), which is never parted")
        + (isStratified ? (isNumber ? ", evenly in size" : ", each class evenly") : "")
    }
    guard plan.folds.count >= 2 else {
      throw ExplainError.unsuited("the rows make fewer than two folds")
    }
    notes += leaks(options)
  }

  /// Rows that are learned from and tested at once, by their content.
  private func leaks(_ options: CrossValidatedModel.Options) -> [String] {
    let digests = RowDigests(source, source.names).rows()
    let first = plan.folds.filter { $0.repetition == 1 }
    var (leaked, tested) = (0, 0)
    for fold in first {
      let known = Set(fold.train.map { digests[$0] })
      leaked += fold.test.count { known.contains(digests[$0]) }
      tested += fold.test.count
    }
    guard leaked > 0 else { return [] }
    return [
      "\(ExplanationText.count(leaked)) of \(ExplanationText.count(tested)) tested rows stand in "
        + "the training rows of their fold, too, alike in every column: the figures are too good; "
        + "distinct(table) leaves copies out, groups: keeps them together"
    ]
  }

  private static func isBinary(_ column: Column) -> Bool {
    Set(column.presentNumbers ?? []) == [0, 1]
  }

  /// Numbers or moments; NaN where missing.
  private static func times(_ column: Column, _ name: String) throws -> [Double] {
    switch column.storage {
    case .numbers(let numbers): return numbers.map { $0.isMissing ? .nan : $0 }
    case .moments(let seconds, _): return seconds.map { $0.isMissing ? .nan : $0 }
    case .codes, .logicals:
      throw ExplainError.unsuited(
        "'time: \(name)' takes numbers or dates, the column is "
          + column.kind.rawValue)
    }
  }

  /// A row per fold.
  var table: Table {
    let folds = plan.folds
    var columns: [(name: String, column: Column)] = [
      ("repeat", Column(numbers: folds.map { Double($0.repetition) })),
      ("fold", Column(numbers: folds.map { Double($0.number) })),
      ("train", Column(numbers: folds.map { Double($0.train.count) })),
      ("test", Column(numbers: folds.map { Double($0.test.count) })),
    ]
    if classes.isEmpty {
      let numbers = target.numbers ?? []
      columns.append(
        (
          "test_mean",
          Column(
            numbers: folds.map { fold in Statistics.mean(fold.test.map { numbers[$0] }) })
        ))
      return Table(columns)
    }
    for cell in classes.prefix(12) {
      columns.append(
        (
          "test_\(ExplanationText.cell(cell))",
          Column(
            numbers: folds.map { fold in
              Double(fold.test.count { target[$0] == cell }) / Double(fold.test.count)
            })
        ))
    }
    return Table(columns)
  }
}
