import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Plain model JSON")
struct PlainModelJSONTests {
  static let encoded = """
    {"type": "logistic", "features": ["age", "home"],
     "feature_kinds": {"home": {"levels": ["own", "rent"]}, "age": {"range": [19, 75], "step": 1}},
     "preprocess": [{"feature": "age", "fill": 40}, {"feature": "age", "missing": true},
       {"feature": "home", "level": "own"}, {"feature": "home", "level": "rent"}],
     "mean": [40, 0, 0, 0], "scale": [10, 1, 1, 1],
     "coef": [0.5, 0.25, 1, -1], "intercept": 0.125, "classes": ["bad", "good"], "target": "risk"}
    """

  @Test("keeps categories and missing cells inside the model")
  func preprocessing() throws {
    let model = try PlainModelJSON.model(of: JSONParser.parse(Self.encoded))
    let table = Table([
      (name: "home", column: Column(categories: ["rent", "own", nil, "boat"])),
      (name: "age", column: Column(numbers: [50, .missing, 40, 40])),
    ])
    let margins = try model.predict(model.features.matrix(of: table), scale: .margin)
    #expect(margins.elements == [0.125 + 0.5 - 1, 0.125 + 0.25 + 1, 0.125, 0.125])
    #expect(model.outputs.classes == [.text("bad"), .text("good")])
    #expect(model.features.features[0].step == 1)
    #expect(
      try PlainModelJSON.json(of: model)
        == PlainModelJSON.json(
          of: PlainModelJSON.model(of: JSONParser.parse(PlainModelJSON.json(of: model).serialized)))
    )
  }

  @Test("terms of a linear model add up to its margin")
  func linearTerms() throws {
    let model = try #require(
      try PlainModelJSON.model(of: JSONParser.parse(Self.encoded)) as? LinearFamily)
    let rows = Matrix([[50, 1], [.missing, 0], [33, .missing], [20, .nan]])
    let margins = try model.predict(rows, scale: .margin)
    let terms = model.linearTerms(output: 0)
    for row in 0..<rows.rows {
      let sum = (0..<2).reduce(terms.intercept) { $0 + terms.terms[$1].effect(of: rows[row, $1]) }
      #expect(abs(sum - margins[row, 0]) < 1e-12)
    }
  }

  static let tree =
    "\"children_left\": [1, -1, -1], \"children_right\": [2, -1, -1], \"feature\": [0, -1, -1], "
    + "\"threshold\": [1.5, 0, 0]"

  @Test(
    "names the place of what is wrong",
    arguments: [
      ("[1]", "expected a JSON object"),
      ("{\"type\": \"svm\", \"features\": []}", "type: 'svm' is none of"),
      ("{\"type\": \"linear\"}", "features: it is absent"),
      ("{\"type\": \"linear\", \"features\": [\"a\", \"a\"]}", "features[1]: 'a' occurs twice"),
      (
        "{\"type\": \"linear\", \"features\": [\"a\"], \"coef\": [1, 2], \"intercept\": 0}",
        "coef: expected 1 numbers, got 2"
      ),
      (
        "{\"type\": \"linear\", \"features\": [\"a\"], \"coef\": [1e999], \"intercept\": 0}",
        "coef[0]: expected a finite number"
      ),
      (
        "{\"type\": \"linear\", \"features\": [\"a\"], \"coef\": [\"nan\"], \"intercept\": 0}",
        "coef[0]: expected a number"
      ),
      (
        "{\"type\": \"linear\", \"features\": [\"a\"], \"scale\": [0], \"coef\": [1], "
          + "\"intercept\": 0}", "scale[0]"
      ),
      (
        "{\"type\": \"logistic\", \"features\": [\"a\"], \"coef\": [1], \"intercept\": 0, "
          + "\"classes\": [\"x\"]}", "classes: expected 2 classes, got 1"
      ),
      ("{\"type\": \"mlp\", \"features\": [\"a\"], \"layers\": []}", "at least one layer"),
      (
        "{\"type\": \"mlp\", \"features\": [\"a\"], \"layers\": [{\"weight\": [[1, 2]], "
          + "\"bias\": [0], \"activation\": \"relu\"}]}", "layers[0].weight[0]: expected 1"
      ),
      (
        "{\"type\": \"mlp\", \"features\": [\"a\"], \"layers\": [{\"weight\": [[1], [2]], "
          + "\"bias\": [0, 0], \"activation\": \"identity\"}]}", "has one output"
      ),
      (
        "{\"type\": \"tree_ensemble\", \"features\": [\"a\"], \"trees\": [{\(tree), "
          + "\"value\": [0, 1]}]}", "trees[0]: 'children_left' has 3 nodes, but 'value' has 2"
      ),
      (
        "{\"type\": \"tree_ensemble\", \"features\": [], \"trees\": [{\(tree), "
          + "\"value\": [0, 1, 2]}]}", "trees[0]: node 0 asks for feature 0, there are 0"
      ),
      (
        "{\"type\": \"tree_ensemble\", \"features\": [\"a\"], \"trees\": [{"
          + "\"children_left\": [1, 0], \"children_right\": [1, 1], \"feature\": [0, 0], "
          + "\"threshold\": [0, 0], \"value\": [0, 0]}]}", "is reached twice"
      ),
      (
        "{\"type\": \"tree_ensemble\", \"features\": [\"a\"], \"trees\": [{"
          + "\"children_left\": [9], \"children_right\": [9], \"feature\": [0], "
          + "\"threshold\": [0], \"value\": [0]}]}", "has the child 9, there are 1 nodes"
      ),
      (
        "{\"type\": \"tree_ensemble\", \"features\": [\"a\"], \"link\": \"logistic\", "
          + "\"output\": \"value\", \"trees\": []}", "does not go with the link"
      ),
    ])
  func errors(text: String, message: String) throws {
    let error = #expect(throws: ModelError.self) {
      try PlainModelJSON.model(of: JSONParser.parse(text))
    }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test("damaged files give one error or load")
  func damaged() throws {
    let names = ["multi_softmax", "syn_boosting"]
    var stream = RandomStream(seed: 5, command: "test", purpose: "damage")
    var failures = 0
    for name in names {
      let bytes = try MappedFile(path: Fixtures.path("\(name)/model.json")).array
      for _ in 0..<250 {
        var damaged = bytes
        switch stream.nextBelow(3) {
        case 0: damaged.removeLast(1 + stream.nextBelow(bytes.count - 1))
        case 1:
          for _ in 0..<4 { damaged[stream.nextBelow(damaged.count)] = UInt8(stream.nextBelow(256)) }
        default:
          let digits = damaged.indices.filter { damaged[$0] >= 0x30 && damaged[$0] <= 0x39 }
          for _ in 0..<3 {
            damaged[digits[stream.nextBelow(digits.count)]] =
              Array("-e9]".utf8)[stream.nextBelow(4)]
          }
        }
        do {
          let model = try PlainModelJSON.load(MappedFile(bytes: damaged, name: "m.json"))
          let rows = Matrix(rows: 3, columns: model.features.count, repeating: 1)
          _ = try model.predict(rows, scale: model.outputs.defaultScale)
        } catch {
          failures += 1
        }
      }
    }
    #expect(failures > 200)
  }

  @Test("a chain of 100,000 nodes is walked without recursion")
  func deepTree() throws {
    let inner = 50_000
    var tree = TreeEnsemble.Tree(left: [], right: [], feature: [], threshold: [], values: [])
    for level in 0..<inner {
      tree.left += [2 * level + 1, -1]
      tree.right += [2 * level + 2, -1]
      tree.feature += [0, -1]
      tree.threshold += [Double(level), 0]
      tree.values += [[0], [Double(level)]]
    }
    tree.left.append(-1)
    tree.right.append(-1)
    tree.feature.append(-1)
    tree.threshold.append(0)
    tree.values.append([-1])
    let ensemble = try TreeEnsemble(trees: [tree], featureCount: 1, base: [0])
    var result = Matrix(rows: 1, columns: 1)
    try ensemble.combined(Matrix([[40_000.5]]), into: &result)
    #expect(result.elements == [40_001])
  }

  @Test("is recognised wherever the type stands")
  func recognition() {
    func isKnown(_ text: String) -> Bool {
      PlainModelJSON.recognizes(MappedFile(bytes: Array(text.utf8), name: "x"))
    }
    #expect(isKnown("  {\"features\": [\"type\"], \"type\" : \"mlp\"}"))
    #expect(!isKnown("{\"type\": \"svm\"}"))
    #expect(!isKnown("[{\"type\": \"mlp\"}]"))
    #expect(!isKnown(""))
  }
}
