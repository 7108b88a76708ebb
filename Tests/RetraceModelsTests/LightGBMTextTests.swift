import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("LightGBM text files")
struct LightGBMTextTests {
  static func model(_ text: String) throws -> TreeEnsembleModel {
    try #require(
      LightGBMText.load(MappedFile(bytes: Array(text.utf8), name: "model.txt"))
        as? TreeEnsembleModel)
  }

  /// Two leaves, 1 where x <= 0.5, else 3; and a header that parts of are replaced in.
  static func small(
    _ objective: String = "regression", classes: Int = 1, header: String = "",
    decision: Int = 2, tree: String = ""
  ) -> String {
    let trees = (0..<classes).map {
      """
      Tree=\($0)
      num_leaves=2
      num_cat=0
      split_feature=0
      threshold=0.5
      decision_type=\(decision)
      left_child=-1
      right_child=-2
      leaf_value=1 3
      leaf_count=6 4
      internal_count=10
      \(tree)
      """
    }
    return """
      tree
      version=v4
      num_class=\(classes)
      num_tree_per_iteration=\(classes)
      max_feature_idx=1
      objective=\(objective)
      \(header)
      feature_names=x y
      feature_infos=[-1:2] none

      \(trees.joined(separator: "\n\n"))

      end of trees
      """
  }

  @Test(
    "give LightGBM's raw scores and leaves to the bit, and its predictions",
    arguments: ["categorical", "zero_as_missing", "rf", "old_3_3_5_multiclass"],
    ["X", "X_codes"])
  func agreement(name: String, rowsName: String) throws {
    guard rowsName == "X" || name == "categorical" else { return }
    let folder = "lightgbm_\(name)"
    let model = try #require(
      ModelFormatCatalog.load(path: Fixtures.path("\(folder)/model.txt")) as? TreeEnsembleModel)
    let rows = try model.features.matrix(of: Fixtures.table("\(folder)/\(rowsName).csv"))
    let margins = try model.predict(rows, scale: .margin)
    #expect(margins == Fixtures.matrix(try Fixtures.table("\(folder)/margin.csv")))
    let predictions = try model.predict(rows, scale: .probability)
    let expected = Fixtures.matrix(try Fixtures.table("\(folder)/prediction.csv"))
    #expect(zip(predictions.elements, expected.elements).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(model.ensemble.hasCovers)
    let again = try PlainModelJSON.model(
      of: JSONParser.parse(PlainModelJSON.json(of: model).serialized))
    #expect(try again.predict(rows, scale: .probability) == predictions, "saved and loaded")

    guard name != "old_3_3_5_multiclass" else { return }
    // Leaves stand behind the inner nodes of their tree, in LightGBM's order.
    let leaves = Fixtures.matrix(try Fixtures.table("\(folder)/leaves.csv"))
    for row in 0..<rows.rows {
      let reached = (0..<model.ensemble.treeCount).map { tree in
        let start = model.ensemble.treeStarts[tree]
        let inner = (model.ensemble.treeStarts[tree + 1] - start) / 2
        return Double(model.ensemble.leaf(tree: tree, row: rows.row(row)) - start - inner)
      }
      #expect(reached == leaves.row(row))
    }
  }

  @Test(
    "tell what their objective makes of the raw score",
    arguments: [
      ("regression", 3.0), ("regression_l1", 3), ("huber", 3), ("lambdarank", 3),
      ("poisson", 20.085536923187668), ("tweedie", 20.085536923187668),
      ("cross_entropy_lambda", 3.048587351573742), ("regression sqrt", 9),
      ("binary sigmoid:1", 0.9525741268224334), ("binary sigmoid:0.5", 0.8175744761936437),
      ("cross_entropy", 0.9525741268224334),
    ])
  func objectives(objective: String, expected: Double) throws {
    let model = try Self.model(Self.small(objective))
    let rows = Matrix(rows: 1, columns: 2, elements: [1, 0])
    let scale = model.outputs.scales[0]
    #expect(abs(try model.predict(rows, scale: scale)[0, 0] - expected) < 1e-14)
    if model.outputs.scales.contains(.margin) {
      #expect(try model.predict(rows, scale: .margin)[0, 0] == 3)
    }
    let again = try PlainModelJSON.model(
      of: JSONParser.parse(PlainModelJSON.json(of: model).serialized))
    #expect(try again.predict(rows, scale: scale) == model.predict(rows, scale: scale))
  }

  @Test("average the trees of a forest before the link")
  func forests() throws {
    let text = Self.small("binary sigmoid:2", header: "average_output")
    let twice = text.replacing(
      "end of trees", with: text.split(separator: "\n\n")[1] + "\n\nend of trees")
    let model = try Self.model(twice)
    let rows = Matrix(rows: 1, columns: 2, elements: [1, 0])
    #expect(try model.predict(rows, scale: .margin)[0, 0] == 6)
    #expect(
      abs(try model.predict(rows, scale: .probability)[0, 0] - 0.9975273768433653) < 1e-15)
  }

  @Test(
    "send missing cells and zeros where the node says",
    // none; zero, to the right and to the left; NaN, to the right and to the left.
    arguments: [
      (2, [1.0, 1, 3]), (4, [3, 3, 3]), (6, [1, 1, 3]), (8, [3, 1, 3]), (10, [1, 1, 3]),
    ])
  func missing(decision: Int, expected: [Double]) throws {
    let model = try Self.model(Self.small(decision: decision))
    let rows = Matrix(rows: 3, columns: 2, elements: [.missing, 0, 1e-36, 0, 1, 0])
    #expect(try model.predict(rows, scale: .value).elements == expected)
  }

  @Test("know the classes, features and their ranges")
  func description() throws {
    let model = try Self.model(Self.small("multiclass num_class:3", classes: 3))
    #expect(model.outputs.classes == [.number(0), .number(1), .number(2)])
    #expect(model.outputs.scales == [.probability, .margin])
    #expect(model.features.names == ["x", "y"])
    #expect(model.features.features[0].range == -1...2)
    #expect(model.features.features[1].range == nil)
    #expect(model.ensemble.cover == [10, 6, 4, 10, 6, 4, 10, 6, 4])
  }

  @Test("have levels by the texts of the table, and by the codes that training saw")
  func levels() throws {
    let set = "cat_boundaries=0 1 2\ncat_threshold=5 2\nnum_cat=2"
    let text =
      Self.small(decision: 1, tree: set)
      .replacing("threshold=0.5", with: "threshold=0")
      .replacing("[-1:2] none", with: "-1:2:0:1 [0:1]")
    let coded = try Self.model(text)
    #expect(coded.features.features[0].levels == ["0", "1", "2"])
    let numbers = Table([
      ("x", Column(numbers: [0, 1, 2, 7])), ("y", Column(numbers: [0, 0, 0, 0])),
    ])
    let codes = try coded.features.matrix(of: numbers)
    #expect(try coded.predict(codes, scale: .value).elements == [1, 3, 1, 3])

    let named = try Self.model(text + "\n\npandas_categorical:[[\"a\", \"b\", \"c\"]]\n")
    #expect(named.features.features[0].levels == ["a", "b", "c"])
    for column in [Column(numbers: [0, 1, 2, 7]), Column(texts: ["a", "b", "c", "d"])] {
      let table = Table([("x", column), ("y", Column(numbers: [0, 0, 0, 0]))])
      let rows = try named.features.matrix(of: table)
      #expect(try named.predict(rows, scale: .value).elements == [1, 3, 1, 3])
    }
    // An ordered column has a list of levels, too, but is compared as a number.
    let ordered = try Self.model(
      text + "\n\npandas_categorical:[[\"a\", \"b\", \"c\"], [\"low\", \"high\"]]\n")
    #expect(ordered.features.features.map(\.levels) == [["a", "b", "c"], ["low", "high"]])
  }

  @Test(
    "that cannot be read tell why and where",
    arguments: [
      ("leaf_count=6 4", "is_linear=1", "linear models in its leaves"),
      ("leaf_value=1 3", "leaf_value=1", "line 19, 'leaf_value': expected 2 numbers, got fewer"),
      ("leaf_value=1 3", "leaf_value=1 x", "expected a number in place 1"),
      ("leaf_value=1 3", "leaf_value=1 nan", "tree 0: the value of leaf 2 is not finite"),
      ("threshold=0.5", "threshold=nan", "the threshold of node 0 is NaN"),
      ("threshold=0.5\n", "", "tree 0: the line 'threshold' is absent"),
      ("num_leaves=2", "num_leaves=1152921504606846976", "expected whole numbers from 1"),
      ("num_leaves=2", "num_leaves=2000000000", "expected 2000000000 numbers, got fewer"),
      ("split_feature=0", "split_feature=7", "there is no feature 7, there are 2"),
      ("left_child=-1", "left_child=0", "node 0 is reached twice"),
      ("right_child=-2", "right_child=-1", "node 1 is reached twice"),
      ("right_child=-2", "right_child=5", "from -2 to 0, got 5.0"),
      ("decision_type=2", "decision_type=1", "there is no set 0.5 of categories"),
      ("objective=regression", "objective=magic", "the objective 'magic' is not known"),
      ("objective=regression", "objective=multiclass num_class:3", "for 3 classes"),
      ("feature_names=x y", "feature_names=x x", "'x' occurs twice"),
      ("feature_names=x y", "feature_names=x", "tells of 2 features, 'feature_names' of 1"),
      ("feature_infos=[-1:2] none", "feature_infos=[-1:2]", "expected 2 entries, got 1"),
      ("end of trees", "", "the file ends after tree 1 and is cut short"),
      ("end of trees", "end of trees\n\nparameters:\n[x: 1]", "ends among its parameters"),
      ("version=v4", "version=v4\ntree_sizes=100 100", "tells of 2 trees, got 1"),
      ("end of trees", "end of trees\npandas_categorical:[[\"a\"", "of its JSON"),
    ])
  func errors(part: String, replacement: String, reason: String) throws {
    let text = Self.small().replacing(part, with: replacement, maxReplacements: 1)
    #expect(text != Self.small())
    let error = #expect(throws: ModelError.self) { try Self.model(text) }
    let words = try #require(error?.description)
    #expect(words.hasPrefix("'model.txt' cannot be read as a model: "))
    #expect(words.contains(reason), "\(words)")
  }
}
