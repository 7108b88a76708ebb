import RetraceModels
import RetraceNumerics
import RetraceTables

/// Gradient boosting: a stage is a tree, of several classes a tree for each.
struct BoostingLearner: Learner {
  private let data: TrainingData
  private let spec: BoostingSpec
  private let rate: Double
  private let l2: Double
  private let objective: BoostingObjective
  private let columns: BinnedColumns
  private let grower: BoostingGrower
  /// The trees' sums of each row, without the base.
  private var sums: [Double]
  private var validSums: [Double]
  private var pairs: [SIMD2<Float>]
  private var trees: [TreeEnsemble.Tree] = []
  private(set) var stagesDone = 0
  private var best = (stage: 0, loss: Double.infinity)

  init(_ data: TrainingData, _ spec: BoostingSpec) throws {
    self.data = data
    self.spec = spec
    rate = data.options.rate ?? spec.rate ?? 0.1
    l2 = data.options.l2 ?? spec.l2 ?? 1
    objective = try BoostingObjective(data)
    let features = data.features.features
    let directions = try Self.directions(spec.monotone, features, objective)
    if spec.earlyStopping != nil, data.valid == nil {
      throw RunError.unsuitedOption(
        "early_stopping", reason: "needs validation rows; give 'valid: 0.2' or a table")
    }
    columns = try BinnedColumns(
      data.train, features, limit: spec.bins, seed: data.options.seed)
    grower = BoostingGrower(
      columns, SplitSearch(l2: l2, minimumHessian: spec.minimumHessian), depth: spec.depth,
      leaves: min(spec.leaves ?? 4_096, 1 << min(spec.depth, 12)), directions: directions)
    let rows = data.train.rows
    sums = [Double](repeating: 0, count: rows * objective.outputs)
    validSums = [Double](repeating: 0, count: data.validTargets.count * objective.outputs)
    pairs = [SIMD2<Float>](repeating: .zero, count: rows * objective.outputs)
    if spec.earlyStopping != nil {
      best.loss = Statistics.mean(
        try objective.losses(validSums, targets: data.validTargets))
    }
  }

  private static func directions(
    _ monotone: [String: BoostingSpec.Direction], _ features: FeatureSpace,
    _ objective: BoostingObjective
  ) throws -> [Double] {
    var directions = [Double](repeating: 0, count: features.count)
    for (name, direction) in monotone.sorted(by: { $0.key < $1.key }) {
      guard let position = features.names.firstIndex(of: name) else {
        throw RunError.unsuitedOption(
          "monotone", reason: "'\(name)' is none of the columns that are learned from")
      }
      guard features.features[position].levels == nil else {
        throw RunError.unsuitedOption(
          "monotone", reason: "'\(name)' is a category and has no order; it takes numbers")
      }
      directions[position] = direction == .up ? 1 : -1
    }
    if objective.outputs > 1, !monotone.isEmpty {
      throw RunError.unsuitedOption(
        "monotone",
        reason: "goes with two classes or numbers, there are \(objective.outputs) classes")
    }
    return directions
  }

  let stage = TrainingStage.tree
  var stageCount: Int { spec.trees }
  var outputCount: Int { objective.outputs }
  let extraRecords: [ExampleFile.Extra] = []

  var hasEnded: Bool {
    spec.earlyStopping.map { stagesDone - best.stage >= $0 } ?? false
  }

  /// Whether the model is that of an earlier stage.
  private var isCut: Bool { spec.earlyStopping != nil && best.stage < stagesDone }

  var model: any Model {
    get throws {
      try model(of: isCut ? Array(trees.prefix(best.stage * objective.outputs)) : trees)
    }
  }

  var stagedModel: (any Model)? { get throws { isCut ? try model(of: trees) : nil } }

  var notes: [String] {
    guard isCut else { return [] }
    let end = hasEnded ? "ended after \(stagesDone) of \(spec.trees) trees: " : ""
    return [
      "\(end)the loss on the validation rows is least after \(best.stage) "
        + "tree\(best.stage == 1 ? "" : "s"), and the model is that one"
    ]
  }

  var params: [JSON.Member] {
    func number(_ name: String, _ value: Double) -> JSON.Member { .init(name, .number(value)) }
    var params = [number("trees", Double(spec.trees)), number("depth", Double(spec.depth))]
    if let leaves = spec.leaves { params.append(number("leaves", Double(leaves))) }
    params += [number("rate", rate), number("l2", l2)]
    if spec.rows < 1 { params.append(number("rows", spec.rows)) }
    if spec.columns < 1 { params.append(number("columns", spec.columns)) }
    params.append(number("min_hessian", spec.minimumHessian))
    if let rounds = spec.earlyStopping {
      params.append(number("early_stopping", Double(rounds)))
    }
    if !spec.monotone.isEmpty {
      let members = spec.monotone.sorted { $0.key < $1.key }
        .map { JSON.Member($0.key, .text($0.value.rawValue)) }
      params.append(JSON.Member("monotone", .object(members)))
    }
    if spec.bins != 255 { params.append(number("bins", Double(spec.bins))) }
    return params
  }

  private func model(of trees: [TreeEnsemble.Tree]) throws -> TreeEnsembleModel {
    let ensemble = try TreeEnsemble(
      trees: trees, featureCount: data.features.features.count, base: objective.base,
      link: objective.link)
    return try TreeEnsembleModel(
      ensemble, features: data.features.features,
      classes: data.target.isClassification ? data.target.classes : nil,
      target: data.target.name)
  }

  func start() throws -> EpochRecord { try measured(0, losses: nil) }

  mutating func run(_ number: Int, measured isMeasured: Bool) throws -> EpochRecord {
    try objective.gradients(
      sums, targets: data.trainTargets, weights: data.weights, into: &pairs)
    var stage: [TreeEnsemble.Tree] = []
    var leaves: [[(range: Range<Int>, value: Double)]] = []
    var orders: [[UInt32]] = []
    let isSampled = spec.rows < 1
    for output in 0..<objective.outputs {
      let tree = try grow(number, output)
      let made = tree.modelTree(
        columns.columns, scale: rate * objective.scale,
        output: objective.outputs > 1 ? output : nil)
      guard made.values.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
        throw diverged(number)
      }
      stage.append(made)
      if !isSampled {
        leaves.append(grower.leaves.map { ($0.range, made.values[$0.node][0]) })
        if objective.outputs > 1 { orders.append(grower.rows) }
      }
    }
    // Everything that can be stopped comes before the first sum changes.
    let whole = try isSampled ? added(stage, data.train) : nil
    let valid = try data.valid.map { try added(stage, $0) }
    if let whole {
      for place in sums.indices { sums[place] += whole[place] }
    } else {
      for output in leaves.indices {
        add(leaves[output], objective.outputs > 1 ? orders[output] : grower.rows, output)
      }
    }
    if let valid { for place in valid.indices { validSums[place] += valid[place] } }
    trees += stage
    stagesDone = number
    let isNeeded = isMeasured || spec.earlyStopping != nil
    let losses =
      isNeeded && data.valid != nil
      ? try Interruption.postponed {
        try objective.losses(validSums, targets: data.validTargets)
      } : nil
    if spec.earlyStopping != nil, let losses {
      let loss = Statistics.mean(losses)
      if loss < best.loss { best = (number, loss) }
    }
    guard isMeasured else {
      Progress.report("training tree \(number)", done: number, total: spec.trees)
      return EpochRecord(
        epoch: number, step: number, learningRate: rate, state: .trees(trees.count, depth: nil))
    }
    do {
      return try Interruption.postponed { try measured(number, losses: losses) }
    } catch {
      // The stage is taken back; nobody asks for the sums again.
      trees.removeLast(stage.count)
      stagesDone = number - 1
      throw error
    }
  }

  private func diverged(_ number: Int) -> Diverged {
    Diverged(stage: number, place: "", advice: "try a smaller rate than \(rate)")
  }

  /// Grows the tree of a stage for an output.
  private func grow(_ number: Int, _ output: Int) throws -> BoostedTree {
    let item = (number - 1) * objective.outputs + output
    let rows = data.train.rows
    var chosen: [UInt32]?
    if spec.rows < 1 {
      // All trees of a stage learn the same rows.
      var stream = RandomStream(
        seed: data.options.seed, command: "train", purpose: "boosting rows",
        item: UInt64(number))
      let size = max(1, Int((spec.rows * Double(rows)).rounded()))
      chosen = stream.sample(size, of: rows).sorted().map { UInt32($0) }
    }
    var used = Array(columns.columns.indices)
    if spec.columns < 1 {
      var stream = RandomStream(
        seed: data.options.seed, command: "train", purpose: "boosting columns",
        item: UInt64(item))
      let size = max(1, Int((spec.columns * Double(used.count)).rounded()))
      used = stream.sample(size, of: used.count).sorted()
    }
    return try pairs.withUnsafeBufferPointer { pairs in
      try grower.grow(
        UnsafeBufferPointer(rebasing: pairs[output * rows..<(output + 1) * rows]), rows: chosen,
        used: used)
    }
  }

  /// What trees add to each row of a matrix.
  private func added(_ stage: [TreeEnsemble.Tree], _ rows: Matrix) throws -> [Double] {
    let ensemble = try TreeEnsemble(
      trees: stage, featureCount: rows.columns,
      base: [Double](repeating: 0, count: objective.outputs))
    var result = Matrix(rows: rows.rows, columns: objective.outputs)
    try ensemble.combined(rows, into: &result)
    return result.elements
  }

  /// Adds the values of leaves to their rows.
  private mutating func add(
    _ leaves: [(range: Range<Int>, value: Double)], _ order: [UInt32], _ output: Int
  ) {
    let outputs = objective.outputs
    sums.withUnsafeMutableBufferPointer { sums in
      order.withUnsafeBufferPointer { order in
        // Every row is in one leaf.
        nonisolated(unsafe) let (sums, order) = (sums, order)
        let leaves = leaves
        Parallel.forEachBlockUninterrupted(
          count: leaves.count, blockSize: order.count < 8_192 ? leaves.count : 4
        ) { range, _ in
          for leaf in leaves[range] {
            for place in leaf.range { sums[Int(order[place]) &* outputs &+ output] += leaf.value }
          }
        }
      }
    }
  }

  /// A record with what the model says of all rows.
  private func measured(_ number: Int, losses validLosses: [Double]?) throws -> EpochRecord {
    var record = EpochRecord(
      epoch: number, step: number, learningRate: rate, state: .trees(trees.count, depth: nil))
    let losses = try objective.losses(sums, targets: data.trainTargets)
    let train = EpochMeasures(
      try objective.margins(sums), losses: losses, targets: data.trainTargets,
      outputs: data.outputs, split: "train")
    guard let loss = train.value("loss"), loss.isFinite else { throw diverged(number) }
    record.trainLogits = train.logits
    record.trainLosses = train.losses
    record.metrics = train.metrics
    if data.valid != nil {
      let losses =
        try validLosses ?? objective.losses(validSums, targets: data.validTargets)
      let valid = EpochMeasures(
        try objective.margins(validSums), losses: losses, targets: data.validTargets,
        outputs: data.outputs, split: "valid")
      record.validLogits = valid.logits
      record.validLosses = valid.losses
      record.metrics += valid.metrics
    }
    Progress.report(
      "training tree \(number), loss \((loss * 1e4).rounded() / 1e4)", done: number,
      total: spec.trees)
    return record
  }
}
