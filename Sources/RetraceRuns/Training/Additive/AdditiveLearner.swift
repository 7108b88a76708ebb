import RetraceModels
import RetraceNumerics
import RetraceTables

/// An additive model that is boosted on bags of rows: a stage is some rounds over all terms.
struct AdditiveLearner: Learner {
  /// How many rounds a stage has.
  static let stageRounds = 10

  private let data: TrainingData
  private let options: AdditiveOptions
  private let boosting: AdditiveBoosting
  private let scaling: (mean: Double, scale: Double)
  private(set) var model: any Model
  private(set) var stagesDone = 0

  init(_ data: TrainingData, _ options: AdditiveOptions) throws {
    let given = data.options
    for (name, isGiven) in [
      ("epochs", given.epochs != nil), ("batch", given.batch != nil),
      ("optimizer", given.optimizer != nil), ("momentum", given.momentum != nil),
      ("l2", given.l2 != nil),
    ] where isGiven {
      throw RunError.unsuitedOption(
        name, reason: "does not go with 'additive'; take 'rounds:' and 'rate:' of additive(…)")
    }
    self.data = data
    var options = options
    if let rate = data.options.rate { options.rate = rate }
    self.options = options
    scaling = try data.scaling()
    let (mean, scale) = scaling
    let task = try AdditiveTask(
      data.train, data.features.features, targets: data.trainTargets.map { ($0 - mean) / scale },
      classCount: data.target.classes.count, weights: data.weights, options: options,
      seed: data.options.seed)
    boosting = try AdditiveBoosting(task)
    model = try Self.model(of: boosting, data, scaling)
  }

  private static func model(
    of boosting: AdditiveBoosting, _ data: TrainingData, _ scaling: (mean: Double, scale: Double)
  ) throws -> AdditiveModel {
    try boosting.model(
      data.features.features,
      classes: data.target.isClassification ? data.target.classes : nil, target: data.target.name,
      mean: scaling.mean, scale: scaling.scale)
  }

  let stage = TrainingStage.stage
  /// As many as there are for the features' own terms, and as many for pairs.
  var stageCount: Int {
    let one = (options.rounds + Self.stageRounds - 1) / Self.stageRounds
    return options.pairs > 0 && data.target.classes.count <= 2 ? 2 * one : one
  }
  var hasEnded: Bool { boosting.isDone }
  var outputCount: Int { data.outputs.count(on: .margin) }
  let extraRecords: [ExampleFile.Extra] = []

  var params: [JSON.Member] {
    var params = [
      JSON.Member("pairs", .number(Double(options.pairs))),
      JSON.Member("rounds", .number(Double(options.rounds))),
      JSON.Member("bags", .number(Double(options.bags))),
      JSON.Member("rate", .number(options.rate)),
      JSON.Member("bins", .number(Double(options.bins))),
      JSON.Member("pair_bins", .number(Double(options.pairBins))),
      JSON.Member("leaves", .number(Double(options.leaves))),
      JSON.Member("min_leaf", .number(Double(options.minLeaf))),
      JSON.Member("smoothing", .number(Double(options.smoothing))),
      JSON.Member("patience", .number(Double(options.patience))),
    ]
    if !options.monotone.isEmpty {
      let members = options.monotone.sorted { $0.key < $1.key }.map {
        JSON.Member($0.key, .text($0.value.rawValue))
      }
      params.append(JSON.Member("monotone", .object(members)))
    }
    return params
  }

  var notes: [String] {
    var notes: [String] = []
    if options.pairs > 0, data.target.classes.count > 2 {
      notes.append("no pairs: they are learned for two classes and for numbers only")
    }
    if boosting.isDone {
      let rounds = boosting.bestRounds
      func span(_ phase: Int) -> String {
        let own = rounds.map { $0[phase] }
        guard let low = own.min(), let high = own.max() else { return "0" }
        return low == high ? "\(low)" : "\(low) to \(high)"
      }
      let pairs = boosting.pairs ?? []
      notes.append(
        "each bag keeps the rounds that its held-out rows speak for: \(span(0)) of own terms"
          + (pairs.isEmpty ? "" : ", \(span(1)) of pairs"))
    }
    return notes
  }

  func start() throws -> EpochRecord { try record(0, model, measured: true) }

  mutating func run(_ number: Int, measured: Bool) throws -> EpochRecord {
    try boosting.run(rounds: Self.stageRounds)
    var next = model
    if measured || boosting.isDone || number == stageCount {
      next = try Self.model(of: boosting, data, scaling)
    }
    let record = try record(number, next, measured: measured)
    (model, stagesDone) = (next, number)
    return record
  }

  /// The record of a stage, with what the model says of all rows where it is to be measured.
  private func record(
    _ number: Int, _ model: any Model, measured isMeasured: Bool
  ) throws -> EpochRecord {
    var record = EpochRecord(
      epoch: number, step: number * Self.stageRounds, learningRate: options.rate,
      state: .model(model))
    guard isMeasured else { return record }
    let train = try measures(model, data.train, data.trainTargets, "train")
    record.trainLogits = train.logits
    record.trainLosses = train.losses
    record.metrics = train.metrics
    if let rows = data.valid {
      let valid = try measures(model, rows, data.validTargets, "valid")
      record.validLogits = valid.logits
      record.validLosses = valid.losses
      record.metrics += valid.metrics
    }
    let loss = train.value("loss") ?? .nan
    Progress.report(
      "training \(boosting.pairs == nil ? "terms" : "pairs"), loss \((loss * 1e4).rounded() / 1e4)",
      done: number, total: stageCount)
    return record
  }

  /// What the model says of a split; the loss is log loss, of numbers the squared error in
  /// standard deviations of the target.
  private func measures(
    _ model: any Model, _ rows: Matrix, _ targets: [Double], _ split: String
  ) throws -> EpochMeasures {
    let isClassifier = data.target.isClassification
    let shown = try model.predict(rows, scale: isClassifier ? .margin : .value).elements
    let columns = outputCount
    let losses = targets.indices.map { row -> Double in
      guard isClassifier else {
        let error = (shown[row] - targets[row]) / scaling.scale
        return error * error
      }
      guard columns > 1 else {
        return Kernels.softplus(targets[row] == 1 ? -shown[row] : shown[row])
      }
      let margins = Array(shown[row * columns..<(row + 1) * columns])
      return Kernels.logSumExp(margins) - margins[Int(targets[row])]
    }
    return EpochMeasures(
      shown, losses: losses, targets: targets, outputs: data.outputs, split: split)
  }
}
