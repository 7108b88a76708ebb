import RetraceModels
package import RetraceNumerics
import RetraceRuns
import RetraceTables

extension SurrogateTree {
  /// The surrogate of a subject's model on its rows.
  ///
  /// - Throws: ``ExplainError``, `ModelError`, or `Interrupted`.
  public static func surrogate(
    of subject: Subject, _ options: Options = defaults
  ) throws -> Surrogate {
    let seed = options.seed ?? subject.seed
    let rows = try ExplainedRows(subject, explainer: "surrogate")
    guard rows.table.rowCount > 1 else {
      throw ExplainError.tooFewRows(explainer: "surrogate", needed: 2, got: 1)
    }
    guard !options.optimal || options.depth <= 2 else {
      throw ExplainError.unsuited(
        "'optimal: true' searches trees of depth 1 or 2, got depth \(options.depth)")
    }
    let calls = ModelCalls(subject.model)
    let question = try Question(subject.model, options, rows: rows.matrix, calls: calls)
    let parts = try divide(rows, question, options, subject, seed: seed, calls: calls)
    let columns = try columns(of: parts.grownOn)
    let grower = TreeGrower(
      columns: columns, features: subject.model.features, target: parts.target,
      maximumDepth: options.depth, minimumLeaf: options.minimumLeaf)
    var tree = try grower.grow()
    let greedy = parts.target.fidelity(of: try tree.predictions(columns, rows: parts.target.count))
    if options.optimal { tree = try OptimalTree(grower, greedy: tree).search() }
    let train = parts.target.fidelity(of: try tree.predictions(columns, rows: parts.target.count))
    var holdout: Double?
    if let held = parts.heldOut, let target = parts.heldTarget {
      holdout = target.fidelity(
        of: try tree.predictions(self.columns(of: held), rows: target.count))
    }
    let fidelity = Surrogate.Fidelity(
      measure: question.target == .label ? "accuracy" : "r2", train: train, holdout: holdout,
      baseline: baseline(parts), trainRows: parts.target.count,
      holdoutRows: parts.heldTarget?.count ?? 0)
    let cells = FeatureCells(subject.model.features, tables: [rows.table])
    var notes = notes(tree, fidelity, parts.target, options)
    if options.optimal {
      notes.append(contentsOf: optimalNotes(train: train, greedy: greedy, subject.model.features))
    }
    return Surrogate(
      target: question.target, outputClass: question.output?.outputClass,
      modelSummary: subject.model.summary.isEmpty ? subject.model.family : subject.model.summary,
      depth: tree.depth, fidelity: fidelity,
      rules: rules(tree, cells, question), importance: importance(tree, subject.model.features),
      model: try model(tree, question, subject.model), isOptimal: options.optimal,
      calls: calls.rows, seed: parts.isDrawn ? seed : nil, notes: notes, tree: tree, cells: cells,
      classes: question.classes)
  }

  /// Rows to grow on and rows held out, with what the model tells of them.
  struct Parts {
    let grownOn: Matrix
    let target: TreeTarget
    let heldOut: Matrix?
    let heldTarget: TreeTarget?
    /// Whether rows were drawn.
    let isDrawn: Bool
  }

  private static func divide(
    _ rows: ExplainedRows, _ question: Question, _ options: Options, _ subject: Subject,
    seed: UInt64, calls: ModelCalls
  ) throws -> Parts {
    switch options.holdout {
    case .table(let table):
      guard table.rowCount > 0 else {
        throw ExplainError.unsuited("'holdout:' is a table without rows")
      }
      let held = try subject.model.features.matrix(of: table)
      try held.requireFiniteNumbers(subject.model.features, in: "the holdout")
      return Parts(
        grownOn: rows.matrix, target: question.answers, heldOut: held,
        heldTarget: try question.answers(to: held, subject.model, calls), isDrawn: false)
    case .share(let share):
      let count = rows.matrix.rows
      let held = share > 0 ? min(count - 1, max(1, Int((share * Double(count)).rounded()))) : 0
      guard held > 0 else {
        return Parts(
          grownOn: rows.matrix, target: question.answers, heldOut: nil, heldTarget: nil,
          isDrawn: false)
      }
      var stream = RandomStream(seed: seed, command: "surrogate", purpose: "holdout")
      let drawn = stream.sample(held, of: count).sorted()
      var isHeld = [Bool](repeating: false, count: count)
      for row in drawn { isHeld[row] = true }
      let kept = (0..<count).filter { !isHeld[$0] }
      return Parts(
        grownOn: rows.matrix.selecting(kept), target: question.answers.selecting(kept),
        heldOut: rows.matrix.selecting(drawn), heldTarget: question.answers.selecting(drawn),
        isDrawn: true)
    }
  }

  private static func columns(of rows: Matrix) throws -> [[Double]] {
    // A few columns at a time: neighbours share the memory that is read for one of them.
    try Parallel.mapBlocks(count: rows.columns, blockSize: 8) { range, _ in
      let (first, width) = (range.lowerBound, range.count)
      var columns = [[Double]](
        repeating: [Double](repeating: 0, count: rows.rows), count: width)
      for start in stride(from: 0, to: rows.rows, by: 512) {
        let end = min(rows.rows, start + 512)
        for position in 0..<width {
          columns[position].withUnsafeMutableBufferPointer { target in
            rows.elements.withUnsafeBufferPointer { source in
              var place = start &* rows.columns &+ first &+ position
              for row in start..<end {
                target[row] = source[place]
                place &+= rows.columns
              }
            }
          }
        }
      }
      return columns
    }.flatMap { $0 }
  }

  /// What the best constant answer reaches on the rows that fidelity is told of.
  private static func baseline(_ parts: Parts) -> Double {
    let tested = parts.heldTarget ?? parts.target
    guard case .classes(let classes, let count) = parts.target else {
      let mean =
        if case .numbers(let numbers) = parts.target { Statistics.mean(numbers) } else { 0.0 }
      return tested.fidelity(of: [Double](repeating: mean, count: tested.count))
    }
    var counts = [Int](repeating: 0, count: count)
    for position in classes { counts[position] += 1 }
    let commonest = counts.indices.max { counts[$0] < counts[$1] } ?? 0
    return tested.fidelity(of: [Double](repeating: Double(commonest), count: tested.count))
  }

  private static func rules(
    _ tree: GrownTree, _ cells: FeatureCells, _ question: Question
  ) -> [Surrogate.Rule] {
    let all = tree.nodes[0]
    return TreeWording(tree: tree, cells: cells).rules.map { rule in
      let leaf = tree.nodes[rule.leaf]
      let prediction = tree.prediction(at: rule.leaf)
      let isLabel = question.target == .label
      let variance = all.squares / max(1, all.cover)
      return Surrogate.Rule(
        condition: rule.condition,
        prediction: isLabel ? question.classes[Int(prediction)] : .number(prediction),
        share: leaf.cover / max(1, all.cover),
        purity: isLabel
          ? leaf.values[Int(prediction)] / max(1, leaf.cover)
          : variance > 0 ? 1 - leaf.squares / leaf.cover / variance : 1, rows: Int(leaf.cover))
    }
  }

  /// The decrease of impurity by each feature, as shares of all, the largest first.
  private static func importance(
    _ tree: GrownTree, _ features: FeatureSpace
  ) -> [(feature: String, share: Double)] {
    func impurity(_ node: GrownTree.Node) -> Double {
      guard tree.classCount > 0 else { return node.squares }
      let squares = node.values.reduce(0) { $0 + $1 * $1 }
      return node.cover - squares / max(1, node.cover)
    }
    var decreases = [Double](repeating: 0, count: features.count)
    for node in tree.nodes {
      guard let split = node.split else { continue }
      decreases[split.feature] +=
        impurity(node) - impurity(tree.nodes[node.left]) - impurity(tree.nodes[node.right])
    }
    let total = decreases.reduce(0, +)
    guard total > 0 else { return [] }
    return decreases.indices.filter { decreases[$0] > 0 }
      .sorted { decreases[$0] == decreases[$1] ? $0 < $1 : decreases[$0] > decreases[$1] }
      .map { (features.features[$0].name, decreases[$0] / total) }
  }

  private static func model(
    _ tree: GrownTree, _ question: Question, _ model: any Model
  ) throws -> TreeEnsembleModel {
    let isLabel = question.target == .label
    let ensemble = try TreeEnsemble(
      trees: [tree.modelTree], featureCount: model.features.count,
      base: [Double](repeating: 0, count: isLabel ? question.classes.count : 1))
    return try TreeEnsembleModel(
      ensemble, features: model.features, sumScale: isLabel ? .probability : .value,
      classes: isLabel ? question.classes : nil,
      target: isLabel ? model.outputs.target : question.phrase(model))
  }
}

extension Matrix {
  /// Some rows, in the order given.
  package func selecting(_ rows: [Int]) -> Matrix {
    var elements: [Double] = []
    elements.reserveCapacity(rows.count * columns)
    for row in rows { elements += self.elements[row * columns..<(row + 1) * columns] }
    return Matrix(rows: rows.count, columns: columns, elements: elements)
  }
}
