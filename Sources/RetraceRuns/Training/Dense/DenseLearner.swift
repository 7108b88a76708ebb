import RetraceModels
import RetraceNumerics
import RetraceTables

/// A network or a linear model that follows the gradients of mini-batches: a stage is an epoch.
struct DenseLearner: Learner {
  private let task: DenseTask
  /// The parameters after the last whole epoch.
  private(set) var parameters: [Double]
  /// How many epochs are done as a whole.
  private(set) var stagesDone = 0
  private var network: DenseNetwork
  private var optimizer: Optimizer
  private var steps = 0

  init(_ data: TrainingData) throws {
    task = try DenseTask(data)
    network = task.model.network
    parameters = network.parameters
    optimizer = Optimizer(
      task.data.options.method, rate: task.settings.rate, momentum: task.settings.momentum,
      count: network.parameters.count)
  }

  let stage = TrainingStage.epoch
  var stageCount: Int { task.settings.epochs }
  var model: any Model { task.model.with(parameters: parameters) }
  var outputCount: Int { task.model.network.outputCount }
  let extraRecords = [ExampleFile.Extra.onlineLogits, .gradientNorms, .order]

  var params: [JSON.Member] {
    let (options, settings) = (task.data.options, task.settings)
    var params: [JSON.Member] = []
    if case .mlp(let hidden, let activation, _) = options.model {
      params.append(JSON.Member("hidden", .array(hidden.map { .number(Double($0)) })))
      params.append(JSON.Member("activation", .text(activation.rawValue)))
    }
    params += [
      JSON.Member("epochs", .number(Double(settings.epochs))),
      JSON.Member("batch", .number(Double(settings.batch))),
      JSON.Member("rate", .number(settings.rate)),
      JSON.Member("optimizer", .text(options.method.rawValue)),
    ]
    if options.method == .sgd {
      params.append(JSON.Member("momentum", .number(settings.momentum)))
    }
    params.append(JSON.Member("l2", .number(settings.l2)))
    return params
  }

  func start() throws -> EpochRecord {
    try measured(
      EpochRecord(
        epoch: 0, step: 0, learningRate: optimizer.learningRate, state: state(parameters)),
      parameters)
  }

  mutating func run(_ epoch: Int, measured isMeasured: Bool) throws -> EpochRecord {
    let count = task.train.rows
    var stream = RandomStream(
      seed: task.data.options.seed, command: "train", purpose: "order", item: UInt64(epoch))
    let order = stream.permutation(count)
    let outputs = network.outputCount
    var online = [Float](repeating: 0, count: count * outputs)
    var norms = [Float](repeating: 0, count: count)
    var records: [EpochRecord.Step] = []
    for (number, start) in stride(from: 0, to: count, by: task.settings.batch).enumerated() {
      try Interruption.check()
      let rows = order[start..<min(count, start + task.settings.batch)]
      let batch = try step(rows)
      for (place, row) in rows.enumerated() {
        for output in 0..<outputs {
          online[row * outputs + output] = Float(shown(batch.logits[place * outputs + output]))
        }
        norms[row] = Float(batch.norms[place])
      }
      let norm = Kernels.sumOfSquares(batch.gradient).squareRoot()
      guard batch.loss.isFinite, norm.isFinite else {
        throw diverged(epoch)
      }
      records.append(
        EpochRecord.Step(
          step: steps, batch: number, learningRate: optimizer.learningRate, loss: batch.loss,
          gradientNorm: norm))
      steps += 1
    }
    guard network.parameters.allSatisfy(\.isFinite) else {
      throw diverged(epoch)
    }
    var record = EpochRecord(
      epoch: epoch, step: steps, learningRate: optimizer.learningRate,
      state: state(network.parameters), steps: records)
    record.onlineLogits = online
    record.gradientNorms = norms
    record.order = order.map { Int32($0) }
    if isMeasured { record = try measured(record, network.parameters) }
    if let loss = record.metrics.first(where: { $0.name == "loss" })?.value, !loss.isFinite {
      throw diverged(epoch)
    }
    parameters = network.parameters
    stagesDone = epoch
    return record
  }

  private func state(_ parameters: [Double]) -> EpochRecord.State {
    .parameters(parameters, task.model.parameterTensors)
  }

  private func diverged(_ epoch: Int) -> Diverged {
    Diverged(
      stage: epoch, place: "step \(steps)",
      advice: "try a smaller rate than \(task.settings.rate)")
  }

  /// One update.
  private mutating func step(_ rows: ArraySlice<Int>) throws -> BatchGradient {
    let batch = try BatchGradient(
      network, task.model.head, rows: rows, of: task.train, targets: task.data.trainTargets,
      weights: task.data.weights)
    var gradient = batch.gradient
    if task.settings.l2 > 0 {
      for tensor in task.model.parameterTensors where tensor.shape.count == 2 {
        for index in tensor.range {
          gradient[index] += task.settings.l2 * network.parameters[index]
        }
      }
    }
    network.update { optimizer.step(&$0, gradient: gradient) }
    return batch
  }

  /// A sum of the last layer as it is recorded.
  private func shown(_ sum: Double) -> Double {
    task.data.target.isClassification ? sum : task.model.targetMean + task.model.targetScale * sum
  }

  /// A record with what the model says of all rows.
  private func measured(
    _ record: EpochRecord, _ parameters: [Double]
  ) throws -> EpochRecord {
    var record = record
    let model = task.model.with(parameters: parameters)
    let train = try EpochMeasures(
      model, task.train, targets: task.data.trainTargets, split: "train")
    record.trainLogits = train.logits
    record.trainLosses = train.losses
    record.metrics = train.metrics
    if let rows = task.valid {
      let valid = try EpochMeasures(model, rows, targets: task.data.validTargets, split: "valid")
      record.validLogits = valid.logits
      record.validLosses = valid.losses
      record.metrics += valid.metrics
    }
    let loss = train.value("loss") ?? .nan
    Progress.report(
      "training epoch \(record.epoch), loss \((loss * 1e4).rounded() / 1e4)", done: record.epoch,
      total: task.settings.epochs)
    return record
  }
}
