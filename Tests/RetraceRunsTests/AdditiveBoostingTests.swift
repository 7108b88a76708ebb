import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@testable import RetraceRuns

@Suite("Additive boosting")
struct AdditiveBoostingTests {
  /// Rows of a known function: a curve, a step, levels, a pair, and cells that are missing.
  struct Rows {
    let matrix: Matrix
    let features = FeatureSpace([
      Feature("curve"), Feature("step"), Feature("kind", .category(levels: ["x", "y", "z"])),
      Feature("noise"), Feature("left"), Feature("right"),
    ])
    let scores: [Double]
    let labels: [Double]

    init(_ count: Int, seed: UInt64) {
      var stream = RandomStream(seed: seed, command: "test", purpose: "additive rows")
      var rows: [[Double]] = []
      var scores: [Double] = []
      var labels: [Double] = []
      for _ in 0..<count {
        var row = (0..<6).map { _ in 2 * stream.nextUniform() - 1 }
        row[2] = Double(stream.nextBelow(3))
        var score = 2 * row[0] * row[0] + (row[1] > 0.3 ? 1 : -0.5) + [-1, 0, 1][Int(row[2])]
        score += 2.5 * row[4] * row[5] - 0.6
        if stream.nextBool(probability: 0.1) {
          row[1] = .missing
          score += 1.5
        }
        rows.append(row)
        scores.append(score)
        labels.append(stream.nextUniform() < Kernels.logistic(score) ? 1 : 0)
      }
      (matrix, self.scores, self.labels) = (Matrix(rows), scores, labels)
    }
  }

  static func fit(
    _ rows: Rows, targets: [Double], classCount: Int, weights: [Double]? = nil,
    _ change: (inout AdditiveOptions) -> Void = { _ in }
  ) throws -> AdditiveModel {
    var options = AdditiveOptions()
    options.bags = 4
    options.smoothing = 20
    options.pairBins = 16
    options.pairs = 2
    change(&options)
    let task = try AdditiveTask(
      rows.matrix, rows.features, targets: targets, classCount: classCount, weights: weights,
      options: options, seed: 7)
    let boosting = try AdditiveBoosting(task)
    while !boosting.isDone { try boosting.run(rounds: 25) }
    return try boosting.model(rows.features, classes: nil, target: nil)
  }

  @Test("learns a number: curves, steps, levels, missing cells, and the pair that interacts")
  func numbers() throws {
    let (train, test) = (Rows(3_000, seed: 1), Rows(1_000, seed: 2))
    let model = try Self.fit(train, targets: train.scores, classCount: 0)
    let predictions = try model.predict(test.matrix, scale: .value).elements
    #expect(RegressionMetrics.rSquared(predictions: predictions, targets: test.scores) > 0.95)
    #expect(model.terms[6].name == "left & right")
    #expect(model.bags == 4)
    let step = model.terms[1]
    // A missing cell says 1.5 more, and lacks the step, which is -0.1 on the mean.
    #expect(abs(step.scores[0] - 1.4) < 0.35)
    let unknown = model.terms[2].scores[4]
    #expect(unknown == 0, "a level that no row has says nothing")
    #expect(model.terms[2].scores[3] - model.terms[2].scores[1] > 1.8)
    for term in model.terms {
      let mean = zip(term.scores, term.weights).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(mean / 3_000) < 1e-9, "\(term.name) is centred")
      #expect(term.deviations.count == term.scores.count)
    }
  }

  @Test("learns two and several classes")
  func classes() throws {
    let (train, test) = (Rows(3_000, seed: 3), Rows(1_000, seed: 4))
    let two = try Self.fit(train, targets: train.labels, classCount: 2)
    func area(_ scores: [Double]) -> Double {
      ClassificationMetrics.areaUnderROC(scores: scores, positives: test.labels.map { $0 == 1 })
    }
    let margins = try two.predict(test.matrix, scale: .margin).elements
    #expect(area(margins) > area(test.scores) - 0.03)

    func third(_ score: Double) -> Double { score < -0.5 ? 0 : score < 0.8 ? 1 : 2 }
    let three = try Self.fit(train, targets: train.scores.map(third), classCount: 3)
    let told = try three.predictedClasses(test.matrix)
    let right = zip(told, test.scores).count { Double($0) == third($1) }
    #expect(right > 660, "\(right) of 1000")
    #expect(three.link == .softmax)
  }

  @Test("gives the same bits on one thread and on two")
  func threads() throws {
    let rows = Rows(600, seed: 5)
    defer { Parallel.setThreadLimit(nil) }
    Parallel.setThreadLimit(1)
    let one = try Self.fit(rows, targets: rows.labels, classCount: 2)
    Parallel.setThreadLimit(2)
    #expect(try Self.fit(rows, targets: rows.labels, classCount: 2) == one)
  }

  @Test("a monotone feature moves predictions one way only, whatever the others are")
  func monotone() throws {
    let rows = Rows(1_500, seed: 6)
    for direction in AdditiveModel.Direction.allCases {
      let model = try Self.fit(rows, targets: rows.labels, classCount: 2) {
        $0.monotone = ["curve": direction, "left": direction]
        $0.pairs = 5
        $0.leaves = 4
      }
      let sign: Double = direction == .up ? 1 : -1
      var probes: [[Double]] = []
      for start in stride(from: 0, to: 40, by: 1) {
        for feature in [0, 4] {
          for value in stride(from: -1.2, through: 1.2, by: 0.02) {
            var probe = rows.matrix.row(start)
            probe[feature] = value
            probes.append(probe)
          }
        }
      }
      let margins = try model.predict(Matrix(probes), scale: .margin).elements
      let length = probes.count / 80
      for sweep in 0..<80 {
        let part = margins[sweep * length..<(sweep + 1) * length]
        #expect(zip(part, part.dropFirst()).allSatisfy { sign * ($1 - $0) >= -1e-12 })
      }
      #expect(model.pairs(with: "curve").isEmpty && model.pairs(with: "left").isEmpty)
    }
  }

  @Test("a row that weighs two counts as two rows")
  func weights() throws {
    let rows = Rows(400, seed: 8)
    let doubled = Rows(400, seed: 8)
    var twice = Matrix(rows: 800, columns: 6)
    twice.elements = rows.matrix.elements + rows.matrix.elements
    func settings(_ options: inout AdditiveOptions) {
      (options.bags, options.holdout, options.smoothing, options.rounds) = (1, 0, 0, 30)
      (options.minLeaf, options.bins, options.pairs) = (1, 4_096, 0)
    }
    let weighted = try Self.fit(
      doubled, targets: rows.labels, classCount: 2,
      weights: [Double](repeating: 2, count: 400), settings)
    var options = AdditiveOptions()
    settings(&options)
    options.pairBins = 16
    let task = try AdditiveTask(
      twice, rows.features, targets: rows.labels + rows.labels, classCount: 2, weights: nil,
      options: options, seed: 7)
    let boosting = try AdditiveBoosting(task)
    while !boosting.isDone { try boosting.run(rounds: 100) }
    let plain = try boosting.model(rows.features, classes: nil, target: nil)
    for (one, other) in zip(weighted.terms, plain.terms) {
      #expect(zip(one.scores, other.scores).allSatisfy { abs($0 - $1) < 1e-3 })
    }
  }

  @Test("one step takes the best cut there is", arguments: [1, 2, 3, 4, 5])
  func bestCut(seed: UInt64) {
    var stream = RandomStream(seed: seed, command: "test", purpose: "cut")
    let sums = (0..<9).map { _ in SIMD2(stream.nextNormal(), 0.5 + stream.nextUniform()) }
    var planes = sums
    var delta = [Float](repeating: 0, count: 9)
    let split = AdditiveSplit(outputs: 1, minLeaf: 1, rate: 1, direction: 0)
    planes.withUnsafeMutableBufferPointer { plane in
      delta.withUnsafeMutableBufferPointer { delta in
        guard let plane = plane.baseAddress, let delta = delta.baseAddress else { return }
        split.step(
          [plane], rows: [Int32](repeating: 3, count: 9), order: nil, leaves: 2, chance: nil,
          into: delta)
      }
    }
    func part(_ range: Range<Int>) -> SIMD2<Double> { sums[range].reduce(.zero, +) }
    var best = (gain: -1.0, values: [Double]())
    for cut in 2..<8 {
      let (left, right) = (part(1..<cut), part(cut..<8))
      let gain = left.x * left.x / left.y + right.x * right.x / right.y
      if gain > best.gain {
        best = (
          gain,
          [Double](repeating: -left.x / left.y, count: cut - 1)
            + [Double](repeating: -right.x / right.y, count: 8 - cut)
        )
      }
    }
    #expect(zip(delta[1..<8], best.values).allSatisfy { abs(Double($0) - $1) < 1e-5 })
    // Missing cells have a leaf of their own, unknown levels none.
    #expect(abs(Double(delta[0]) + sums[0].x / sums[0].y) < 1e-5)
    #expect(delta[8] == 0)
  }

  @Test("one step on a pair takes the best tree of three cuts", arguments: [1, 2, 3, 4, 5])
  func bestPairTree(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, command: "test", purpose: "pair cut")
    let (rows, columns) = (5, 4)
    let sums = (0..<rows * columns).map { _ in
      SIMD2(Float(stream.nextNormal()), Float(1 + stream.nextUniform()))
    }
    var split = AdditivePairSplit(rows: rows, columns: columns, leastHessian: 0.5)
    sums.withUnsafeBufferPointer { if let start = $0.baseAddress { split.load(start) } }
    let tree = try #require(split.best())

    func gain(_ rowRange: Range<Int>, _ columnRange: Range<Int>) -> Float {
      var total = SIMD2<Float>.zero
      for row in rowRange { for column in columnRange { total += sums[row * columns + column] } }
      return total.x * total.x / total.y
    }
    var best: Float = 0
    for isByRow in [true, false] {
      let (length, other) = isByRow ? (rows, columns) : (columns, rows)
      for first in 1..<length {
        var sides: Float = 0
        for side in [0..<first, first..<length] {
          sides +=
            (1..<other).map { cut in
              isByRow
                ? gain(side, 0..<cut) + gain(side, cut..<other)
                : gain(0..<cut, side) + gain(cut..<other, side)
            }.max() ?? 0
        }
        best = max(best, sides)
      }
    }
    #expect(abs(tree.gain - best) < 1e-4)
    var delta = [Float](repeating: 9, count: rows * columns)
    delta.withUnsafeMutableBufferPointer { delta in
      if let start = delta.baseAddress { split.write(tree, rate: 1, into: start) }
    }
    // The gain is what the step takes off the sums: Σ -(g δ), of four leaves.
    let taken = zip(sums, delta).reduce(Float(0)) { $0 - $1.0.x * $1.1 }
    #expect(abs(taken - best) < 1e-4)
  }

  @Test("cuts in pairs are some of those of the own term, at even steps of the rows")
  func cuts() {
    let numbers = (0..<1_000).map(Double.init)
    let fine = QuantileBins(sorted: numbers, limit: 100).cuts
    let coarse = CoarseCuts.some(of: fine, on: numbers, bins: 10)
    #expect(coarse.count == 9 && Set(coarse).isSubset(of: fine))
    #expect(abs(coarse[4] - 500) < 15)
    #expect(CoarseCuts.some(of: [1.5], on: [1, 2], bins: 10) == [1.5])
    let skewed = [Double](repeating: 0, count: 900) + (1...100).map(Double.init)
    let few = CoarseCuts.some(
      of: QuantileBins(sorted: skewed, limit: 200).cuts, on: skewed, bins: 10)
    #expect(few.count <= 9 && few.first == 0.5)
  }

  @Test("settings out of range are refused in words")
  func refusals() {
    let rows = Rows(50, seed: 1)
    func text(_ change: (inout AdditiveOptions) -> Void) -> String {
      do {
        _ = try Self.fit(rows, targets: rows.labels, classCount: 2, change)
        return "none"
      } catch { return "\(error)" }
    }
    #expect(text { $0.rate = .nan }.contains("rate"))
    #expect(text { $0.bags = 0 }.contains("bags"))
    #expect(text { $0.pairBins = 500 }.contains("pair_bins"))
    #expect(text { $0.monotone = ["kind": .up] }.contains("'kind' is a category"))
    #expect(text { $0.monotone = ["curves": .up] }.contains("curve"))
  }
}
