import RetraceModels
import RetraceNumerics
import RetraceTables

/// Makes a model of what was learned on the bags: terms purified, centred, and averaged in score
/// space.
struct AdditiveAssembly {
  private let task: AdditiveTask
  private let pairs: [AdditivePair]
  private let mean: Double
  private let scale: Double
  private let ownWeights: [[Double]]
  private let pairWeights: [[Double]]

  init(_ task: AdditiveTask, _ pairs: [AdditivePair], mean: Double, scale: Double) {
    self.task = task
    self.pairs = pairs
    self.mean = mean
    self.scale = scale
    ownWeights = task.columns.map { column in
      var weights = [Double](repeating: 0, count: column.axis.count)
      for row in 0..<task.rowCount {
        weights[Int(column.bins[row])] += Double(task.weights[row])
      }
      return weights
    }
    pairWeights = pairs.map { pair in
      var weights = [Double](repeating: 0, count: pair.rows * pair.columns)
      let entries = pair.entries(task)
      for row in 0..<task.rowCount { weights[Int(entries[row])] += Double(task.weights[row]) }
      return weights
    }
  }

  /// The mean of the bags' models, with the deviations between them.
  func model(
    _ bags: [(intercept: [Float], tables: AdditiveBag.Tables)], _ features: FeatureSpace,
    classes: [Cell]?, target: String?
  ) throws -> AdditiveModel {
    let models = try Parallel.map(count: bags.count) { number in
      try neutral(model(bags[number], features).purified())
    }
    guard let first = models.first else { throw ModelError.noRows(purpose: "an additive model") }
    let terms = first.terms.indices.map { position -> AdditiveTerm in
      let term = first.terms[position]
      var scores = [Double](repeating: 0, count: term.scores.count)
      for model in models {
        for entry in scores.indices { scores[entry] += model.terms[position].scores[entry] }
      }
      for entry in scores.indices { scores[entry] /= Double(models.count) }
      var deviations = [Double](repeating: 0, count: models.count > 1 ? scores.count : 0)
      for entry in deviations.indices {
        let sum = models.reduce(0.0) {
          let difference = $1.terms[position].scores[entry] - scores[entry]
          return $0 + difference * difference
        }
        deviations[entry] = (sum / Double(models.count - 1)).squareRoot()
      }
      return AdditiveTerm(
        name: term.name, axes: term.axes, scores: scores, deviations: deviations,
        weights: term.weights)
    }
    let intercept = first.intercept.indices.map { output in
      models.reduce(0) { $0 + $1.intercept[output] } / Double(models.count)
    }
    return try AdditiveModel(
      features: features, link: first.link, intercept: intercept, terms: terms, classes: classes,
      target: target, bags: models.count)
  }

  /// One bag's model.
  private func model(
    _ bag: (intercept: [Float], tables: AdditiveBag.Tables), _ features: FeatureSpace
  ) throws -> AdditiveModel {
    /// By bin, then by output, as terms have it.
    func scores(_ table: [Float]) -> [Double] {
      let bins = table.count / task.outputs
      return (0..<table.count).map { entry in
        scale * Double(table[entry % task.outputs * bins + entry / task.outputs])
      }
    }
    var terms: [AdditiveTerm] = []
    for (position, column) in task.columns.enumerated() {
      terms.append(
        AdditiveTerm(
          name: features.features[column.axis.feature].name, axes: [column.axis],
          scores: scores(bag.tables.own[position]), weights: ownWeights[position]))
    }
    for (position, pair) in pairs.enumerated() where position < bag.tables.pairs.count {
      let axes = [pair.first, pair.second].compactMap { task.columns[$0].pairAxis }
      terms.append(
        AdditiveTerm(
          name: axes.map { features.features[$0.feature].name }.joined(separator: " & "),
          axes: axes, scores: scores(bag.tables.pairs[position]),
          weights: pairWeights[position]))
    }
    let link: AdditiveModel.Link =
      switch task.loss {
      case .squared: .identity
      case .logistic: .logistic
      case .softmax: .softmax
      }
    return try AdditiveModel(
      features: features, link: link, intercept: bag.intercept.map { mean + scale * Double($0) },
      terms: terms)
  }

  /// The model that says nothing of missing cells and unknown levels where no training row tells
  /// of them.
  private func neutral(_ model: AdditiveModel) throws -> AdditiveModel {
    let outputs = model.outputCount
    let terms = model.terms.map { term -> AdditiveTerm in
      let columns = term.isPair ? term.axes[1].count : 1
      var scores = term.scores
      func clear(_ entries: some Sequence<Int>) {
        let entries = Array(entries)
        guard entries.allSatisfy({ term.weights[$0] == 0 }) else { return }
        for entry in entries {
          for output in 0..<outputs { scores[entry * outputs + output] = 0 }
        }
      }
      for row in [0, term.axes[0].count - 1] { clear(row * columns..<(row + 1) * columns) }
      if term.isPair {
        for column in [0, columns - 1] {
          clear(stride(from: column, to: term.weights.count, by: columns))
        }
      }
      return AdditiveTerm(
        name: term.name, axes: term.axes, scores: scores, weights: term.weights)
    }
    return try AdditiveModel(
      features: model.features, link: model.link, intercept: model.intercept, terms: terms)
  }
}
