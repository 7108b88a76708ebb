import Glibc
import RetraceModels
import RetraceNumerics
import RetraceTables

/// What a counterfactual has to reach.
struct CounterfactualGoal: Sendable {
  /// A weighted sum of a prediction's columns that must not be negative.
  struct Constraint: Sendable {
    let weights: [Double]
    let offset: Double
  }

  /// What is wanted.
  enum Wish: Sendable, Equatable {
    case outputClass(Int)
    case range(low: Double, high: Double)
  }

  let wish: Wish
  /// The output that results report, and that a range is about.
  let reported: ExplainedOutput
  /// The scale on which it is judged whether the wish is met.
  let checkScale: OutputScale
  /// The scale on which the search goes, the same or one with more slope.
  let searchScale: OutputScale
  /// What must hold on the search scale, as far as rounding goes.
  let constraints: [Constraint]
  private let columns: Int

  /// The goal of reaching a class.
  init(classPosition: Int, scale: OutputScale, of model: any Model) {
    let outputs = model.outputs
    wish = .outputClass(classPosition)
    let count = outputs.classes.count
    reported = ExplainedOutput(
      scale: scale, classPosition: count == 2 ? 1 : classPosition, classes: outputs.classes)
    checkScale = outputs.scales.contains(.probability) ? .probability : .margin
    searchScale = outputs.scales.contains(.margin) ? .margin : .probability
    columns = outputs.count(on: searchScale)
    if columns == 1 {
      let sign = classPosition == 1 ? 1.0 : -1.0
      let threshold = searchScale == .margin ? 0 : 0.5
      constraints = [Constraint(weights: [sign], offset: -sign * threshold)]
    } else {
      let columns = columns
      constraints = (0..<columns).filter { $0 != classPosition }.map { other in
        var weights = [Double](repeating: 0, count: columns)
        weights[classPosition] = 1
        weights[other] = -1
        return Constraint(weights: weights, offset: 0)
      }
    }
  }

  /// The goal of bringing an output into a range.
  init(low: Double, high: Double, output: ExplainedOutput, of model: any Model) {
    wish = .range(low: low, high: high)
    reported = output
    checkScale = output.scale
    let outputs = model.outputs
    // What stands before the link has the slope that probabilities near 0 and 1 lack, and is
    // what the leaves of trees add up to.
    let inverse = Self.inverseLink(of: model, output)
    searchScale = inverse == nil ? output.scale : .margin
    columns = outputs.count(on: searchScale)
    let sign = output.isComplement ? -1.0 : 1.0
    // The output is sign · column + shift on the search scale.
    let shift = output.isComplement && searchScale == .probability ? 1.0 : 0.0
    let ends = (low: inverse?(low) ?? low, high: inverse?(high) ?? high)
    var weights = [Double](repeating: 0, count: columns)
    weights[output.column] = sign
    var constraints: [Constraint] = []
    // An end that nothing reaches is far away rather than infinite, so that sums can be compared.
    let far = 1e300
    if ends.low > -.infinity {
      constraints.append(Constraint(weights: weights, offset: shift - min(ends.low, far)))
    }
    if ends.high < .infinity {
      constraints.append(
        Constraint(weights: weights.map { -$0 }, offset: max(ends.high, -far) - shift))
    }
    self.constraints = constraints
  }

  /// What leads from an output back to the margin that it is a rising function of; nil if it is
  /// none, or the margin itself.
  private static func inverseLink(
    of model: any Model, _ output: ExplainedOutput
  ) -> ((Double) -> Double)? {
    guard output.scale != .margin, model.outputs.scales.contains(.margin) else { return nil }
    let isAlone = model.outputs.count(on: .margin) == 1
    guard let trees = model as? any TreeModel, trees.sumScale == .margin else {
      guard output.scale == .probability, isAlone else { return nil }
      return { logOdds($0) }
    }
    let (link, slope) = (trees.ensemble.link, trees.ensemble.linkSlope)
    guard link != .identity, link != .softmax || isAlone else { return nil }
    return { margin(of: $0, link) / slope }
  }

  /// What a link makes an output of.
  private static func margin(of output: Double, _ link: TreeEnsemble.Link) -> Double {
    switch link {
    case .identity: output
    case .logistic, .softmax: logOdds(output)
    case .exponential: output <= 0 ? -Double.infinity : log(output)
    case .softplus: output <= 0 ? -Double.infinity : output + log(-expm1(-output))
    case .signedSquare: (output < 0 ? -1.0 : 1.0) * abs(output).squareRoot()
    }
  }

  private static func logOdds(_ probability: Double) -> Double {
    if probability <= 0 { return -.infinity }
    return probability >= 1 ? .infinity : log(probability / (1 - probability))
  }

  /// Whether a row of predictions on ``checkScale`` meets the wish.
  ///
  /// A class is met where the model tells it: with probability ≥ 0.5 of two, as the first of the
  /// largest of several.
  func isReached(_ predictions: Matrix, row: Int) -> Bool {
    switch wish {
    case .outputClass(let position):
      return Self.predictedClass(predictions, row: row, scale: checkScale) == position
    case .range(let low, let high):
      let value = reported.value(predictions[row, reported.column])
      return value >= low && value <= high
    }
  }

  /// The class that a row of predictions tells, -1 where one is NaN.
  static func predictedClass(_ predictions: Matrix, row: Int, scale: OutputScale) -> Int {
    guard predictions.columns > 1 else {
      let value = predictions[row, 0]
      return value.isNaN ? -1 : value >= (scale == .probability ? 0.5 : 0) ? 1 : 0
    }
    var best = 0
    for column in 0..<predictions.columns {
      if predictions[row, column].isNaN { return -1 }
      if predictions[row, column] > predictions[row, best] { best = column }
    }
    return best
  }
}

/// Asks the model how far rows are from a goal.
struct ChangeScorer: Sendable {
  let calls: ModelCalls
  let goal: CounterfactualGoal
  let width: Int

  /// How far each row is beyond the goal on the search scale: the least of the constraints,
  /// negative where it is not met; -inf where the model gives NaN.
  func scores(_ rows: [[Double]]) throws -> [Double] {
    try margins(rows).map { $0.reduce(.infinity, min) }
  }

  /// What each constraint is for each row.
  func margins(_ rows: [[Double]]) throws -> [[Double]] {
    guard !rows.isEmpty else { return [] }
    let predictions = try calls.predict(matrix(rows), scale: goal.searchScale)
    return rows.indices.map { row in
      goal.constraints.map { constraint in
        var sum = constraint.offset
        for column in constraint.weights.indices where constraint.weights[column] != 0 {
          sum += constraint.weights[column] * predictions[row, column]
        }
        return sum.isNaN ? -Double.infinity : sum
      }
    }
  }

  /// Which rows reach the goal by the model's own arithmetic.
  func reached(_ rows: [[Double]]) throws -> [Bool] {
    guard !rows.isEmpty else { return [] }
    let predictions = try calls.predict(matrix(rows), scale: goal.checkScale)
    return rows.indices.map { goal.isReached(predictions, row: $0) }
  }

  private func matrix(_ rows: [[Double]]) -> Matrix {
    var elements: [Double] = []
    elements.reserveCapacity(rows.count * width)
    for row in rows { elements += row }
    return Matrix(rows: rows.count, columns: width, elements: elements)
  }
}
