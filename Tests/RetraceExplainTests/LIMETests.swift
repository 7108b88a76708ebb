import RetraceExplain
import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("LIME")
struct LIMETests {
  static let background = Samples.table(200)
  static let rows = Samples.table(6, seed: 2)

  static func explain(
    _ model: any Model = Samples.classifier, rows: Table = rows, seed: UInt64 = 1,
    _ change: (inout LIME.Options) -> Void = { _ in }
  ) throws -> Attributions {
    var options = LIME.Options()
    options.samples = 600
    options.seed = seed
    change(&options)
    return try LIME.attributions(
      model: model, rows: rows, background: background, options: options)
  }

  @Test("standard errors are the spread over seeds", arguments: [true, false])
  func standardErrors(discretize: Bool) throws {
    let row = Self.rows.selecting(rows: [1])
    let runs = try (0..<200).map { seed in
      try Self.explain(rows: row, seed: UInt64(seed)) { $0.discretize = discretize }.rows[0]
    }
    for feature in runs[0].parts.indices {
      let values = runs.map { $0.parts[feature].attribution }
      let errors = runs.compactMap { $0.parts[feature].error }
      let ratio = Statistics.mean(errors) / Statistics.standardDeviation(values)
      // The spread of 200 draws is itself known to about 5%.
      #expect(ratio > 0.82 && ratio < 1.2, "\(runs[0].parts[feature].feature): \(ratio)")
    }
  }

  @Test("a row gets the same bits alone and in a table", arguments: LIME.Center.allCases)
  func rowIndependence(around: LIME.Center) throws {
    for discretize in [true, false] {
      let all = try Self.explain {
        $0.around = around
        $0.discretize = discretize
      }
      for row in 0..<Self.rows.rowCount {
        let alone = try Self.explain(rows: Self.rows.selecting(rows: [row])) {
          $0.around = around
          $0.discretize = discretize
        }
        #expect(
          alone.rows[0].parts.map(\.attribution) == all.rows[row].parts.map(\.attribution))
      }
    }
  }

  @Test("samples held in pieces give what samples held at once give")
  func pieces() throws {
    var options = LIME.Options()
    options.samples = 2_000
    options.features = .strongest(3)
    let subject = Subject(model: Samples.classifier, rows: Self.rows, training: Self.background)
    let whole = try LIME.attributions(of: subject, options, heldCells: 1_000_000)
    let pieces = try LIME.attributions(of: subject, options, heldCells: 1)
    for (first, second) in zip(whole.rows, pieces.rows) {
      for (a, b) in zip(first.parts, second.parts) {
        #expect(abs(a.attribution - b.attribution) < 1e-12 || a.attribution.isNaN)
        #expect(abs((a.error ?? 0) - (b.error ?? 0)) < 1e-12)
      }
    }
    #expect(pieces.calls == whole.calls)
  }

  @Test("the order of the model's features does not matter")
  func modelOrder() throws {
    let order = [2, 0, 3, 1]
    let turned = FunctionModel(
      order.map { Samples.features[$0] }, classes: [.text("bad"), .text("good")]
    ) {
      row in
      var own = [0.0, 0, 0, 0]
      for (position, feature) in order.enumerated() { own[feature] = row[position] }
      return [1 / (1 + Kernels.exp(-Samples.score(own)))]
    }
    let plain = try Self.explain()
    let other = try Self.explain(turned)
    for (first, second) in zip(plain.rows, other.rows) {
      for part in first.parts {
        #expect(abs(part.attribution - (second[part.feature] ?? .nan)) < 1e-10)
      }
    }
  }

  @Test("the other of two classes has the opposite attributions")
  func otherClass() throws {
    let good = try Self.explain()
    let bad = try Self.explain { $0.outputClass = .text("bad") }
    #expect(good.rows[0].output.outputClass == .text("good"))
    #expect(abs(good.rows[0].prediction + bad.rows[0].prediction - 1) < 1e-12)
    #expect(abs(good.rows[0].base + bad.rows[0].base - 1) < 1e-12)
    for (first, second) in zip(good.rows[0].parts, bad.rows[0].parts) {
      #expect(abs(first.attribution + second.attribution) < 1e-12)
    }
  }

  @Test("of several classes each row's predicted one is explained")
  func predictedClass() throws {
    let found = try Self.explain(Samples.threeClasses)
    let space = Samples.threeClasses.features
    let predictions = try Samples.threeClasses.predict(
      space.matrix(of: Self.rows), scale: .probability)
    for row in 0..<Self.rows.rowCount {
      let values = predictions.row(row)
      #expect(found.rows[row].prediction == values.max())
    }
    let named = try Self.explain(Samples.threeClasses) { $0.outputClass = .text("c") }
    #expect(named.rows.allSatisfy { $0.output.outputClass == .text("c") })
  }

  @Test("the strongest features are kept, and fitted again")
  func strongest() throws {
    let all = try Self.explain().rows[0]
    let two = try Self.explain { $0.features = .strongest(2) }.rows[0]
    let kept = two.parts.filter { !$0.attribution.isNaN }.map(\.feature)
    #expect(Set(kept) == Set(all.strongestFirst.prefix(2).map(\.feature)))
    let named = try Self.explain { $0.features = .named(kept) }.rows[0]
    #expect(
      named.parts.map(\.attribution) == two.parts.map(\.attribution).filter { !$0.isNaN })
  }

  @Test("conditions name bins, levels and missing cells")
  func conditions() throws {
    let table = Table([
      ("age", Column(numbers: [30])), ("income", Column(numbers: [.missing])),
      ("purpose", Column(categories: ["car"])), ("owner", Column(logicals: [true])),
    ])
    let parts = try Self.explain(rows: table).rows[0].parts
    #expect(
      parts.map(\.condition) == [
        "age <= 32", "income is missing", "purpose = car", "owner = true",
      ])
    #expect(parts.map(\.value) == [.number(30), .missing, .text("car"), .logical(true)])
    // To be missing costs income its points.
    #expect(parts[1].attribution < 0)
  }

  @Test("the row outside of the background, and what it never has, is told")
  func outside() throws {
    let table = Table([
      ("age", Column(numbers: [300])), ("income", Column(numbers: [10])),
      ("purpose", Column(categories: ["boat"])), ("owner", Column(logicals: [true])),
    ])
    let notes = try Self.explain(rows: table).rows[0].notes.joined(separator: "\n")
    #expect(notes.contains("age 300 (background 20 to 70)"))
    #expect(notes.contains("no row like this one in purpose"))
  }

  @Test("constant and twin features are told, and get no effect that is not theirs")
  func constantsAndTwins() throws {
    let model = FunctionModel([Feature("a"), Feature("b"), Feature("c")]) { [$0[0] + $0[2]] }
    var stream = RandomStream(seed: 3, command: "tests", purpose: "twins")
    let a = stream.normals(50)
    let table = Table([
      ("a", Column(numbers: a)), ("b", Column(numbers: a.map { 2 * $0 })),
      ("c", Column(numbers: a.map { _ in 7 })),
    ])
    var options = LIME.Options()
    options.samples = 500
    let found = try LIME.attributions(
      model: model, rows: table.selecting(rows: [0]), background: table, options: options)
    let notes = found.rows[0].notes.joined(separator: "\n")
    #expect(notes.contains("a and b go together exactly"))
    #expect(notes.contains("c is the same all through the background"))
    #expect(found.rows[0]["c"] == 0)
  }

  @Test("what does not fit is refused in words")
  func refusals() throws {
    #expect(throws: ExplainError.unknownFeature("agee", available: Samples.features.map(\.name))) {
      try Self.explain { $0.features = .named(["agee"]) }
    }
    #expect(throws: ExplainError.unknownClass("ugly", available: ["bad", "good"])) {
      try Self.explain { $0.outputClass = .text("ugly") }
    }
    #expect(throws: ExplainError.noClasses("good")) {
      try Self.explain(Samples.regression) { $0.outputClass = .text("good") }
    }
    #expect(throws: ExplainError.noBackground(explainer: "lime")) {
      try LIME.attributions(of: Subject(model: Samples.classifier, rows: Self.rows))
    }
    #expect(throws: ExplainError.tooFewRows(explainer: "lime", needed: 1, got: 0)) {
      try Self.explain(rows: Self.rows.selecting(rows: []))
    }
    let broken = FunctionModel(Samples.features) { [$0[0] > 30 ? .nan : 1] }
    #expect(throws: ExplainError.self) { try Self.explain(broken) }
  }

  @Test("the JSON of one row and of several has the agreed members")
  func json() throws {
    var options = LIME.Options()
    options.samples = 200
    let one = try LIME.explain(
      Subject(
        model: Samples.classifier, rows: Self.rows.selecting(rows: [0]), isSingleRow: true,
        training: Self.background), options)
    for key in [
      "kind", "method", "output", "class", "base", "prediction", "intercept", "features",
      "fidelity",
      "calls", "seed", "notes",
    ] { #expect(one.json[key] != nil, "\(key)") }
    #expect(one.json.at("kind") == .text("attribution"))
    #expect(
      one.json.at("features").array.map { $0.at("feature").text } == Samples.features.map(\.name))
    #expect(one.json.at("calls") == .number(400))
    let many = try LIME.explain(
      Subject(model: Samples.classifier, rows: Self.rows, training: Self.background), options)
    #expect(many.json.at("kind") == .text("attributions"))
    #expect(many.json.at("values").array.count == 6)
    #expect(
      many.json.at("values").array[0].numbers
        == one.json.at("features").array.map { $0.at("attribution").number })
    #expect(many.json.at("calls") == .number(405))
  }
}
