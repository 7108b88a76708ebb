import RetraceModels
import RetraceNumerics
import RetraceTables

/// A random forest: a stage is a tree.
///
/// Before the first, each row is told the classes' shares or
/// the mean of the training rows.
///
/// Source: L. Breiman, "Random Forests", Machine Learning 45, 2001. A class's votes are the mean of
/// the leaves' shares, as scikit-learn has it.
struct ForestLearner: Learner {
  private let data: TrainingData
  private let spec: ForestSpec
  private let shares: TreeShares
  private let columns: [[Double]]
  private let target: TreeTarget
  private let root: TreeEnsemble.Tree
  private var trees: [TreeEnsemble.Tree] = []
  /// What the trees tell, added up.
  private var sums: [Double]
  private var validSums: [Double]
  /// The same over the trees that did not learn the row, and how many these are.
  private var outSums: [Double]
  private var outCounts: [Int]
  private(set) var stagesDone = 0

  init(_ data: TrainingData, _ spec: ForestSpec) throws {
    self.data = data
    self.spec = spec
    shares = TreeShares(outputs: data.outputs, scale: try data.scaling().scale)
    columns = try data.columns()
    target = data.treeTarget
    let grower = TreeGrower(
      columns: [], features: FeatureSpace([]), target: target, maximumDepth: 0, minimumLeaf: 1)
    let node = grower.node(of: Array(0..<data.trainTargets.count), depth: 0)
    root = GrownTree([node], classCount: data.target.classes.count)
      .modelTree(classWeights: data.classWeights, isShort: true)
    let (rows, count) = (data.trainTargets.count, shares.count)
    sums = [Double](repeating: 0, count: rows * count)
    validSums = [Double](repeating: 0, count: data.validTargets.count * count)
    outSums = sums
    outCounts = [Int](repeating: 0, count: rows)
  }

  let stage = TrainingStage.tree
  var stageCount: Int { spec.trees }
  var outputCount: Int { shares.count }

  var extraRecords: [ExampleFile.Extra] { spec.bootstrap ? [.outOfBagLogits, .inBag] : [] }

  var params: [JSON.Member] {
    var params = [JSON.Member("trees", .number(Double(spec.trees)))]
    if let depth = spec.depth { params.append(JSON.Member("depth", .number(Double(depth)))) }
    params.append(JSON.Member("min_leaf", .number(Double(spec.minimumLeaf))))
    if let features = spec.features { params.append(JSON.Member("features", .number(features))) }
    params.append(JSON.Member("bootstrap", .logical(spec.bootstrap)))
    if data.target.isClassification {
      params.append(JSON.Member("criterion", .text(spec.criterion.rawValue)))
    }
    return params
  }

  var model: any Model {
    get throws {
      try shares.model(trees.isEmpty ? [root] : trees, data, aggregation: .mean)
    }
  }

  func start() throws -> EpochRecord {
    let told = try TreeShares.sums([root], data.train, count: shares.count)
    let valid = try data.valid.map { try TreeShares.sums([root], $0, count: shares.count) }
    return try measured(
      EpochRecord(
        epoch: 0, step: 0, learningRate: 1,
        state: .model(shares.model([root], data, aggregation: .mean))),
      told, valid ?? [])
  }

  mutating func run(_ number: Int, measured isMeasured: Bool) throws -> EpochRecord {
    try Interruption.check()
    let rows = data.trainTargets.count
    // A stream for the tree: its rows first, then the features of its nodes.
    let stream = RandomStream(seed: data.options.seed, command: "train", purpose: "forest")
    var bag: [Int]?
    if spec.bootstrap {
      var own = stream.item(number)
      bag = own.resample(rows, of: rows).sorted()
    }
    let choices = spec.choices(
      of: columns.count, isClassification: data.target.isClassification)
    let grown = try TreeGrower(
      columns: try drawn(bag), features: data.features.features,
      target: bag.map { target.selecting($0) } ?? target,
      maximumDepth: spec.depth ?? 60, minimumLeaf: spec.minimumLeaf, criterion: spec.criterion,
      classWeights: data.classWeights,
      choices: choices < columns.count
        ? TreeGrower.FeatureChoices(
          count: choices,
          stream: RandomStream(
            seed: data.options.seed, command: "train", purpose: "forest features \(number)"))
        : nil
    ).grow()
    let tree = grown.modelTree(classWeights: data.classWeights, isShort: true)
    guard isMeasured else {
      trees.append(tree)
      stagesDone = number
      Progress.report("training tree \(number)", done: number, total: spec.trees)
      return EpochRecord(
        epoch: number, step: number, learningRate: 1, state: .trees(trees.count, depth: nil))
    }
    let count = shares.count
    let told = try TreeShares.sums([tree], data.train, count: count)
    let valid = try data.valid.map { try TreeShares.sums([tree], $0, count: count) } ?? []
    trees.append(tree)
    stagesDone = number
    for place in told.indices { sums[place] += told[place] }
    for place in valid.indices { validSums[place] += valid[place] }
    var record = EpochRecord(
      epoch: number, step: number, learningRate: 1, state: .trees(trees.count, depth: nil))
    if let bag {
      var drawn = [Int32](repeating: 0, count: rows)
      for row in bag { drawn[row] += 1 }
      for row in drawn.indices where drawn[row] == 0 {
        outCounts[row] += 1
        for output in 0..<count { outSums[row * count + output] += told[row * count + output] }
      }
      record.inBag = drawn
    }
    return try Interruption.postponed {
      try measured(
        record, sums.map { $0 / Double(number) }, validSums.map { $0 / Double(number) })
    }
  }

  /// The columns of the rows of a bag.
  private func drawn(_ bag: [Int]?) throws -> [[Double]] {
    guard let bag else { return columns }
    return try Parallel.map(count: columns.count) { column in bag.map { columns[column][$0] } }
  }

  /// Adds what the forest says of all rows, and out of the bags.
  private func measured(
    _ record: EpochRecord, _ told: [Double], _ toldValid: [Double]
  ) throws -> EpochRecord {
    var record = record
    let train = shares.measures(told, targets: data.trainTargets, split: "train")
    record.trainLogits = train.logits
    record.trainLosses = train.losses
    record.metrics = train.metrics
    if data.valid != nil {
      let valid = shares.measures(toldValid, targets: data.validTargets, split: "valid")
      record.validLogits = valid.logits
      record.validLosses = valid.losses
      record.metrics += valid.metrics
    }
    if spec.bootstrap, record.epoch > 0 { addOutOfBag(&record) }
    Progress.report("training tree \(record.epoch)", done: record.epoch, total: spec.trees)
    return record
  }

  private func addOutOfBag(_ record: inout EpochRecord) {
    let count = shares.count
    let rows = outCounts.indices.filter { outCounts[$0] > 0 }
    record.oobLogits = [Float](repeating: .nan, count: outSums.count)
    guard !rows.isEmpty else { return }
    let told = rows.flatMap { row in
      (0..<count).map { outSums[row * count + $0] / Double(outCounts[row]) }
    }
    let measures = shares.measures(
      told, targets: rows.map { data.trainTargets[$0] }, split: "oob")
    for (place, row) in rows.enumerated() {
      for output in 0..<count {
        record.oobLogits[row * count + output] = measures.logits[place * count + output]
      }
    }
    record.metrics += measures.metrics
  }
}
