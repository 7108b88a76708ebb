import RetraceModels
import RetraceNumerics
import RetraceTables

/// A single decision tree: a stage is a level, stage 0 the root alone.
struct TreeLearner: Learner {
  private let data: TrainingData
  private let spec: TreeSpec
  private let shares: TreeShares
  private let tree: TreeEnsemble.Tree
  private(set) var stagesDone = 0
  /// How many levels the grown tree has below its root.
  private let levels: Int

  init(_ data: TrainingData, _ spec: TreeSpec) throws {
    self.data = data
    self.spec = spec
    shares = TreeShares(outputs: data.outputs, scale: try data.scaling().scale)
    let grown = try TreeGrower(
      columns: data.columns(), features: data.features.features, target: data.treeTarget,
      maximumDepth: spec.depth, minimumLeaf: spec.minimumLeaf, criterion: spec.criterion,
      classWeights: data.classWeights, choices: nil
    ).grow()
    tree = grown.modelTree(classWeights: data.classWeights, isShort: true)
    levels = grown.depth
  }

  let stage = TrainingStage.level
  var stageCount: Int { max(1, levels) }
  var outputCount: Int { shares.count }
  let extraRecords: [ExampleFile.Extra] = []

  var params: [JSON.Member] {
    var params = [
      JSON.Member("depth", .number(Double(spec.depth))),
      JSON.Member("min_leaf", .number(Double(spec.minimumLeaf))),
    ]
    if data.target.isClassification {
      params.append(JSON.Member("criterion", .text(spec.criterion.rawValue)))
    }
    return params
  }

  var notes: [String] {
    levels == 0 ? ["no question divides the training rows: the tree is its root"] : []
  }

  var model: any Model { get throws { try model(stagesDone) } }

  var stagedModel: (any Model)? {
    get throws {
      stagesDone < levels ? try shares.model([tree], data, aggregation: .sum) : nil
    }
  }

  private func model(_ depth: Int) throws -> TreeEnsembleModel {
    try shares.model([depth < levels ? tree.cut(to: depth) : tree], data, aggregation: .sum)
  }

  func start() throws -> EpochRecord { try record(0) }

  mutating func run(_ number: Int, measured: Bool) throws -> EpochRecord {
    try Interruption.check()
    let record =
      measured
      ? try record(number)
      : EpochRecord(
        epoch: number, step: number, learningRate: 1, state: .trees(1, depth: number))
    stagesDone = number
    return record
  }

  private func record(_ depth: Int) throws -> EpochRecord {
    var record = EpochRecord(
      epoch: depth, step: depth, learningRate: 1, state: .trees(1, depth: depth))
    let cut = tree.cut(to: depth)
    let train = shares.measures(
      try TreeShares.sums([cut], data.train, count: shares.count), targets: data.trainTargets,
      split: "train")
    record.trainLogits = train.logits
    record.trainLosses = train.losses
    record.metrics = train.metrics
    if let rows = data.valid {
      let valid = shares.measures(
        try TreeShares.sums([cut], rows, count: shares.count), targets: data.validTargets,
        split: "valid")
      record.validLogits = valid.logits
      record.validLosses = valid.losses
      record.metrics += valid.metrics
    }
    Progress.report("training level \(depth)", done: depth, total: stageCount)
    return record
  }
}
