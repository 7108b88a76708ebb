import Glibc
import RetraceExplain
import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Judging models") struct JudgingTests {
  static func rows(_ scores: [Double], _ labels: [Int]) throws -> ScoredRows {
    try ScoredRows(
      predictions: Matrix(rows: scores.count, columns: 1, elements: scores), scale: .probability,
      targets: labels.map(Double.init),
      outputs: ModelOutputs(
        classes: [.text("no"), .text("yes")], scales: [.probability], target: "y"), target: "y")
  }

  /// Rows whose outcomes are drawn with their probabilities, of which the model tells a power.
  static func drawn(_ count: Int, seed: UInt64, power: Double = 1) throws -> ScoredRows {
    var random = RandomStream(seed: seed, command: "test", purpose: "judging")
    var (scores, labels): ([Double], [Int]) = ([], [])
    for _ in 0..<count {
      let own = Double(random.nextBelow(99) + 1) / 100
      labels.append(random.nextUniform() < own ? 1 : 0)
      let odds = exp(power * log(own / (1 - own)))
      scores.append(odds / (1 + odds))
    }
    return try rows(scores, labels)
  }

  static func numbers(_ table: Table, _ name: String) -> [Double] { table[name]?.numbers ?? [] }

  // MARK: Curves

  @Test("the points of roc and precision_recall are scikit-learn's")
  func curves() throws {
    let rows = try Self.rows([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])
    let roc = try ROCCurve(rows)
    #expect(Self.numbers(roc.table, "threshold") == [.infinity, 0.8, 0.4, 0.35, 0.1])
    #expect(Self.numbers(roc.table, "false_positive_rate") == [0, 0, 0.5, 0.5, 1])
    #expect(Self.numbers(roc.table, "true_positive_rate") == [0, 0.5, 0.5, 1, 1])
    #expect(roc.area == 0.75)
    let precision = try PrecisionRecallCurve(rows)
    #expect(Self.numbers(precision.table, "precision") == [1, 0.5, 2.0 / 3, 0.5])
    #expect(Self.numbers(precision.table, "recall") == [0.5, 0.5, 1, 1])
    #expect(abs(precision.averagePrecision - 5.0 / 6) < 1e-15)
    // Ties are one point, and points on a straight line are left out.
    let ties = try ROCCurve(Self.rows([0.5, 0.5, 0.5, 0.5], [0, 1, 0, 1]))
    #expect(Self.numbers(ties.table, "threshold") == [.infinity, 0.5])
    #expect(ties.area == 0.5)
  }

  @Test("DeLong's variance is that of its definition by pairs")
  func deLong() throws {
    let rows = try Self.drawn(60, seed: 4)
    let (scores, labels) = (rows.scores(of: 1), rows.labels)
    let own = labels.indices.filter { labels[$0] == 1 }
    let others = labels.indices.filter { labels[$0] == 0 }
    func kernel(_ a: Int, _ b: Int) -> Double {
      scores[a] > scores[b] ? 1 : scores[a] == scores[b] ? 0.5 : 0
    }
    let first = own.map { a in Statistics.mean(others.map { kernel(a, $0) }) }
    let second = others.map { b in Statistics.mean(own.map { kernel($0, b) }) }
    let variance =
      Statistics.variance(first) / Double(own.count)
      + Statistics.variance(second) / Double(others.count)
    let found = AreaVariance(scores: scores, positives: labels.map { $0 == 1 })
    #expect(abs(found.variance - variance) < 1e-14)
    #expect(abs(found.area - Statistics.mean(first)) < 1e-14)
  }

  @Test("a model of numbers or of one class has no curve, and it is said")
  func noCurve() throws {
    let one = try ROCCurve(Self.rows([0.2, 0.6], [1, 1]))
    #expect(one.area.isNaN)
    #expect(one.notes == ["every row is 'yes', so it has no curve"])
    let numbers = try ScoredRows(
      predictions: Matrix([[1], [2]]), scale: .value, targets: [1, 2],
      outputs: ModelOutputs(classes: [], scales: [.value], target: "y"))
    #expect(throws: ExplainError.self) { _ = try ROCCurve(numbers) }
    #expect(throws: ExplainError.unknownClass("maybe", available: ["no", "yes"])) {
      _ = try ROCCurve(Self.rows([0.2, 0.6], [0, 1]), class: .text("maybe"))
    }
  }

  // MARK: Calibration

  @Test("right probabilities stay within the noise, exaggerated ones do not")
  func calibration() throws {
    var off = 0
    for seed in 1...20 {
      let curve = try CalibrationCurve(Self.drawn(400, seed: UInt64(seed)))
      if curve.expectedError > curve.noise { off += 1 }
    }
    #expect(off <= 4)
    let sure = try CalibrationCurve(Self.drawn(400, seed: 1, power: 3))
    #expect(sure.expectedError > sure.noise)
    #expect(sure.notes.contains { $0.contains("too sure of it") })
  }

  @Test("bins hold all rows once, of equal mass about equally many")
  func bins() throws {
    let rows = try Self.drawn(500, seed: 2)
    for isWide in [true, false] {
      var options = CalibrationCurve.Options()
      options.hasEqualWidth = isWide
      options.replicates = 0
      let counts = Self.numbers(try CalibrationCurve(rows, options).table, "rows")
      #expect(counts.reduce(0, +) == 500)
      if !isWide { #expect(counts.allSatisfy { (35...65).contains($0) }, "\(counts)") }
    }
  }

  @Test("where each bin has one probability the Brier score is the sum of its parts")
  func brier() throws {
    let curve = try CalibrationCurve(
      Self.rows([0.15, 0.15, 0.15, 0.65, 0.65, 0.95], [0, 1, 0, 1, 0, 1]))
    let parts = curve.brier
    #expect(abs(parts.reliability - parts.resolution + parts.uncertainty - parts.score) < 1e-15)
  }

  @Test("predicted numbers: slope, bias and bins")
  func numbers() throws {
    let predictions = (0..<200).map { Double($0) }
    let rows = try ScoredRows(
      predictions: Matrix(predictions.map { [$0] }), scale: .value,
      targets: predictions.map { 3 + $0 / 2 },
      outputs: ModelOutputs(classes: [], scales: [.value], target: "y"), target: "y")
    let curve = try NumberCalibration(rows)
    #expect(abs(curve.slope - 0.5) < 1e-12)
    #expect(abs(curve.intercept - 3) < 1e-10)
    #expect(Self.numbers(curve.table, "rows") == Array(repeating: 20, count: 10))
  }

  // MARK: Thresholds

  @Test("the best threshold is that of trying all", arguments: [ModelMetric.f1, .mcc, .accuracy])
  func threshold(metric: ModelMetric) throws {
    let rows = try Self.drawn(150, seed: 6)
    let choice = try ThresholdChoice(rows, .best(metric), resampling: .init(replicates: 50))
    func value(_ threshold: Double) throws -> Double {
      try Evaluation(rows, metrics: [metric], threshold: threshold).metrics[0].value
    }
    let all = try rows.scores(of: 1).map(value)
    #expect(abs(choice.best.value - (all.max() ?? 0)) < 1e-12)
    #expect(abs(try value(choice.best.threshold) - choice.best.value) < 1e-12)
    #expect(abs(try value(0.5) - choice.half.value) < 1e-12)
    #expect(choice.low <= choice.high)
  }

  @Test("thresholds for a recall, a share flagged and costs keep to what is asked")
  func goals() throws {
    let rows = try Self.drawn(300, seed: 7)
    let recall = try ThresholdChoice(rows, .recall(0.9), resampling: .none)
    #expect(Double(recall.best.found) / Double(recall.positives) >= 0.9)
    let flagged = try ThresholdChoice(rows, .flagged(0.1), resampling: .none)
    #expect(Double(flagged.best.found + flagged.best.wrong) <= 30)
    let dear = try ThresholdChoice(
      rows, .cost(falsePositive: 1, falseNegative: 9), resampling: .none)
    let cheap = try ThresholdChoice(
      rows, .cost(falsePositive: 9, falseNegative: 1), resampling: .none)
    #expect(dear.best.threshold < 0.3 && cheap.best.threshold > 0.7)
    #expect(throws: ExplainError.self) {
      _ = try ThresholdChoice(Self.rows([0.2, 0.3], [1, 1]), .best(.f1))
    }
  }

  // MARK: Two models

  @Test("a model does not differ from itself; swapped classes are put in order")
  func same() throws {
    let rows = try Self.drawn(100, seed: 8)
    let swapped = try ScoredRows(
      predictions: Matrix(rows.scores(of: 0).map { [$0] }), scale: .probability,
      targets: rows.targets.map { 1 - $0 },
      outputs: ModelOutputs(
        classes: [.text("yes"), .text("no")], scales: [.probability], target: "y"))
    for other in [rows, swapped] {
      let comparison = try ModelComparison(
        rows, other, names: ("a", "b"), metrics: [.auc, .logLoss, .brier],
        resampling: .init(replicates: 50))
      #expect(comparison.outcomes.allSatisfy { abs($0.difference) < 1e-12 })
      #expect(comparison.outcomes.allSatisfy { !$0.isClear || abs($0.low) < 1e-12 })
    }
  }

  @Test("the interval of a difference in pairs is narrower than those of both models")
  func paired() throws {
    let rows = try Self.drawn(400, seed: 9)
    var random = RandomStream(seed: 1, command: "test", purpose: "noise")
    let other = rows.scores(of: 1).map { min(0.99, max(0.01, $0 + 0.1 * random.nextNormal())) }
    let noisy = try Self.rows(other, rows.labels)
    let resampling = Evaluation.Resampling(replicates: 300)
    let metrics: [ModelMetric] = [.auc, .logLoss, .brier]
    let both = try ModelComparison(
      rows, noisy, names: ("a", "b"), metrics: metrics, resampling: resampling)
    let one = try Evaluation(rows, metrics: metrics, resampling: resampling)
    let two = try Evaluation(noisy, metrics: metrics, resampling: resampling)
    for position in metrics.indices {
      let width = both.outcomes[position].high - both.outcomes[position].low
      let (a, b) = (one.metrics[position], two.metrics[position])
      let apart = (pow2(a.high - a.low) + pow2(b.high - b.low)).squareRoot()
      #expect(width < 0.8 * apart, "\(metrics[position])")
    }
    #expect(both.both + both.onlyFirst + both.onlySecond + both.neither == 400)
    #expect(both.outcomes[1].difference > 0)
  }

  private func pow2(_ number: Double) -> Double { number * number }

  // MARK: Folds

  @Test("every row is tested once a repeat and classes are spread evenly")
  func folds() {
    let strata = (0..<103).map { $0 % 10 == 0 ? 1 : 0 }
    let plan = FoldPlan(
      rows: Array(0..<103), folds: 5, repeats: 2, strata: strata, groups: nil, seed: 1)
    #expect(plan.folds.count == 10)
    for repetition in 1...2 {
      let own = plan.folds.filter { $0.repetition == repetition }
      #expect(own.flatMap(\.test).sorted() == Array(0..<103))
      for fold in own {
        #expect(Set(fold.train).isDisjoint(with: fold.test))
        #expect(fold.train.count + fold.test.count == 103)
        #expect((2...3).contains(fold.test.count { strata[$0] == 1 }))
      }
    }
  }

  @Test("groups are never parted", arguments: [1, 2, 3])
  func groups(seed: UInt64) {
    var random = RandomStream(seed: seed, command: "test", purpose: "groups")
    let groups = (0..<200).map { _ in random.nextBelow(23) }
    let strata = groups.map { $0 % 2 }
    let plan = FoldPlan(
      rows: Array(0..<200), folds: 4, repeats: 1, strata: strata, groups: groups, seed: seed)
    for fold in plan.folds {
      #expect(Set(fold.train.map { groups[$0] }).isDisjoint(with: fold.test.map { groups[$0] }))
      #expect((30...70).contains(fold.test.count), "\(fold.test.count)")
    }
  }

  @Test("in order of time models learn from the past alone, and equal times stay together")
  func time() {
    let times = (0..<90).map { Double(($0 * 37) % 90 / 4) }
    let plan = FoldPlan(rows: Array(0..<90), times: times, folds: 4)
    #expect(plan.folds.count == 4)
    var before = 0
    for fold in plan.folds {
      let last = fold.train.map { times[$0] }.max() ?? 0
      let first = fold.test.map { times[$0] }.min() ?? 0
      #expect(last < first)
      #expect(fold.train.count > before)
      before = fold.train.count
    }
  }
}
