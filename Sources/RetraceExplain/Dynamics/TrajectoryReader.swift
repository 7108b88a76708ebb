import RetraceModels
import RetraceNumerics
import RetraceTables

/// Explains one row with one checkpoint after the other.
struct TrajectoryReader: Sendable {
  let row: Table
  let matrix: Matrix
  let training: Table
  let output: ExplainedOutput
  let method: Trajectory.Method
  let options: Trajectory.Options

  /// The row at a checkpoint, with the cost and what the method says of itself.
  func step(
    _ model: any Model, epoch: Int
  ) throws -> (step: Trajectory.Step, calls: Int, notes: [String]) {
    let told =
      model.outputs.isClassifier
      ? try model.predictedClasses(matrix).first.flatMap { position in
        position < 0 ? nil : model.outputs.classes[position]
      } : nil
    guard method == .lime else {
      return (try linear(model, epoch: epoch, told: told), 2, [])
    }
    var lime = LIME.Options()
    lime.samples = options.samples
    lime.output = output.scale
    lime.outputClass = output.outputClass
    lime.seed = options.seed
    let attributions = try LIME.attributions(
      of: Subject(
        model: model, rows: row, isSingleRow: true, training: training, seed: options.seed), lime)
    guard let only = attributions.rows.first else {
      throw ExplainError.tooFewRows(explainer: "trajectory", needed: 1, got: 0)
    }
    let step = Trajectory.Step(
      epoch: epoch, prediction: only.prediction, told: told,
      attributions: only.parts.map(\.attribution), errors: only.parts.map { $0.error ?? 0 },
      r2: only.surrogate?.r2)
    // What concerns the background is the same at every checkpoint.
    return (step, attributions.calls, attributions.notes)
  }

  private func linear(
    _ model: any Model, epoch: Int, told: Cell?
  ) throws -> Trajectory.Step {
    guard let linear = model as? any LinearModel else {
      throw ExplainError.unsuitedModel(
        explainer: "method: \"linear\"", reason: "the checkpoint is no linear model")
    }
    let terms = linear.linearTerms(output: output.column).terms
    let background = try model.features.matrix(of: training)
    let sign = output.isComplement ? -1.0 : 1
    let attributions = terms.indices.map { feature in
      let mean = Statistics.mean(
        (0..<background.rows).map { terms[feature].effect(of: background[$0, feature]) })
      return sign * (terms[feature].effect(of: matrix[0, feature]) - mean)
    }
    let prediction = try model.predict(matrix, scale: output.scale)
    return Trajectory.Step(
      epoch: epoch, prediction: output.value(prediction[0, output.column]), told: told,
      attributions: attributions, errors: attributions.map { _ in 0 }, r2: nil)
  }
}
