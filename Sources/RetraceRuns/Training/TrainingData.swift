import RetraceModels
import RetraceNumerics
import RetraceTables

/// What every learner needs, prepared: rows, targets, weights and the columns to learn from.
struct TrainingData: Sendable {
  let options: TrainingOptions
  let target: TrainingTarget
  let trainTable: Table
  let validTable: Table?
  /// The positions of the rows in the table that was given.
  let trainRows: [Int]
  let validRows: [Int]
  /// The columns to learn from.
  let features: TrainingFeatures
  /// What comes out of the model.
  let outputs: ModelOutputs
  /// The training rows as a model takes them.
  let train: Matrix
  /// The validation rows as a model takes them; nil if there are none.
  let valid: Matrix?
  let trainTargets: [Double]
  let validTargets: [Double]
  /// How much each training row counts; nil for all alike.
  let weights: [Double]?
  /// How much the rows of each class count; nil for all alike.
  let classWeights: [Double]?
  let notes: [String]

  /// Prepares the training on a table.
  ///
  /// - Throws: ``RunError``, `ModelError` for what cannot be learned.
  init(_ table: Table, _ options: TrainingOptions) throws {
    self.options = options
    try options.check()
    guard table.rowCount > 0 else {
      throw RunError.tooFewRows(what: "training", needed: 2, got: 0)
    }
    let target = try TrainingTarget(options.target, of: table)
    self.target = target
    var notes = target.notes
    let labelled = target.values.indices.filter { !target.values[$0].isMissing }
    let dropped = table.rowCount - labelled.count
    if dropped > 0 {
      notes.append(
        "\(dropped) row\(dropped == 1 ? "" : "s") left out: '\(target.name)' is missing")
    }
    switch options.validation {
    case .share(let share):
      let split = ValidationSplit(
        rows: labelled, values: target.values, classCount: target.classes.count, share: share,
        seed: options.seed)
      trainRows = split.train
      validRows = split.valid
      validTable = split.valid.isEmpty ? nil : table.selecting(rows: split.valid)
      if share > 0, split.valid.isEmpty {
        notes.append("too few rows for validation: the model is measured on training rows alone")
      }
    case .table(let other):
      trainRows = labelled
      validRows = Array(0..<other.rowCount)
      validTable = other
    }
    guard trainRows.count >= 2 else {
      throw RunError.tooFewRows(what: "training", needed: 2, got: trainRows.count)
    }
    trainTable = table.selecting(rows: trainRows)
    trainTargets = trainRows.map { target.values[$0] }
    if target.isClassification, Set(trainTargets).count < 2 {
      throw RunError.unsuitedTarget(target.name, reason: "the training rows are of one class")
    }
    features = try TrainingFeatures(
      trainTable, options, isStandardised: options.model.isDense)
    notes += features.notes
    outputs = ModelOutputs(
      classes: target.classes,
      scales: target.isClassification ? [.probability, .margin] : [.value], target: target.name)
    train = try features.features.matrix(of: trainTable)
    if let validTable {
      validTargets = try target.values(of: validTable, outputs: outputs)
      if let row = validTargets.firstIndex(where: \.isNaN) {
        throw RunError.unsuitedTarget(
          target.name, reason: "it is missing in row \(row) of the validation rows")
      }
      valid = try features.features.matrix(of: validTable)
    } else {
      validTargets = []
      valid = nil
    }
    let classWeights = try Self.weights(options.weights, target, trainTargets)
    self.classWeights = classWeights
    let targets = trainTargets
    weights = classWeights.map { factors in targets.map { factors[Int($0)] } }
    self.notes = notes
  }

  /// Mean and standard deviation of a number to learn, so that learners see unit scale.
  ///
  /// Of classes 0 and 1.
  ///
  /// - Throws: ``RunError`` if all are the same or they are too large.
  func scaling() throws -> (mean: Double, scale: Double) {
    guard !target.isClassification else { return (0, 1) }
    let mean = Statistics.mean(trainTargets)
    let scale = Statistics.standardDeviation(trainTargets, divisor: .population)
    guard mean.isFinite, scale.isFinite else {
      throw RunError.unsuitedTarget(target.name, reason: "its numbers are too large")
    }
    guard scale > 0 else {
      throw RunError.unsuitedTarget(
        target.name, reason: "it is the same number in every training row")
    }
    return (mean, scale)
  }

  /// How much the rows of each class count.
  private static func weights(
    _ weights: TrainingOptions.ClassWeights, _ target: TrainingTarget, _ targets: [Double]
  ) throws -> [Double]? {
    guard weights != .equal else { return nil }
    guard target.isClassification else {
      throw RunError.unsuitedOption(
        "weights", reason: "goes with classes, '\(target.name)' is a number")
    }
    let names = target.classes.map(\.displayText)
    var factors = [Double](repeating: 1, count: names.count)
    switch weights {
    case .equal: break
    case .balanced:
      var counts = [Double](repeating: 0, count: names.count)
      for value in targets { counts[Int(value)] += 1 }
      let present = counts.filter { $0 > 0 }.count
      factors = counts.map { $0 > 0 ? Double(targets.count) / (Double(present) * $0) : 0 }
    case .given(let given):
      for (name, factor) in given.sorted(by: { $0.key < $1.key }) {
        guard let position = names.firstIndex(of: name) else {
          throw RunError.unsuitedOption(
            "weights",
            reason: "'\(name)' is no class of '\(target.name)'; classes are "
              + names.prefix(12).joined(separator: ", "))
        }
        guard factor >= 0, factor.isFinite else {
          throw RunError.unsuitedOption(
            "weights", reason: "takes numbers from 0 on, got \(factor) for '\(name)'")
        }
        factors[position] = factor
      }
    }
    return factors
  }
}
