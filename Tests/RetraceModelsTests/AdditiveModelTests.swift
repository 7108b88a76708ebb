import RetraceNumerics
import RetraceTables
import Testing

@testable import RetraceModels

@Suite("Additive models")
struct AdditiveModelTests {
  @Test(
    "agree with interpret on scores, contributions and importance, to 1e-10",
    arguments: ["reg_main_effects", "syn_with_pairs"])
  func reference(name: String) throws {
    let model = try #require(
      try ModelFormatCatalog.load(path: Fixtures.path("gam/\(name)/model.json")) as? AdditiveModel)
    let expected = try JSONParser.parse(
      MappedFile(path: Fixtures.path("gam/\(name)/expected.json")))
    let rows = try model.features.matrix(of: Fixtures.table("gam/\(name)/predict.csv"))
    let scores = try model.predict(rows, scale: model.sumScale).elements
    #expect(Self.distance(scores, expected["score_of_predict_csv"]) <= 1e-10)
    if model.link == .logistic {
      let probabilities = try model.predict(rows, scale: .probability).elements
      #expect(Self.distance(probabilities, expected["probability_of_predict_csv"]) <= 1e-10)
    }
    let first = Matrix(
      rows: 10, columns: rows.columns, elements: Array(rows.elements.prefix(10 * rows.columns)))
    let contributions = try model.contributions(first)
    guard case .array(let expectedRows)? = expected["term_contributions_first_10"] else {
      throw ModelError.noRows(purpose: "the test")
    }
    for (row, json) in expectedRows.enumerated() {
      #expect(Self.distance(contributions.row(row), json) <= 1e-10)
    }
    if let table = try? Fixtures.table("gam/\(name)/train.csv") {
      let training = try model.features.matrix(of: table)
      let importances = try model.importances(training)
      #expect(Self.distance(importances, expected["term_importance_mean_abs_train"]) <= 1e-10)
    }

    let text = try PlainModelJSON.json(of: model).serialized
    let again = try PlainModelJSON.model(of: JSONParser.parse(text))
    #expect(again as? AdditiveModel == model, "saved and loaded")
    for row in stride(from: 0, to: rows.rows, by: 17) {
      let alone = Matrix(rows: 1, columns: rows.columns, elements: rows.row(row))
      #expect(try model.predict(alone, scale: model.sumScale).elements == [scores[row]])
    }
  }

  private static func distance(_ numbers: [Double], _ json: JSON?) -> Double {
    guard case .array(let items)? = json, items.count == numbers.count else { return .infinity }
    return zip(numbers, items).map { number, item in
      if case .number(let expected) = item { abs(number - expected) } else { Double.infinity }
    }.max() ?? 0
  }

  @Test("put cells into bins as the format says: equal goes right, missing first, unknown last")
  func bins() {
    let numbers = AdditiveAxis(feature: 0, bins: .cuts([-1, 0, 2.5]))
    let cells: [Double] = [.missing, .nan, -.infinity, -1, -0.5, 0, 2.4, 2.5, .infinity]
    #expect(cells.map(numbers.bin(of:)) == [0, 0, 1, 2, 2, 3, 3, 4, 4])
    let levels = AdditiveAxis(feature: 0, bins: .levels(2))
    #expect([.missing, 0, 1, 2, .nan, -1, 0.5].map(levels.bin(of:)) == [0, 1, 2, 3, 3, 3, 3])
    #expect(AdditiveAxis(feature: 0, bins: .cuts([])).bin(of: 3) == 1)
  }

  @Test("look up bins of whole columns as one by one", arguments: [0, 1, 2, 3, 7, 64, 100])
  func blocks(cutCount: Int) {
    var stream = RandomStream(seed: 3, command: "test", purpose: "cuts", item: UInt64(cutCount))
    let cuts = Set((0..<cutCount).map { _ in Double(stream.nextBelow(200)) }).sorted()
    let axis = AdditiveAxis(feature: 1, bins: .cuts(cuts))
    let cells = (0..<400).map { $0 % 37 == 0 ? Double.missing : Double(stream.nextBelow(220)) - 5 }
    var found = [Int32](repeating: -1, count: 200)
    cells.withUnsafeBufferPointer { cells in
      found.withUnsafeMutableBufferPointer { axis.bins(of: cells, width: 2, into: $0) }
    }
    #expect(found.map(Int.init) == (0..<200).map { axis.bin(of: cells[2 * $0 + 1]) })
  }

  static let three = """
    {"type": "gam", "features": ["a", "kind"], "feature_kinds": {"kind": {"levels": ["x", "y"]}},
     "link": "softmax", "intercept": [0, 0.5, 1], "classes": ["p", "q", "r"], "terms": [
      {"features": [0], "cuts": [[1]], "scores": [[0, 0, 0], [1, 2, 3], [-1, 0, 1], [0, 0, 0]]},
      {"features": [1], "cuts": [null], "scores": [[0, 0, 1], [1, 0, 0], [0, 1, 0], [5, 5, 5]],
       "weights": [1, 2, 3, 0], "deviations": [[0, 0, 0], [1, 1, 1], [2, 2, 2], [0, 0, 0]]}]}
    """

  @Test("tell several classes, with categories, missing cells and unknown levels")
  func severalClasses() throws {
    let model = try #require(
      try PlainModelJSON.model(of: JSONParser.parse(Self.three)) as? AdditiveModel)
    let table = Table([
      (name: "a", column: Column(numbers: [0, 1, .missing])),
      (name: "kind", column: Column(categories: ["x", nil, "z"])),
    ])
    let margins = try model.predict(model.features.matrix(of: table), scale: .margin)
    #expect(margins.elements == [2, 2.5, 4, -1, 0.5, 3, 5, 5.5, 6])
    let probabilities = try model.predict(model.features.matrix(of: table), scale: .probability)
    #expect(abs(probabilities.row(0).reduce(0, +) - 1) < 1e-15)
    #expect(model.terms[1].importance.map { abs($0 - 1.0 / 3) < 1e-15 } == true)
    let text = try PlainModelJSON.json(of: model).serialized
    #expect(try PlainModelJSON.model(of: JSONParser.parse(text)) as? AdditiveModel == model)
  }

  private static func gam(_ term: String, features: String = "[\"a\", \"b\"]") -> String {
    "{\"type\": \"gam\", \"features\": \(features), \"intercept\": 0, \"terms\": [{\(term)}]}"
  }

  @Test(
    "name the place of what is wrong in a file",
    arguments: [
      (gam("\"features\": [2], \"cuts\": [[]], \"scores\": [0, 0, 0]"), "no feature 2"),
      (gam("\"features\": [-1], \"cuts\": [[]], \"scores\": [0, 0, 0]"), "terms[0].features[0]"),
      (gam("\"features\": [0, 0], \"cuts\": [[], []], \"scores\": [[], [], []]"), "expected 3"),
      (gam("\"features\": [], \"cuts\": [], \"scores\": []"), "one or two features, got 0"),
      (gam("\"features\": [0], \"cuts\": [[1]], \"scores\": [0, 0, 0]"), "expected 4 entries"),
      (gam("\"features\": [0], \"cuts\": [[2, 1]], \"scores\": [0, 0, 0, 0, 0]"), "do not ascend"),
      (gam("\"features\": [0], \"cuts\": [[1, 1]], \"scores\": [0, 0, 0, 0, 0]"), "do not ascend"),
      (gam("\"features\": [0], \"cuts\": [[\"nan\"]], \"scores\": [0, 0, 0, 0]"), "cuts[0][0]"),
      (gam("\"features\": [0], \"cuts\": [[1e999]], \"scores\": [0, 0, 0, 0]"), "finite"),
      (gam("\"features\": [0], \"cuts\": [null], \"scores\": [0, 0]"), "'a' is a number"),
      (gam("\"features\": [0], \"cuts\": [[]], \"scores\": [0, \"x\", 0]"), "scores[1]"),
      (
        gam("\"features\": [0], \"cuts\": [[]], \"scores\": [0, 0, 0], \"weights\": [1]"), "weights"
      ),
      (
        gam("\"features\": [0], \"cuts\": [[]], \"scores\": [0, 0, 0], \"weights\": [1, -1, 0]"),
        "weights from 0 on"
      ),
      (gam("\"features\": [1e18], \"cuts\": [[]], \"scores\": [0, 0, 0]"), "features[0]"),
      ("{\"type\": \"gam\", \"features\": [\"a\"], \"intercept\": 0}", "terms: it is absent"),
      (
        "{\"type\": \"gam\", \"features\": [], \"link\": \"softmax\", \"intercept\": 0, \"terms\": []}",
        "for each of two or more classes"
      ),
      (
        "{\"type\": \"gam\", \"features\": [], \"intercept\": 0, \"bags\": 0, \"terms\": []}",
        "bags"
      ),
    ])
  func wrongFiles(text: String, part: String) {
    let error = #expect(throws: ModelError.self) {
      try PlainModelJSON.model(of: JSONParser.parse(text))
    }
    #expect(error.map { "\($0)".contains(part) } == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test("survive every damage to a file with an error or a model")
  func damagedFiles() throws {
    let bytes = Array(Self.three.utf8)
    var stream = RandomStream(seed: 5, command: "test", purpose: "damage")
    var loaded = 0
    for variant in 0..<4_000 {
      var damaged = bytes
      if variant % 4 == 0 { damaged = Array(damaged.prefix(stream.nextBelow(bytes.count))) }
      for _ in 0..<(1 + stream.nextBelow(3)) where !damaged.isEmpty {
        let place = stream.nextBelow(damaged.count)
        damaged[place] = Array("0123456789[]{},:\"-en ".utf8)[stream.nextBelow(21)]
      }
      guard let json = try? JSONParser.parse(String(decoding: damaged, as: UTF8.self)),
        let model = try? PlainModelJSON.model(of: json)
      else { continue }
      loaded += 1
      let rows = Matrix(rows: 3, columns: model.features.count, repeating: 1)
      #expect(try model.predict(rows, scale: model.outputs.defaultScale).rows == 3)
    }
    #expect(loaded > 100)
  }
}
