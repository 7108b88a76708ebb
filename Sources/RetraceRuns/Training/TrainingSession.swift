import RetraceModels
import RetraceNumerics

/// Training in progress: the parameters, and how far it has come.
struct TrainingSession {
  /// The loss or a parameter is no longer finite.
  struct Diverged: Error {
    let epoch: Int
    let step: Int
  }

  private let task: TrainingTask
  /// The parameters after the last whole epoch.
  private(set) var parameters: [Double]
  /// How many epochs are done as a whole.
  private(set) var epochsDone = 0
  private var network: DenseNetwork
  private var optimizer: Optimizer
  private var steps = 0

  init(_ task: TrainingTask) {
    self.task = task
    network = task.model.network
    parameters = network.parameters
    optimizer = Optimizer(
      task.options.optimizer, rate: task.settings.rate, momentum: task.settings.momentum,
      count: network.parameters.count)
  }

  /// What the model says before training.
  func start() throws -> EpochRecord {
    try measured(
      EpochRecord(
        epoch: 0, step: 0, learningRate: optimizer.learningRate, parameters: parameters))
  }

  /// Learns every row once.
  ///
  /// - Throws: `Interrupted`, ``Diverged``; the parameters then are those of the last whole epoch.
  mutating func run(_ epoch: Int) throws -> EpochRecord {
    let count = task.train.rows
    var stream = RandomStream(
      seed: task.options.seed, command: "train", purpose: "order", item: UInt64(epoch))
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
        throw Diverged(epoch: epoch, step: steps)
      }
      records.append(
        EpochRecord.Step(
          step: steps, batch: number, learningRate: optimizer.learningRate, loss: batch.loss,
          gradientNorm: norm))
      steps += 1
    }
    guard network.parameters.allSatisfy(\.isFinite) else {
      throw Diverged(epoch: epoch, step: steps)
    }
    var record = EpochRecord(
      epoch: epoch, step: steps, learningRate: optimizer.learningRate,
      parameters: network.parameters, steps: records)
    record.onlineLogits = online
    record.gradientNorms = norms
    record.order = order.map { Int32($0) }
    record = try measured(record)
    if let loss = record.metrics.first(where: { $0.name == "loss" })?.value, !loss.isFinite {
      throw Diverged(epoch: epoch, step: steps)
    }
    parameters = network.parameters
    epochsDone = epoch
    return record
  }

  /// One update.
  private mutating func step(_ rows: ArraySlice<Int>) throws -> BatchGradient {
    let batch = try BatchGradient(
      network, task.model.head, rows: rows, of: task.train, targets: task.trainTargets,
      weights: task.weights)
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
    task.target.isClassification ? sum : task.model.targetMean + task.model.targetScale * sum
  }

  /// A record with what the model says of all rows.
  private func measured(_ record: EpochRecord) throws -> EpochRecord {
    var record = record
    let model = task.model.with(parameters: record.parameters)
    let train = try EpochMeasures(model, task.train, targets: task.trainTargets, split: "train")
    record.trainLogits = train.logits
    record.trainLosses = train.losses
    record.metrics = train.metrics
    if let rows = task.valid {
      let valid = try EpochMeasures(model, rows, targets: task.validTargets, split: "valid")
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
