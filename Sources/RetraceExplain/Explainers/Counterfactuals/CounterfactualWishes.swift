import RetraceModels
import RetraceNumerics
import RetraceTables

/// What is wanted of each row, and what the model says of it now.
struct CounterfactualWishes: Sendable {
  /// A goal per row; nil where it is reached already.
  private(set) var goals: [CounterfactualGoal?] = []
  /// What is wanted of each row.
  private(set) var targets: [CounterfactualSet.Target] = []
  /// The output that is reported of each row.
  private(set) var outputs: [ExplainedOutput] = []
  /// The reported output of each row.
  private(set) var predictions: [Double] = []
  private let model: any Model
  private let classScale: OutputScale?
  private let classes: [Int]
  private let isRunnerUp: Bool

  /// Reads the options and asks the model.
  ///
  /// - Throws: ``ExplainError``, `ModelError`, `Interrupted`.
  init(
    _ options: Counterfactuals.Options, model: any Model, rows: ExplainedRows, calls: ModelCalls
  ) throws {
    self.model = model
    let outputs = model.outputs
    let scale = try ExplainedOutput.scale(asked: options.output, of: model)
    classScale =
      !outputs.isClassifier ? nil : outputs.scales.contains(.probability) ? .probability : .margin
    let now = try classScale.map { try calls.predictInBlocks(rows.matrix, scale: $0) }
    let classScale = self.classScale
    classes =
      now.map { now in
        (0..<now.rows).map {
          CounterfactualGoal.predictedClass(now, row: $0, scale: classScale ?? .margin)
        }
      } ?? []
    let reported =
      scale == classScale ? now : try calls.predictInBlocks(rows.matrix, scale: scale)
    guard let reported else { throw ModelError.noScale(scale, available: outputs.scales) }
    let broken = reported.elements.count { !$0.isFinite } + classes.count { $0 < 0 }
    guard broken == 0 else {
      throw ExplainError.predictionNotFinite(
        explainer: "counterfactuals",
        rows: (0..<reported.rows).count { row in
          (0..<reported.columns).contains { !reported[row, $0].isFinite }
        })
    }
    let wanted = try Self.position(options.target, of: model)
    isRunnerUp = wanted == nil && outputs.classes.count > 2 && options.range == nil
    for row in 0..<rows.matrix.rows {
      if let range = options.range {
        let ends = try Self.ends(range)
        let output = ExplainedOutput(
          scale: scale,
          classPosition: outputs.isClassifier
            ? wanted ?? (outputs.classes.count == 2 ? 1 : classes[row]) : nil,
          classes: outputs.classes)
        let goal = CounterfactualGoal(low: ends.low, high: ends.high, output: output, of: model)
        targets.append(.range(low: ends.low, high: ends.high))
        append(goal, isReached: goal.isReached(reported, row: row), reported, row)
      } else {
        guard let now, outputs.isClassifier else {
          throw ExplainError.unsuited(
            "the model predicts numbers, so counterfactuals must know where to; "
              + "give 'range: [low, high]'")
        }
        let position = wanted ?? Self.other(than: classes[row], now, row: row)
        let goal = CounterfactualGoal(classPosition: position, scale: scale, of: model)
        targets.append(.outputClass(outputs.classes[position]))
        append(goal, isReached: classes[row] == position, reported, row)
      }
    }
  }

  private mutating func append(
    _ goal: CounterfactualGoal, isReached: Bool, _ reported: Matrix, _ row: Int
  ) {
    goals.append(isReached ? nil : goal)
    outputs.append(goal.reported)
    predictions.append(goal.reported.value(reported[row, goal.reported.column]))
  }

  private static func position(_ target: Cell?, of model: any Model) throws -> Int? {
    guard let target else { return nil }
    let outputs = model.outputs
    let text = ExplanationText.cell(target)
    guard outputs.isClassifier else {
      throw ExplainError.unsuited(
        "'target: \(text)' names a class, but the model predicts numbers; "
          + "give 'range: [low, high]'")
    }
    guard let position = outputs.classPosition(of: target) else {
      throw ExplainError.unknownClass(
        text, available: outputs.classes.map(ExplanationText.cell))
    }
    return position
  }

  private static func ends(_ range: [Double]) throws -> (low: Double, high: Double) {
    guard range.count == 2, !range[0].isNaN, !range[1].isNaN else {
      throw ExplainError.unsuited("'range:' takes two numbers, [low, high]")
    }
    guard range[0] <= range[1] else {
      throw ExplainError.unsuited(
        "'range:' goes from \(ExplanationText.number(range[0])) to "
          + "\(ExplanationText.number(range[1])); the low end comes first")
    }
    return (range[0], range[1])
  }

  /// The other one of two classes, the second likeliest of several.
  private static func other(than own: Int, _ predictions: Matrix, row: Int) -> Int {
    guard predictions.columns > 1 else { return 1 - own }
    var best = own == 0 ? 1 : 0
    for column in 0..<predictions.columns
    where column != own && predictions[row, column] > predictions[row, best] { best = column }
    return best
  }

  /// The class that the model tells for a row; nil for a model of numbers.
  func predictedClass(_ row: Int) -> Cell? {
    classes.isEmpty ? nil : model.outputs.classes[classes[row]]
  }

  /// The class that the model tells for a row that was made; nil for a model of numbers.
  func predictedClass(_ row: Matrix, _ calls: ModelCalls) throws -> Cell? {
    guard let classScale else { return nil }
    let predictions = try calls.predict(row, scale: classScale)
    let position = CounterfactualGoal.predictedClass(predictions, row: 0, scale: classScale)
    return position < 0 ? nil : model.outputs.classes[position]
  }

  /// The class that was taken for the other one among several; nil where there was no choice.
  func runnerUp(_ row: Int) -> String? {
    guard isRunnerUp, case .outputClass(let wanted) = targets[row] else { return nil }
    return ExplanationText.cell(wanted)
  }

  /// Why there is nothing to look for in any row.
  var nothingToDo: ExplainError {
    let count = targets.count
    let subject = count == 1 ? "the row" : "each of the \(count) rows"
    switch targets.first {
    case .outputClass(let wanted)?:
      let others = model.outputs.classes.filter { $0 != wanted }.map(ExplanationText.cell)
      return .unsuited(
        "the model already predicts '\(ExplanationText.cell(wanted))' for \(subject), so nothing "
          + "has to change; another 'target:' would be " + ExplanationText.list(others, limit: 8))
    default:
      return .unsuited(
        "the output of \(subject) already lies in 'range:', so nothing has to change")
    }
  }
}
