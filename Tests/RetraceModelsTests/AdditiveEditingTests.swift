import RetraceNumerics
import RetraceTables
import Testing

@testable import RetraceModels

@Suite("Editing additive models")
struct AdditiveEditingTests {
  /// A random model with pairs whose cuts lie between those of its own terms.
  static func model(seed: UInt64, outputs: Int = 1) throws -> AdditiveModel {
    var stream = RandomStream(seed: seed, command: "test", purpose: "additive")
    func numbers(_ count: Int) -> [Double] { (0..<count).map { _ in stream.nextNormal() } }
    func weights(_ count: Int) -> [Double] {
      (0..<count).map { _ in stream.nextBool(probability: 0.2) ? 0 : Double(stream.nextBelow(50)) }
    }
    let a = AdditiveAxis(feature: 0, bins: .cuts([-1, 0, 0.5, 2]))
    let b = AdditiveAxis(feature: 1, bins: .cuts([0.25, 0.75]))
    let k = AdditiveAxis(feature: 2, bins: .levels(3))
    let coarse = AdditiveAxis(feature: 0, bins: .cuts([0, 1]))
    let terms = [("a", [a]), ("kind", [k]), ("a × b", [coarse, b]), ("a × kind", [coarse, k])].map {
      name, axes -> AdditiveTerm in
      let bins = axes.reduce(1) { $0 * $1.count }
      return AdditiveTerm(
        name: name, axes: axes, scores: numbers(bins * outputs), weights: weights(bins))
    }
    return try AdditiveModel(
      features: FeatureSpace([
        Feature("a"), Feature("b"), Feature("kind", .category(levels: ["x", "y", "z"])),
      ]), link: outputs == 1 ? .logistic : .softmax, intercept: numbers(outputs), terms: terms)
  }

  static let rows: Matrix = {
    let a: [Double] = [-3, -1, -0.5, 0, 0.3, 0.5, 1, 1.5, 2, 4, .missing]
    let b: [Double] = [0, 0.25, 0.5, 1, .missing]
    let kinds: [Double] = [0, 1, 2, .missing, .nan]
    var rows: [[Double]] = []
    for first in a {
      for second in b {
        for kind in kinds { rows.append([first, second, kind]) }
      }
    }
    return Matrix(rows)
  }()

  @Test("purifying keeps every sum and leaves pairs without means", arguments: [1, 2, 3, 4])
  func purification(seed: UInt64) throws {
    for outputs in [1, 3] {
      let model = try Self.model(seed: seed, outputs: outputs)
      let pure = try model.purified()
      let before = try model.predict(Self.rows, scale: .margin).elements
      let after = try pure.predict(Self.rows, scale: .margin).elements
      #expect(zip(before, after).allSatisfy { abs($0 - $1) < 1e-12 })
      // The pairs' other feature has got a term of its own.
      #expect(pure.terms.map(\.name) == ["a", "kind", "a × b", "a × kind", "b"])
      for term in pure.terms {
        let columns = term.isPair ? term.axes[1].count : 1
        for output in 0..<outputs {
          func mean(_ entries: some Sequence<Int>) -> Double {
            var (sum, weight) = (0.0, 0.0)
            for entry in entries {
              sum += term.weights[entry] * term.scores[entry * outputs + output]
              weight += term.weights[entry]
            }
            return weight > 0 ? sum / weight : 0
          }
          guard term.isPair else {
            #expect(abs(mean(0..<term.binCount)) < 1e-12)
            continue
          }
          for row in 0..<term.axes[0].count {
            #expect(abs(mean(row * columns..<(row + 1) * columns)) < 1e-12)
          }
          for column in 0..<columns {
            #expect(abs(mean(stride(from: column, to: term.binCount, by: columns))) < 1e-12)
          }
        }
      }
    }
  }

  @Test("isotonic regression is the nearest rising sequence", arguments: [1, 2, 3, 4, 5, 6])
  func isotonic(seed: UInt64) {
    var stream = RandomStream(seed: seed, command: "test", purpose: "isotonic")
    let values = (0..<5).map { _ in Double(stream.nextBelow(9)) }
    let weights = (0..<5).map { _ in Double(1 + stream.nextBelow(4)) }
    let rising = IsotonicRegression.rising(values, weights: weights)
    #expect(zip(rising, rising.dropFirst()).allSatisfy { $0 <= $1 })
    func distance(_ other: [Double]) -> Double {
      var sum = 0.0
      for place in 0..<5 {
        let difference = values[place] - other[place]
        sum += weights[place] * difference * difference
      }
      return sum
    }
    // Brute force: every way to pool neighbours into their weighted means.
    var best = Double.infinity
    for pattern in 0..<16 {
      var pooled: [Double] = []
      var start = 0
      for end in 1...5 where end == 5 || pattern >> (end - 1) & 1 == 1 {
        let total = weights[start..<end].reduce(0, +)
        var sum = 0.0
        for place in start..<end { sum += weights[place] * values[place] }
        let mean = sum / total
        pooled += [Double](repeating: mean, count: end - start)
        start = end
      }
      if zip(pooled, pooled.dropFirst()).allSatisfy({ $0 <= $1 }) {
        best = min(best, distance(pooled))
      }
    }
    #expect(abs(distance(rising) - best) < 1e-9)
    #expect(IsotonicRegression.rising([1, 2, 3], weights: [1, 1, 1]) == [1, 2, 3])
    #expect(IsotonicRegression.rising([], weights: []) == [])
  }

  @Test("a term made monotone is, in its direction, and keeps its mean and its outer bins")
  func monotone() throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let model = try Self.model(seed: seed)
      for direction in AdditiveModel.Direction.allCases {
        let edited = try model.monotone("a", direction)
        let (scores, old) = (edited.terms[0].scores, model.terms[0].scores)
        let sign: Double = direction == .up ? 1 : -1
        #expect((1..<5).allSatisfy { sign * scores[$0] <= sign * scores[$0 + 1] })
        #expect(scores[0] == old[0] && scores[6] == old[6])
        #expect(edited.terms.dropFirst() == model.terms.dropFirst())
        #expect(edited.pairs(with: "a") == ["a × b", "a × kind"])
      }
    }
  }

  @Test("terms are found by name and by features, and taken out")
  func removal() throws {
    let model = try Self.model(seed: 9)
    for text in ["a × b", "b × a", "a & b", "b:a", "a*b"] {
      #expect(try model.position(ofTerm: text) == 2)
    }
    #expect(try model.position(ofTermOver: ["kind", "a"]) == 3)
    let less = try model.removing(terms: [2])
    #expect(less.terms.map(\.name) == ["a", "kind", "a × kind"])
    let contributions = try model.contributions(Self.rows)
    let (full, rest) = (
      try model.predict(Self.rows, scale: .margin), try less.predict(Self.rows, scale: .margin)
    )
    for row in 0..<Self.rows.rows {
      #expect(abs(full[row, 0] - rest[row, 0] - contributions[row, 2]) < 1e-12)
    }
  }

  @Test("what cannot be edited is said so")
  func refusals() throws {
    let model = try Self.model(seed: 1)
    func text(_ body: () throws -> AdditiveModel) -> String {
      do { return try body().summary } catch { return "\(error)" }
    }
    #expect(
      text { try model.removing(terms: [model.position(ofTerm: "c")]) }
        == "the model has no term 'c'; its terms are: a, kind, a × b, a × kind")
    #expect(text { try model.monotone("kind", .up) }.hasSuffix("its levels have no order"))
    #expect(text { try model.monotone("b", .up) }.contains("no term of this feature alone"))
    #expect(text { try Self.model(seed: 1, outputs: 3).monotone("a", .up) }.contains("classes"))
  }
}
