import RetraceModels
import RetraceNumerics
import RetraceTables

extension Counterfactuals {
  /// How many leaves the search over trees looks at, a counterfactual.
  private static let treeWorkLimit = 10_000_000
  /// How many rows of the data are asked for rows that reach the goal.
  private static let exampleLimit = 1_000

  /// The counterfactuals of a subject's rows, also of a single one.
  ///
  /// - Throws: ``ExplainError``, `ModelError`, or `Interrupted`.
  public static func find(
    of subject: Subject, _ options: Options = defaults
  ) throws -> CounterfactualSets {
    let seed = options.seed ?? subject.seed
    let model = subject.model
    guard model.features.count > 0 else {
      throw ExplainError.unsuitedModel(explainer: "counterfactuals", reason: "it takes no features")
    }
    guard let table = options.data ?? subject.training else {
      throw ExplainError.unsuited(
        "counterfactuals measures changes by how the training rows are spread, and this model "
          + "has no run that knows them; give 'data: table'")
    }
    let rows = try ExplainedRows(subject, explainer: "counterfactuals")
    let space = try ChangeSpace(options, data: table, features: model.features)
    let calls = ModelCalls(model)
    let wishes = try CounterfactualWishes(options, model: model, rows: rows, calls: calls)
    if wishes.goals.allSatisfy({ $0 == nil }) { throw wishes.nothingToDo }
    let plausibility = try Plausibility(space, seed: seed)
    let splits = (model as? any TreeModel).map { TreeSplits($0.ensemble) }
    let cells = FeatureCells(model.features, tables: [table, rows.table])
    let finder = RowFinder(
      options: options, space: space, rows: rows, wishes: wishes, plausibility: plausibility,
      splits: splits, cells: cells, model: model, seed: seed,
      examples: try Examples(space, goals: wishes.goals, calls: calls))
    let progress = ProgressCounter("counterfactuals", total: rows.table.rowCount)
    let sets = try Parallel.map(count: rows.table.rowCount) { row in
      try Interruption.check()
      defer { progress.add() }
      return try finder.set(row)
    }
    var notes: [String] = []
    if plausibility.isDrawn {
      notes.append(
        "plausibility is measured on \(ExplanationText.count(Plausibility.rowLimit)) of "
          + "\(ExplanationText.count(space.data.rows)) rows of the data, drawn with seed \(seed)")
    }
    let cost = calls.rows + sets.reduce(0) { $0 + $1.calls }
    return CounterfactualSets(
      sets.map { $0.adding(notes: notes) }, calls: cost, seed: seed, notes: notes)
  }

  /// Rows of the data with what the model says of them, from which searches start.
  private struct Examples: Sendable {
    let rows: [[Double]]
    let predictions: Matrix

    /// Asks the model, unless all goals can be reached without search.
    init(_ space: ChangeSpace, goals: [CounterfactualGoal?], calls: ModelCalls) throws {
      guard let goal = goals.compactMap({ $0 }).first,
        !(calls.model is any LinearModel) || goal.searchScale == .probability
      else {
        (rows, predictions) = ([], Matrix(rows: 0, columns: 0))
        return
      }
      let count = min(space.data.rows, exampleLimit)
      // Evenly spaced, so that nothing depends on a seed.
      rows = (0..<count).map { space.data.row($0 * space.data.rows / count) }
      predictions = try calls.predictInBlocks(Matrix(rows), scale: goal.checkScale)
    }

    /// Those that reach a goal.
    func reaching(_ goal: CounterfactualGoal) -> [[Double]] {
      rows.indices.filter { goal.isReached(predictions, row: $0) }.map { rows[$0] }
    }
  }

  /// What finding the counterfactuals of one row takes.
  private struct RowFinder: Sendable {
    let options: Options
    let space: ChangeSpace
    let rows: ExplainedRows
    let wishes: CounterfactualWishes
    let plausibility: Plausibility
    let splits: TreeSplits?
    let cells: FeatureCells
    let model: any Model
    let seed: UInt64
    let examples: Examples

    func set(_ row: Int) throws -> CounterfactualSet {
      let own = rows.matrix.row(row)
      guard let goal = wishes.goals[row] else { return wishesNothing(row, own) }
      let calls = ModelCalls(model)
      let scorer = ChangeScorer(calls: calls, goal: goal, width: own.count)
      let finisher = ChangeFinisher(scorer: scorer)
      let objective: ChangeObjective = options.objective == .sparsity ? .sparsity : .distance
      let solver = try solver(scorer, finisher, objective)
      let enumeration = ChangeEnumeration(
        solver: solver, finisher: finisher, objective: objective)
      var limits = space.limits(of: own, fillsMissing: false)
      var result = try enumeration.found(limits, count: options.count)
      var isFilled = false
      if result.rows.isEmpty, own.contains(where: \.isMissing) {
        limits = space.limits(of: own, fillsMissing: true)
        let filled = try enumeration.found(limits, count: options.count)
        isFilled = !filled.rows.isEmpty
        result = filled
      }
      let counterfactuals = try result.rows.map {
        try counterfactual($0, row: row, limits, finisher)
      }
      return CounterfactualSet(
        featureNames: model.features.names, rowLabel: rows.label(row),
        cells: ownCells(row), output: goal.reported, targetName: model.outputs.target,
        prediction: wishes.predictions[row], predictedClass: wishes.predictedClass(row),
        target: wishes.targets[row], counterfactuals: counterfactuals,
        isProven: result.isFirstProven, calls: calls.rows, seed: seed,
        notes: notes(
          result, counterfactuals, own: own, limits: limits, isFilled: isFilled, row: row))
    }

    /// The set of a row that is already as is wanted.
    private func wishesNothing(_ row: Int, _ own: [Double]) -> CounterfactualSet {
      CounterfactualSet(
        featureNames: model.features.names, rowLabel: rows.label(row), cells: ownCells(row),
        output: wishes.outputs[row], targetName: model.outputs.target,
        prediction: wishes.predictions[row], predictedClass: wishes.predictedClass(row),
        target: wishes.targets[row], counterfactuals: [], isProven: false, calls: 0, seed: seed,
        notes: ["the row is already as wanted: nothing has to change"])
    }

    private func ownCells(_ row: Int) -> [Cell] {
      model.features.names.indices.map { cells.cell(of: rows.table, row: row, feature: $0) }
    }

    private func solver(
      _ scorer: ChangeScorer, _ finisher: ChangeFinisher, _ objective: ChangeObjective
    ) throws -> any ChangeSolver {
      if let linear = model as? any LinearModel,
        let solver = LinearChangeSolver(
          linear, goal: scorer.goal, objective: objective, finisher: finisher)
      {
        return solver
      }
      let search = SearchChangeSolver(
        scorer: scorer, finisher: finisher, objective: objective,
        examples: examples.reaching(scorer.goal), splits: splits, seed: seed)
      guard let splits, let trees = model as? any TreeModel,
        let solver = TreeChangeSolver(
          trees, splits: splits, goal: scorer.goal, objective: objective, finisher: finisher,
          fallback: search, workLimit: treeWorkLimit)
      else { return search }
      return solver
    }

    private func counterfactual(
      _ found: [Double], row: Int, _ limits: [FeatureLimits], _ finisher: ChangeFinisher
    ) throws -> Counterfactual {
      let calls = finisher.scorer.calls
      let goal = finisher.scorer.goal
      let matrix = Matrix([found])
      let prediction = try calls.predict(matrix, scale: goal.reported.scale)
      let changed = limits.changed(found)
      let own = ownCells(row)
      var after = own
      for feature in changed { after[feature] = cells.cell(found[feature], feature: feature) }
      let names = model.features.names
      return Counterfactual(
        cells: after,
        changes: changed.map {
          Counterfactual.Change(feature: names[$0], from: own[$0], to: after[$0])
        },
        prediction: goal.reported.value(prediction[0, goal.reported.column]),
        predictedClass: try wishes.predictedClass(matrix, calls),
        isValid: try finisher.scorer.reached([found])[0] && limits.allow(found),
        distance: limits.cost(found),
        plausibility: plausibility.share(found, madeFrom: rows.matrix.row(row)),
        isMinimal: try finisher.isMinimal(found, limits))
    }

    private func notes(
      _ result: ChangeEnumeration.Result, _ found: [Counterfactual], own: [Double],
      limits: [FeatureLimits], isFilled: Bool, row: Int
    ) -> [String] {
      CounterfactualNotes(
        result: result, found: found, options: options, names: model.features.names,
        outside: space.outside(own), limits: limits, isFilled: isFilled,
        hasMissing: own.contains(where: \.isMissing), runnerUp: wishes.runnerUp(row)
      ).all
    }
  }
}
