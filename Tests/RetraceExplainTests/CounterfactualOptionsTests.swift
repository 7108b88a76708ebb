import RetraceCatalog
import RetraceExplain
import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Options and results of counterfactuals")
struct CounterfactualOptionsTests {
  /// A call that cannot work and what the error says.
  struct Misuse: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let message: String
    let change: @Sendable (inout Counterfactuals.Options) -> Void
    init(
      _ name: String, _ message: String,
      _ change: @escaping @Sendable (inout Counterfactuals.Options) -> Void
    ) {
      testDescription = name
      self.message = message
      self.change = change
    }
  }

  static let misuses = [
    Misuse("unknown feature frozen", "no feature 'Age'; did you mean 'age'?") {
      $0.freeze = ["Age"]
    },
    Misuse("unknown feature to vary", "no feature 'height'") { $0.vary = ["height"] },
    Misuse("unknown feature with a range", "no feature 'height'") {
      $0.ranges = [("height", .range(0, 1))]
    },
    Misuse("unknown feature with a direction", "no feature 'height'") {
      $0.monotone = [("height", .up)]
    },
    Misuse("unknown whole feature", "no feature 'height'") { $0.integers = ["height"] },
    Misuse("everything frozen", "leave no feature that may change") {
      $0.freeze = ["age", "income", "purpose", "owner"]
    },
    Misuse("range upside down", "from 70 to 18; the low end comes first") {
      $0.ranges = [("age", .range(70, 18))]
    },
    Misuse("range of NaN", "finite numbers, also for 'age'") {
      $0.ranges = [("age", .range(.nan, 18))]
    },
    Misuse("endless range", "finite numbers, also for 'age'") {
      $0.ranges = [("age", .range(-.infinity, 18))]
    },
    Misuse("no whole number in a range", "no whole number for 'age' between 20.2 and 20.8") {
      $0.ranges = [("age", .range(20.2, 20.8))]
    },
    Misuse("numbers for a category", "it is a category") {
      $0.ranges = [("purpose", .range(0, 1))]
    },
    Misuse("levels for a number", "it is a number") { $0.ranges = [("age", .levels(["x"]))] },
    Misuse("unknown level", "'purpose' has no level 'boat'") {
      $0.ranges = [("purpose", .levels(["boat"]))]
    },
    Misuse("no level", "allows no level for 'purpose'") {
      $0.ranges = [("purpose", .levels([]))]
    },
    Misuse("direction of a category", "whose levels have no order") {
      $0.monotone = [("purpose", .down)]
    },
    Misuse("whole category", "which is a category") { $0.integers = ["purpose"] },
    Misuse("unknown class", "no class 'fine'") { $0.target = .text("fine") },
    Misuse("the class it has", "already predicts 'bad' for the row") { $0.target = .text("bad") },
    Misuse("the range it is in", "already lies in 'range:'") { $0.range = [0, 1] },
    Misuse("output range upside down", "the low end comes first") { $0.range = [1, 0] },
    Misuse("output range of NaN", "takes two numbers") { $0.range = [.nan, 0] },
    Misuse("output range of one number", "takes two numbers") { $0.range = [1] },
    Misuse("scale it does not have", "gives no value") { $0.output = .value },
    Misuse("empty data", "at least 1 row, got 0") { $0.data = Samples.table(0) },
    Misuse("data with infinite numbers", "in row 1 of the data") {
      $0.data = Changes.table(
        CounterfactualTests.logistic.features, [[1, 2, 0, 0], [1, .infinity, 0, 0]])
    },
    Misuse("data without a column", "the model needs the column 'age'") {
      $0.data = Table([("income", Column(numbers: [1]))])
    },
  ]

  private static let row = [25.0, 4, 1, 0]

  private func find(
    _ options: Counterfactuals.Options, model: any Model = CounterfactualTests.logistic,
    row: [Double] = row
  ) throws -> CounterfactualSet {
    try Counterfactuals.find(
      model: model, rows: Changes.table(model.features, [row]), data: Samples.table(80),
      options: options
    ).sets[0]
  }

  @Test("a call that cannot work says why", arguments: misuses)
  func misuse(_ misuse: Misuse) throws {
    var options = Counterfactuals.Options()
    misuse.change(&options)
    do {
      _ = try find(options)
      Issue.record("no error")
    } catch {
      #expect("\(error)".contains(misuse.message), "\(error)")
    }
  }

  @Test("numbers need a range, and rows must be finite")
  func others() {
    #expect(throws: ExplainError.self) { try find(.init(), model: Samples.regression) }
    #expect(throws: ExplainError.self) { try find(.init(), row: [.infinity, 1, 0, 0]) }
    #expect(throws: ExplainError.self) { try find(.init(), row: [.nan, 1, 0, 0]) }
    let nan = FunctionModel(Samples.features, classes: [.text("a"), .text("b")]) { _ in [.nan] }
    #expect(throws: ExplainError.self) { try find(.init(), model: nan) }
    let subject = Subject(
      model: Samples.classifier, rows: Samples.table(1), isSingleRow: true, training: nil)
    #expect(throws: ExplainError.self) { try Counterfactuals.find(of: subject) }
  }

  @Test("constant features, constant models and huge numbers do no harm")
  func extremes() throws {
    let features = [Feature("x"), Feature("y")]
    let steady = FunctionModel(features, classes: [.text("a"), .text("b")]) { _ in [0.2] }
    let data = Changes.table(FeatureSpace(features), [[1, 2], [1, 3], [1, 4]])
    let rows = Changes.table(FeatureSpace(features), [[1, 2]])
    #expect(try Counterfactuals.find(model: steady, rows: rows, data: data).found == 0)
    let linear = LinearFamily(
      .logistic, features: FeatureSpace(features), coefficients: [[1e-300, 1e300]],
      intercepts: [-1e300])
    let wide = Changes.table(FeatureSpace(features), [[-1e308, -1e300], [1e308, 1e300], [0, 0]])
    for options in Counterfactuals.Objective.allCases {
      var asked = Counterfactuals.Options()
      asked.objective = options
      let set = try Counterfactuals.find(
        model: linear, rows: Changes.table(FeatureSpace(features), [[1e308, -1e300]]), data: wide,
        options: asked)
      for counterfactual in set.sets[0].counterfactuals { #expect(counterfactual.isValid) }
    }
  }

  @Test("arguments by name are bound and checked")
  func binding() throws {
    func bind(_ name: String, _ argument: Argument) throws -> Counterfactuals.Options {
      var options = Counterfactuals.defaults
      let parameter = try #require(Counterfactuals.parameters.first { $0.name == name })
      try parameter.bind(&options, argument)
      return options
    }
    let ranges = try bind(
      "ranges",
      .record([
        ("age", .list([.number(18), .number(70)])), ("purpose", .list([.text("car")])),
      ]))
    #expect(ranges.ranges.map(\.feature) == ["age", "purpose"])
    #expect(ranges.ranges.map(\.allowed) == [.range(18, 70), .levels(["car"])])
    let monotone = try bind("monotone", .record([("age", .text("up"))]))
    #expect(monotone.monotone.map(\.direction) == [.up])
    #expect(try bind("range", .list([.missing, .number(3)])).range == [-.infinity, 3])
    #expect(try bind("vary", .text("all")).vary == nil)
    #expect(try bind("vary", .list([.text("age")])).vary == ["age"])
    #expect(try bind("target", .flag(true)).target == .logical(true))
    for (name, argument) in [
      ("ranges", Argument.number(1)), ("ranges", .record([("age", .number(1))])),
      ("ranges", .record([("age", .list([.number(1)]))])), ("monotone", .text("up")),
      ("monotone", .record([("age", .text("sideways"))])), ("range", .list([.text("a")])),
      ("range", .number(1)), ("count", .number(0)), ("objective", .text("cost")),
      ("target", .list([])), ("vary", .number(1)), ("integers", .flag(true)),
    ] {
      #expect(throws: ArgumentError.self, "\(name)") { try bind(name, argument) }
    }
  }

  @Test("the result says what changes, in the document and as JSON")
  func result() throws {
    let subject = Subject(
      model: CounterfactualTests.logistic,
      rows: Changes.table(CounterfactualTests.logistic.features, [Self.row]).named("valid"),
      isSingleRow: true, training: Samples.table(80))
    var options = Counterfactuals.Options()
    options.count = 2
    let explanation = try Counterfactuals.explain(subject, options)
    #expect(explanation.kind == "counterfactuals")
    #expect(
      explanation.summary
        == "counterfactuals · valid[0] · good instead of bad · 2 found · nearest 3 changes")
    let json = explanation.json
    #expect(json.at("kind") == .text("counterfactuals"))
    #expect(json.at("target") == .text("good"))
    #expect(json.at("found") == .number(2))
    let row = try #require(json.at("rows").array.first)
    for key in [
      "row", "changes", "prediction", "valid", "l0", "mad_l1", "plausibility", "minimal",
    ] { #expect(row[key] != nil, "\(key)") }
    #expect(row.at("l0").number == Double(row.at("changes").array.count))
    for change in row.at("changes").array {
      #expect(row.at("row").at(change.at("feature").text) == change.at("to"))
    }
    let fields = explanation.fields.map(\.name)
    #expect(fields.prefix(6) == ["prediction", "predicted", "target", "found", "rows", "changes"])
    guard case .table(let rows)? = explanation.fields.first(where: { $0.name == "rows" })?.value
    else {
      Issue.record("no rows")
      return
    }
    #expect(rows.rowCount == 2 && rows.names.contains("mad_l1"))
    let many = try Counterfactuals.explain(
      Subject(
        model: CounterfactualTests.logistic, rows: Samples.table(3), training: Samples.table(80)),
      options)
    #expect(many.json.at("results").array.count == 3)
  }
}
