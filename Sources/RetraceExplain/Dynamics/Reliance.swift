public import RetraceModels
import RetraceNumerics
public import RetraceRuns
public import RetraceTables

/// What a model leaned on at every checkpoint: the permutation importance of each feature.
///
/// The rows and the permutations are the same for all checkpoints, so that what differs between
/// them is the model.
public struct Reliance: Sendable {
  /// What can be set.
  public struct Options: Sendable {
    /// The epochs whose checkpoints are taken; nil for all.
    public var epochs: [Int]?
    /// What is measured; nil for the loss.
    public var metric: ModelMetric?
    /// How often each feature is shuffled.
    public var repeats = 5
    /// Features that are shuffled together.
    public var groups: [PermutationImportance.Group] = []
    /// The rows it is measured on; nil for the run's validation rows, else its training rows.
    public var rows: Table?
    /// Where the draws start.
    public var seed: UInt64

    /// Makes the options where nothing is set.
    public init(seed: UInt64 = 42) { self.seed = seed }
  }

  /// The importances at one checkpoint.
  public struct Step: Sendable {
    /// After how many epochs.
    public let epoch: Int
    /// The metric on the rows as they are.
    public let base: Double
    /// The importance of each feature or group.
    public let importances: [Double]
    /// Standard deviations over the repeats; 0 for one repeat.
    public let deviations: [Double]
    /// Standard errors of the means over the repeats; 0 for one repeat.
    public let errors: [Double]
  }

  /// The name of the run.
  public let runName: String
  /// What was measured.
  public let metric: ModelMetric
  /// The rows it was measured on: `valid`, `train`, or `rows`.
  public let split: String
  /// How many rows these are.
  public let rowCount: Int
  /// How often each feature was shuffled.
  public let repeats: Int
  /// The features and groups.
  public let features: [String]
  /// The checkpoints in order of epochs.
  public let steps: [Step]
  /// For how many rows models were asked.
  public let calls: Int
  /// The seed of the permutations.
  public let seed: UInt64
  /// How far to trust it, in plain words.
  public let notes: [String]
  /// The largest sum of positive importances at a checkpoint.
  private let largestTotal: Double

  /// Measures a run's checkpoints.
  ///
  /// - Throws: `RunError` for what is not recorded, ``ExplainError``, `ModelError`, `Interrupted`.
  /// - Complexity: checkpoints × features × repeats predictions of all rows.
  public init(_ run: Run, _ options: Options = Options()) throws {
    let model = try run.requireModel()
    let checkpoints = try run.checkpoints(ofEpochs: options.epochs)
    let metric = try ModelMetric.resolve(options.metric, outputs: model.outputs)
    split = options.rows != nil ? "rows" : run.valid != nil ? "valid" : "train"
    let table = try options.rows ?? run.valid ?? run.requireTrain()
    let measured = try MeasuredRows(
      table, model: model, target: model.outputs.target ?? run.target, purpose: "reliance")
    try measured.matrix.requireFiniteNumbers(model.features, in: "the table")
    let players = try PermutationImportance.players(
      options.groups, features: model.features.names)
    let scorer = PermutationScorer(
      measured, players: players, outputs: model.outputs, metric: metric,
      repeats: options.repeats, seed: options.seed)
    let progress = ProgressCounter("reliance", total: scorer.work * checkpoints.count)
    var (steps, calls): ([Step], Int) = ([], 0)
    for checkpoint in checkpoints {
      let counted = ModelCalls(try run.model(at: checkpoint))
      let (base, worsenings) = try scorer.scores(of: counted, progress: progress)
      calls += counted.rows
      let deviations = worsenings.map {
        $0.count > 1 ? Statistics.standardDeviation($0) : 0
      }
      steps.append(
        Step(
          epoch: checkpoint.epoch, base: base, importances: worsenings.map { Statistics.mean($0) },
          deviations: deviations,
          errors: deviations.map { $0 / Double(options.repeats).squareRoot() }))
    }
    runName = run.name
    self.metric = metric
    rowCount = measured.targets.count
    repeats = options.repeats
    features = players.map(\.name)
    self.steps = steps
    largestTotal = steps.map { $0.importances.reduce(0) { $0 + max(0, $1) } }.max() ?? 0
    self.calls = calls
    seed = options.seed
    var notes = measured.notes
    if split == "train" {
      notes.append("the run has no validation rows: on training rows memory counts, too")
    }
    let association = try FeatureAssociation(measured.matrix, features: model.features)
    self.notes = notes + association.notes(apartFrom: players.map(\.features))
  }

  /// A feature's part of all positive importances at a step, from 0 to 1.
  package func share(_ feature: Int, step: Step) -> Double {
    let total = step.importances.reduce(0) { $0 + max(0, $1) }
    return total > 0 ? max(0, step.importances[feature]) / total : 0
  }

  /// Whether a model leaned on a feature: shuffling it is worse by more than two standard errors,
  /// and by 2% of all importance at the checkpoint where that is largest.
  ///
  /// An untrained network puts some weight on every feature; that is no leaning.
  package func leans(on feature: Int, at step: Step) -> Bool {
    step.importances[feature] > max(2 * step.errors[feature], 0.02 * largestTotal)
  }

  /// The epoch from which on the model leaned on a feature until the end; nil if it did not in
  /// the end.
  public func learned(_ feature: Int) -> Int? {
    steps.reversed().prefix { leans(on: feature, at: $0) }.last?.epoch
  }

  /// The feature that was most leaned on at a step; nil if there was none.
  package func leader(at step: Step) -> Int? {
    let best = features.indices.max {
      (step.importances[$0], -$0) < (step.importances[$1], -$1)
    }
    return best.flatMap { leans(on: $0, at: step) ? $0 : nil }
  }

  /// A row per checkpoint and feature: `epoch`, `feature`, `importance`, `sd`, `error`, `share`.
  public var table: Table {
    let pairs = steps.flatMap { step in features.indices.map { (step, $0) } }
    return Table([
      ("epoch", Column(numbers: pairs.map { Double($0.0.epoch) })),
      ("feature", Column(texts: pairs.map { features[$0.1] })),
      ("importance", Column(numbers: pairs.map { $0.0.importances[$0.1] })),
      ("sd", Column(numbers: pairs.map { $0.0.deviations[$0.1] })),
      ("error", Column(numbers: pairs.map { $0.0.errors[$0.1] })),
      ("share", Column(numbers: pairs.map { share($0.1, step: $0.0) })),
    ])
  }

  /// The features, the most important at the end first.
  package var order: [Int] {
    guard let last = steps.last else { return [] }
    return features.indices.sorted {
      let (a, b) = (last.importances[$0], last.importances[$1])
      return a == b ? $0 < $1 : a > b
    }
  }

  /// A row per feature, the most important at the end first: `feature`, `learned` (the epoch from
  /// which on it was leaned on; missing if it was not), `importance`, `error`, `share` at the end.
  public var featureTable: Table {
    let order = order
    return Table([
      ("feature", Column(texts: order.map { features[$0] })),
      ("learned", Column(numbers: order.map { learned($0).map(Double.init) ?? .missing })),
      ("importance", Column(numbers: order.map { steps.last?.importances[$0] ?? .missing })),
      ("error", Column(numbers: order.map { steps.last?.errors[$0] ?? .missing })),
      (
        "share",
        Column(
          numbers: order.map { feature in
            steps.last.map { share(feature, step: $0) } ?? .missing
          })
      ),
    ])
  }
}
