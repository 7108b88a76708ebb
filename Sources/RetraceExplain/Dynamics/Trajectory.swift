public import RetraceModels
import RetraceNumerics
public import RetraceRuns
public import RetraceTables

/// One row through the training: what was predicted, and why, at every checkpoint.
public struct Trajectory: Sendable {
  /// How attributions are found.
  public enum Method: String, Sendable, CaseIterable {
    /// Exact ones of linear models on their own scale, else LIME's.
    case auto
    /// LIME's, with the same perturbed rows for all checkpoints.
    case lime
    /// w · (x − mean of the training rows), feature by feature: exact, for linear models.
    case linear
  }

  /// What can be set.
  public struct Options: Sendable {
    /// The epochs whose checkpoints are taken; nil for all.
    public var epochs: [Int]?
    /// How attributions are found.
    public var method = Method.auto
    /// How many perturbed rows LIME draws.
    public var samples = 5_000
    /// The scale; nil for the probability or value, for exact attributions the margin.
    public var output: OutputScale?
    /// The class; nil for the positive one of two, of several that told at the end.
    public var outputClass: Cell?
    /// Where the draws start.
    public var seed: UInt64

    /// Makes the options where nothing is set.
    public init(seed: UInt64 = 42) { self.seed = seed }
  }

  /// The row at one checkpoint.
  public struct Step: Sendable {
    /// After how many epochs.
    public let epoch: Int
    /// The output for the row.
    public let prediction: Double
    /// The class that is told; nil for a model of numbers.
    public let told: Cell?
    /// The attribution of each feature.
    public let attributions: [Double]
    /// Their standard errors; 0 where they are exact.
    public let errors: [Double]
    /// LIME's R²; nil for exact attributions.
    public let r2: Double?
  }

  /// The name of the run.
  public let runName: String
  /// How the row is called, such as `valid[17]`.
  public let rowLabel: String
  /// What is true of the row; missing if it is not known.
  public let label: Cell
  /// How the attributions were found: `lime` or `linear`.
  public let method: Method
  /// Which output is followed.
  public let output: ExplainedOutput
  /// The features, in the model's order.
  public let features: [String]
  /// The row's cells of the features.
  public let values: [Cell]
  /// The checkpoints in order of epochs.
  public let steps: [Step]
  /// For how many rows models were asked.
  public let calls: Int
  /// The seed of LIME's draws; nil where nothing was drawn.
  public let seed: UInt64?
  /// How far to trust it, in plain words.
  public let notes: [String]
  let target: String?

  /// Follows a row through a run's checkpoints.
  ///
  /// - Parameters:
  ///   - run: a run with checkpoints and training rows.
  ///   - row: a table of one row with the model's columns.
  ///   - options: what is set.
  /// - Throws: `RunError` for what is not recorded, ``ExplainError``, `ModelError`, `Interrupted`.
  /// - Complexity: a LIME explanation per checkpoint.
  public init(_ run: Run, row: Table, _ options: Options = Options()) throws {
    guard row.rowCount == 1 else {
      throw ExplainError.unsuited(
        "'trajectory' follows one row, got \(ExplanationText.count(row.rowCount, "row")); give "
          + "one such as run.valid[17]")
    }
    let model = try run.requireModel()
    let training = try run.requireTrain()
    let checkpoints = try run.checkpoints(ofEpochs: options.epochs)
    let method = try Self.method(options, of: model)
    let output = try Self.output(options, method: method, of: model, row: row)
    let cells = FeatureCells(model.features, tables: [training, row])
    let matrix = try model.features.matrix(of: row)
    let reader = TrajectoryReader(
      row: row, matrix: matrix, training: training, output: output, method: method,
      options: options)
    var (steps, calls, notes): ([Step], Int, [String]) = ([], 0, [])
    for checkpoint in checkpoints {
      try Interruption.check()
      let read = try reader.step(try run.model(at: checkpoint), epoch: checkpoint.epoch)
      steps.append(read.step)
      calls += read.calls
      notes = read.notes
    }
    runName = run.name
    rowLabel = Row(row, 0).label ?? "the row"
    target = model.outputs.target ?? run.target
    label = target.flatMap { row[$0]?[0] } ?? .missing
    self.method = method
    self.output = output
    features = model.features.names
    values = model.features.features.indices.map { cells.cell(of: row, row: 0, feature: $0) }
    self.steps = steps
    self.calls = calls
    seed = method == .lime ? options.seed : nil
    self.notes = Self.notes(steps, method: method) + notes
  }

  /// The epochs in which the sign of a feature's attribution was another than before.
  ///
  /// A sign counts where the attribution is more than two standard errors from 0.
  public func signChanges(_ feature: Int) -> [Int] {
    var previous = 0.0
    var changes: [Int] = []
    for step in steps {
      let attribution = step.attributions[feature]
      guard abs(attribution) > 2 * step.errors[feature], attribution != 0 else { continue }
      let sign = attribution > 0 ? 1.0 : -1
      if previous != 0, sign != previous { changes.append(step.epoch) }
      previous = sign
    }
    return changes
  }

  /// The epochs in which another class was told than at the checkpoint before.
  public var flips: [Int] {
    zip(steps, steps.dropFirst()).filter { $0.told != $1.told }.map(\.1.epoch)
  }

  private static func method(_ options: Options, of model: any Model) throws -> Method {
    let isLinear = model is any LinearModel
    switch options.method {
    case .lime: return .lime
    case .linear:
      guard isLinear else {
        throw ExplainError.unsuitedModel(
          explainer: "method: \"linear\"", reason: "it is no linear model; take \"lime\"")
      }
      guard options.output != .probability else {
        throw ExplainError.unsuited(
          "exact attributions are on the margin, not the probability; leave out 'output:' or take "
            + "method: \"lime\"")
      }
      return .linear
    case .auto: return isLinear && options.output != .probability ? .linear : .lime
    }
  }

  private static func output(
    _ options: Options, method: Method, of model: any Model, row: Table
  ) throws -> ExplainedOutput {
    let natural: OutputScale? =
      method == .linear && model.outputs.isClassifier ? .margin : nil
    let scale = try ExplainedOutput.scale(asked: options.output ?? natural, of: model)
    if let named = try ExplainedOutput.named(options.outputClass, scale: scale, of: model) {
      return named
    }
    let predictions = try model.predict(try model.features.matrix(of: row), scale: scale)
    return ExplainedOutput(predictedIn: predictions, row: 0, scale: scale, of: model)
  }

  private static func notes(_ steps: [Step], method: Method) -> [String] {
    guard method == .lime else {
      return ["attributions are exact: weight × (value − mean over the training rows)"]
    }
    let weak = steps.filter { ($0.r2 ?? 1) < 0.3 || $0.r2?.isNaN == true }.map(\.epoch)
    guard !weak.isEmpty else { return [] }
    return [
      "LIME's R² is below 0.3 in \(weak.count == 1 ? "epoch" : "epochs") "
        + ExplanationText.list(weak.map(String.init), limit: 6)
        + ": trust the attributions there little"
    ]
  }
}
