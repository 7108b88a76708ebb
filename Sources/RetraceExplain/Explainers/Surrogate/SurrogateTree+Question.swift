import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables

extension SurrogateTree {
  /// What the tree is to tell, and what the model says to it.
  struct Question {
    let target: Surrogate.Target
    let scale: OutputScale
    /// The output whose numbers are told; nil for labels.
    let output: ExplainedOutput?
    let classes: [Cell]
    /// The model's answers for the table.
    let answers: TreeTarget

    init(
      _ model: any Model, _ options: Options, rows: Matrix, calls: ModelCalls
    ) throws {
      classes = model.outputs.classes
      target = options.target ?? (classes.isEmpty ? .value : .label)
      if target == .label {
        guard !classes.isEmpty else {
          throw ExplainError.unsuited(
            "'target: \"label\"' needs a model of classes, this one predicts numbers; "
              + "leave it out or give \"value\"")
        }
        guard options.outputClass == nil else {
          throw ExplainError.unsuited(
            "'class:' goes with 'target: \"probability\"' or \"margin\"; a label is of all classes")
        }
        scale = model.outputs.scales.contains(.probability) ? .probability : .margin
        output = nil
      } else {
        let asked: OutputScale =
          switch target {
          case .label, .probability: .probability
          case .margin: .margin
          case .value: .value
          }
        scale = try ExplainedOutput.scale(asked: asked, of: model)
        guard let named = try ExplainedOutput.named(options.outputClass, scale: scale, of: model)
        else {
          let names = classes.map(ExplanationText.cell)
          throw ExplainError.unsuited(
            "the model has \(classes.count) classes; say with 'class:' whose "
              + "\(scale.rawValue) is meant: \(ExplanationText.list(names, limit: 12))")
        }
        output = named
      }
      let predictions = try calls.predictInBlocks(rows, scale: scale, blockSize: 4_096)
      answers = try Self.answers(predictions, model, scale: scale, output: output)
    }

    /// The model's answers for other rows.
    func answers(to rows: Matrix, _ model: any Model, _ calls: ModelCalls) throws -> TreeTarget {
      let predictions = try calls.predictInBlocks(rows, scale: scale, blockSize: 4_096)
      return try Self.answers(predictions, model, scale: scale, output: output)
    }

    /// The output in words, such as `probability of good`.
    func phrase(_ model: any Model) -> String {
      output?.phrase(target: model.outputs.target) ?? "label"
    }

    private static func answers(
      _ predictions: Matrix, _ model: any Model, scale: OutputScale, output: ExplainedOutput?
    ) throws -> TreeTarget {
      guard let output else {
        let positions = model.outputs.predictedClasses(from: predictions, scale: scale)
        let bad = positions.count { $0 < 0 }
        guard bad == 0 else {
          throw ExplainError.predictionNotFinite(explainer: "surrogate", rows: bad)
        }
        return .classes(positions, count: max(2, model.outputs.classes.count))
      }
      let numbers = output.values(predictions)
      let bad = numbers.count { !$0.isFinite }
      guard bad == 0 else {
        throw ExplainError.predictionNotFinite(explainer: "surrogate", rows: bad)
      }
      return .numbers(numbers)
    }
  }

  /// How far to trust a tree, in plain words.
  static func notes(
    _ tree: GrownTree, _ fidelity: Surrogate.Fidelity, _ target: TreeTarget, _ options: Options
  ) -> [String] {
    var notes: [String] = []
    let isLabel = fidelity.measure == "accuracy"
    let tested = fidelity.holdout ?? fidelity.train
    func text(_ number: Double) -> String { ExplanationText.number(number, digits: 3) }
    if tree.nodes.count == 1 {
      notes.append(
        isLabel
          ? "the tree has no question: the model tells one label for all rows, or 'min_leaf:' "
            + "leaves no split"
          : "the tree has no question: the model's output does not vary, or 'min_leaf:' leaves "
            + "no split")
    } else if tested < (isLabel ? 0.8 : 0.5) {
      notes.append(
        "low fidelity (\(text(tested))): the rules are not what the model does; a deeper tree may "
          + "come closer")
    } else if isLabel, tested - fidelity.baseline < 0.25 * (1 - fidelity.baseline) {
      notes.append(
        "the tree agrees with the model hardly more (\(text(tested))) than one answer for all does "
          + "(\(text(fidelity.baseline)))")
    }
    if let holdout = fidelity.holdout, fidelity.train - holdout > 0.05 {
      notes.append(
        "fidelity falls from \(text(fidelity.train)) to \(text(holdout)) on held-out rows: deep "
          + "rules fit the rows they were grown on")
    }
    if fidelity.holdout == nil {
      notes.append("no rows were held out, so it is not known how far the rules hold elsewhere")
    } else if fidelity.holdoutRows < 50 {
      notes.append(
        "only \(ExplanationText.count(fidelity.holdoutRows, "row")) held out: held-out fidelity is "
          + "rough")
    }
    let small = tree.leaves.count { tree.nodes[$0].cover < 5 }
    if small > 0, target.count >= 50 {
      notes.append(
        "\(ExplanationText.count(small, "rule")) \(small == 1 ? "rests" : "rest") on fewer than 5 "
          + "rows; 'min_leaf: 5' avoids that")
    }
    return notes
  }

  static func optimalNotes(train: Double, greedy: Double, _ features: FeatureSpace) -> [String] {
    func text(_ number: Double) -> String { ExplanationText.number(number, digits: 4) }
    var notes = [
      train > greedy
        ? "no tree of this depth agrees better on these rows; greedy growth reaches \(text(greedy))"
        : "no tree of this depth agrees better on these rows; greedy growth finds one as good"
    ]
    if features.features.contains(where: { $0.levels != nil }) {
      notes.append("the search takes categories one level against the rest")
    }
    return notes
  }
}
