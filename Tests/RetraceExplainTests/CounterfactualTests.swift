import RetraceCatalog
import RetraceExplain
import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Counterfactuals")
struct CounterfactualTests {
  /// A logistic model of the samples' features, missing cells filled with 0.
  static let logistic = LinearFamily(
    .logistic, features: FeatureSpace(Samples.features),
    encoding: FeatureEncoding(
      [
        FeatureEncoding.Column(feature: 0, part: .number(fill: 45), mean: 45, scale: 12),
        FeatureEncoding.Column(feature: 1, part: .number(fill: 10), mean: 10, scale: 5),
        FeatureEncoding.Column(feature: 1, part: .missing),
      ] + (0..<4).map { FeatureEncoding.Column(feature: 2, part: .level($0)) } + [
        FeatureEncoding.Column(feature: 3, part: .number(fill: 0))
      ]),
    coefficients: [[0.9, 0.7, -0.8, 0.8, -0.4, 0, -0.4, 0.5]], intercepts: [-0.2],
    classes: [.text("bad"), .text("good")], target: "risk")

  static func models() throws -> [any Model] {
    let cuts = TreeEnsemble.Tree(
      left: [1, 3, 5, -1, -1, -1, -1], right: [2, 4, 6, -1, -1, -1, -1],
      feature: [0, 1, 2, 0, 0, 0, 0], threshold: [44.5, 9, 0, 0, 0, 0, 0],
      values: [[0], [0], [0], [-1.2], [0.4], [0.9], [-0.3]],
      levels: [nil, nil, [0, 2], nil, nil, nil, nil])
    let owner = TreeEnsemble.Tree(
      left: [1, -1, -1], right: [2, -1, -1], feature: [3, 0, 0], threshold: [0.5, 0, 0],
      values: [[0], [-0.3], [0.5]])
    let trees = try TreeEnsembleModel(
      TreeEnsemble(trees: [cuts, owner], featureCount: 4, base: [0.1], link: .logistic),
      features: FeatureSpace(Samples.features), classes: [.text("bad"), .text("good")])
    return [logistic, trees, Samples.classifier, Samples.threeClasses]
  }

  private func find(
    _ model: any Model, rows: Table = Samples.table(12, seed: 3),
    data: Table = Samples.table(150), _ options: Counterfactuals.Options = .init()
  ) throws -> CounterfactualSets {
    try Counterfactuals.find(model: model, rows: rows, data: data, options: options)
  }

  @Test("every row is valid, keeps the limits, and needs each of its changes", arguments: 0..<4)
  func properties(which: Int) throws {
    let model = try Self.models()[which]
    let rows = Samples.table(12, seed: 3)
    let matrix = try model.features.matrix(of: rows)
    let own = try model.predictedClasses(matrix)
    var options = Counterfactuals.Options()
    options.freeze = ["owner"]
    options.monotone = [("age", .up)]
    options.ranges = [("age", .range(18, 66)), ("purpose", .levels(["car", "garden", "tv"]))]
    for (row, set) in try find(model, rows: rows, options).sets.enumerated() {
      guard case .outputClass(let wanted) = set.target else {
        Issue.record("no class")
        continue
      }
      #expect(model.outputs.classes[own[row]] != wanted)
      var distance = 0.0
      var sets: [Set<String>] = []
      for counterfactual in set.counterfactuals {
        let numbers = Changes.numbers(counterfactual, model.features)
        let predicted = try model.predictedClasses(Matrix([numbers]))[0]
        #expect(model.outputs.classes[predicted] == wanted && counterfactual.isValid)
        #expect(numbers[3] == matrix[row, 3] || (numbers[3].isNaN && matrix[row, 3].isNaN))
        #expect(numbers[0] >= matrix[row, 0] && numbers[0] <= 66)
        #expect(numbers[0] == numbers[0].rounded())
        #expect(numbers[2] != 2)
        #expect(counterfactual.distance >= distance)
        distance = counterfactual.distance
        #expect(counterfactual.changes.count == Changes.changeCount(numbers, matrix.row(row)))
        // Taking back any one change loses the class, or leaves the range.
        for change in counterfactual.changes {
          let feature = try #require(model.features.names.firstIndex(of: change.feature))
          var reverted = numbers
          reverted[feature] = matrix[row, feature]
          let still = try model.predictedClasses(Matrix([reverted]))[0]
          let isForced = feature == 2 && matrix[row, 2] == 2 || feature == 0 && matrix[row, 0] > 66
          #expect(isForced || model.outputs.classes[still] != wanted)
        }
        #expect(counterfactual.isMinimal)
        #expect((0...1).contains(counterfactual.plausibility))
        sets.append(Set(counterfactual.changes.map(\.feature)))
      }
      #expect(Set(set.counterfactuals.map(\.cells)).count == set.found, "one is there twice")
    }
  }

  @Test("further ones do without a feature of each earlier one")
  func diversity() throws {
    for set in try find(Self.logistic).sets {
      guard !set.notes.contains(where: { $0.contains("other amounts") }) else { continue }
      let sets = set.counterfactuals.map { Set($0.changes.map(\.feature)) }
      for (position, changed) in sets.enumerated() {
        #expect(sets[..<position].allSatisfy { !$0.isSubset(of: changed) })
      }
    }
  }

  @Test("threads, repetition and company do not change a byte", arguments: 0..<4)
  func determinism(which: Int) throws {
    let model = try Self.models()[which]
    let rows = Samples.table(5, seed: 4)
    let first = try find(model, rows: rows)
    Parallel.setThreadLimit(1)
    defer { Parallel.setThreadLimit(nil) }
    #expect(try find(model, rows: rows).json.serialized == first.json.serialized)
    for row in 0..<5 {
      let alone = try find(model, rows: rows.selecting(rows: [row]))
      #expect(alone.sets[0].json == first.sets[row].json)
    }
  }

  @Test("that none exists is a proven result for linear models and trees", arguments: 0..<3)
  func none(which: Int) throws {
    let model = try Self.models()[which]
    var options = Counterfactuals.Options()
    options.vary = ["age"]
    options.ranges = [("age", .range(20, 21))]
    options.target = .text("good")
    let rows = Changes.table(model.features, [[20, 3, 1, 0]])
    let set = try find(model, rows: rows, options).sets[0]
    #expect(set.found == 0)
    #expect(set.isProven == (which < 2))
    let note = try #require(set.notes.first)
    #expect(note.contains(which < 2 ? "this is proven" : "is not proven"))
    #expect(set.json.at("found") == .number(0))
  }

  @Test("missing cells stay missing unless nothing else helps")
  func missing() throws {
    let rows = Changes.table(Self.logistic.features, [[30, .missing, 1, 0]])
    let free = try find(Self.logistic, rows: rows).sets[0]
    #expect(free.found > 0)
    for counterfactual in free.counterfactuals { #expect(counterfactual.cells[1] == .missing) }
    var options = Counterfactuals.Options()
    options.vary = ["income"]
    options.ranges = [("income", .range(0, 60))]
    let filled = try find(Self.logistic, rows: rows, options).sets[0]
    let first = try #require(filled.counterfactuals.first)
    #expect(first.distance == 1 && first.changes[0].from == .missing)
    #expect(filled.notes.contains { $0.contains("some are filled") })
  }

  @Test("a value that its range does not allow has to change")
  func outside() throws {
    var options = Counterfactuals.Options()
    options.ranges = [("age", .range(18, 40))]
    options.target = .text("good")
    let rows = Changes.table(Self.logistic.features, [[60, 2, 1, 0]])
    let set = try find(Self.logistic, rows: rows, options).sets[0]
    #expect(set.found > 0)
    for counterfactual in set.counterfactuals {
      guard case .number(let age) = counterfactual.cells[0] else { continue }
      #expect(age <= 40)
    }
    #expect(set.notes.contains { $0.contains("'ranges:'") })
    options.monotone = [("age", .up)]
    let stuck = try find(Self.logistic, rows: rows, options).sets[0]
    #expect(stuck.found == 0 && stuck.isProven)
    #expect(stuck.notes.contains { $0.contains("age lies outside") })
  }

  @Test("an unknown level may change to a known one, and is kept otherwise")
  func unknownLevel() throws {
    let rows = Table([
      ("age", Column(numbers: [30])), ("income", Column(numbers: [4])),
      ("purpose", Column(categories: ["boat"])), ("owner", Column(logicals: [false])),
    ])
    let set = try find(Self.logistic, rows: rows).sets[0]
    #expect(set.found > 0)
    for counterfactual in set.counterfactuals {
      let change = counterfactual.changes.first { $0.feature == "purpose" }
      #expect(counterfactual.cells[2] == change?.to ?? .text("boat"))
    }
  }

  @Test("numbers are brought into a range, of linear models and others")
  func range() throws {
    var options = Counterfactuals.Options()
    options.range = [1, 1.5]
    let sets = try find(Samples.regression, options)
    for set in sets.sets {
      #expect(set.target == .range(low: 1, high: 1.5))
      for counterfactual in set.counterfactuals {
        #expect(counterfactual.prediction >= 1 && counterfactual.prediction <= 1.5)
      }
    }
    #expect(sets.found > 12)
    options.range = [0.8, .infinity]
    for set in try find(Self.logistic, options).sets {
      for counterfactual in set.counterfactuals { #expect(counterfactual.prediction >= 0.8) }
      #expect(set.found == 0 || set.isProven)
    }
  }

  @Test("in a table a row that is already as wanted gets none, and a note")
  func already() throws {
    var options = Counterfactuals.Options()
    options.target = .text("good")
    let sets = try find(Self.logistic, options).sets
    let good = sets.filter { $0.predictedClass == .text("good") }
    #expect(!good.isEmpty && good.count < sets.count)
    for set in good {
      #expect(
        set.found == 0
          && set.notes == [
            "the row is already as wanted: nothing has to change"
          ])
    }
  }
}
