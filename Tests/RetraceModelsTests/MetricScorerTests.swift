import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Metrics of rows that are drawn") struct MetricScorerTests {
  /// Rows with ties, of some classes (0 for numbers).
  static func rows(_ count: Int, classes: Int, seed: UInt64) -> (Matrix, [Double], ModelOutputs) {
    var random = RandomStream(seed: seed, command: "test", purpose: "rows")
    let columns = classes <= 2 ? 1 : classes
    var elements: [Double] = []
    var targets: [Double] = []
    for _ in 0..<count {
      var own = (0..<columns).map { _ in Double(random.nextBelow(12) + 1) }
      if classes > 2 {
        let sum = own.reduce(0, +)
        own = own.map { $0 / sum }
        targets.append(Double(random.nextBelow(classes)))
      } else if classes == 2 {
        own[0] /= 13
        targets.append(random.nextUniform() < own[0] ? 1 : 0)
      } else {
        targets.append(own[0] + Double(random.nextBelow(9)))
      }
      elements += own
    }
    return (
      Matrix(rows: count, columns: columns, elements: elements), targets,
      EvaluationTests.outputs(classes)
    )
  }

  @Test("a row that counts three times is as good as three rows", arguments: [0, 2, 4])
  func counts(classes: Int) throws {
    let (predictions, targets, outputs) = Self.rows(60, classes: classes, seed: 3)
    let scale: OutputScale = classes == 0 ? .value : .probability
    let metrics = ModelMetric.all(of: outputs)
    let counts = (0..<60).map { UInt16($0 * 7 % 4) }
    let repeated = counts.indices.flatMap { Array(repeating: $0, count: Int(counts[$0])) }
    let scorer = MetricScorer(
      metrics, predictions: predictions, scale: scale, targets: targets, outputs: outputs)
    let weighted = counts.withUnsafeBufferPointer { scorer.score($0) }
    let copied = MetricScorer(
      metrics, predictions: Matrix(repeated.map { predictions.row($0) }), scale: scale,
      targets: repeated.map { targets[$0] }, outputs: outputs
    ).score()
    for (position, metric) in metrics.enumerated() {
      let (a, b) = (weighted[position], copied[position])
      #expect(abs(a - b) < 1e-12 * max(1, abs(b)), "\(metric): \(a), \(b)")
    }
  }

  @Test("the area under the curve is the share of pairs in order", arguments: [1, 2, 3])
  func pairs(seed: UInt64) {
    let (predictions, targets, _) = Self.rows(80, classes: 2, seed: seed)
    let scores = predictions.column(0)
    var (sum, count) = (0.0, 0.0)
    for (high, own) in zip(scores, targets) where own == 1 {
      for (low, other) in zip(scores, targets) where other == 0 {
        sum += high > low ? 1 : high == low ? 0.5 : 0
        count += 1
      }
    }
    let areas = (0..<80).withSingleCounts {
      RankedScores(scores: scores, positives: targets.map { $0 == 1 }).areas($0)
    }
    #expect(abs(areas.roc - sum / count) < 1e-14)
  }

  @Test("predictions that are NaN leave every metric undefined")
  func notANumber() {
    let outputs = EvaluationTests.outputs(2)
    let metrics = ModelMetric.all(of: outputs)
    let scorer = MetricScorer(
      metrics, predictions: Matrix([[0.2], [.nan]]), scale: .probability, targets: [0, 1],
      outputs: outputs)
    let isUndefined = scorer.score().allSatisfy(\.isNaN)
    #expect(isUndefined)
    #expect(throws: ModelError.unusablePrediction(row: 1, count: 1)) {
      try ScoredRows(
        predictions: Matrix([[0.2], [.nan]]), scale: .probability, targets: [0, 1],
        outputs: outputs)
    }
  }

  @Test("no metric traps on no row, one row and one class", arguments: [0, 1, 2, 5])
  func few(count: Int) throws {
    for classes in [0, 2, 3] {
      let (predictions, _, outputs) = Self.rows(count, classes: classes, seed: 9)
      let evaluation = try Evaluation(
        ScoredRows(
          predictions: predictions, scale: classes == 0 ? .value : .probability,
          targets: Array(repeating: 1, count: count), outputs: outputs),
        metrics: ModelMetric.all(of: outputs), resampling: .init(replicates: 20))
      #expect(evaluation.metrics.count > 10)
      let isUndefined = evaluation.metrics.allSatisfy(\.value.isNaN)
      #expect(count > 0 || isUndefined)
    }
  }

  @Test("95% intervals hold the truth in about 95% of samples")
  func coverage() throws {
    // Accuracy of a model that is right with probability 0.8, and the mean of absolute errors.
    var held = 0
    let samples = 300
    for sample in 0..<samples {
      var random = RandomStream(
        seed: 5, command: "test", purpose: "coverage", item: UInt64(sample))
      let right = (0..<120).map { _ in random.nextUniform() < 0.8 }
      let evaluation = try Evaluation(
        ScoredRows(
          predictions: Matrix(right.map { [$0 ? 0.9 : 0.1] }), scale: .probability,
          targets: right.map { _ in 1 }, outputs: EvaluationTests.outputs(2)),
        metrics: [.accuracy], resampling: .init(replicates: 400, seed: UInt64(sample)))
      let metric = evaluation.metrics[0]
      if metric.low <= 0.8, metric.high >= 0.8 { held += 1 }
    }
    #expect((0.90...0.985).contains(Double(held) / Double(samples)), "\(held)")
  }

  @Test("draws are the same on one thread and on two")
  func threads() throws {
    let (predictions, targets, outputs) = Self.rows(500, classes: 3, seed: 8)
    func intervals() throws -> [Evaluation.Metric] {
      try Evaluation(
        ScoredRows(
          predictions: predictions, scale: .probability, targets: targets, outputs: outputs),
        resampling: .init(replicates: 100)
      ).metrics
    }
    Parallel.setThreadLimit(1)
    let one = try intervals()
    Parallel.setThreadLimit(nil)
    let two = try intervals()
    #expect(two == one)
    let isInside = one.allSatisfy { $0.low <= $0.value && $0.value <= $0.high || $0.name == "ece" }
    #expect(isInside)
  }
}
