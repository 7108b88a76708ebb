import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("XGBoost models")
struct XGBoostTests {
  static func load(_ name: String) throws -> any Model {
    try ModelFormatCatalog.load(path: Fixtures.path("xgboost/\(name)"))
  }

  /// The largest difference of predictions to a file's numbers, relative beyond 1.
  static func difference(
    _ model: any Model, _ rows: Matrix, _ scale: OutputScale, _ file: String
  ) throws -> Double {
    let expected = Fixtures.matrix(try Fixtures.table("xgboost/\(file)"))
    let predictions = try model.predict(rows, scale: scale)
    guard predictions.rows == expected.rows, predictions.columns == expected.columns else {
      return .infinity
    }
    return zip(predictions.elements, expected.elements)
      .map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .nan
  }

  @Test(
    "predict what XGBoost predicts, and the same to the bit after a round trip",
    arguments: [
      ("old_2_1_1_binary/model.json", "X", OutputScale.probability),
      ("old_2_1_1_binary/model.ubj", "X", .probability),
      ("old_2_1_1_categorical/model.json", "X_codes", .probability),
      ("old_2_1_1_multiclass/model.ubj", "X", .probability),
      ("early_stopping/model.json", "X", .value), ("dart/model.ubj", "X", .probability),
      ("poisson/model.ubj", "X", .value), ("categorical/model.ubj", "X", .probability),
      ("rf_logitraw/model.ubj", "X", .margin), ("missing/model.ubj", "X", .probability),
      ("multi_softprob/model.ubj", "X", .probability), ("gblinear/model.json", "X", .probability),
    ])
  func predictions(name: String, table: String, natural: OutputScale) throws {
    let model = try Self.load(name)
    let folder = name.split(separator: "/")[0]
    #expect(model.outputs.defaultScale == natural)
    let rows = try model.features.matrix(of: Fixtures.table("xgboost/\(folder)/\(table).csv"))
    let margin: OutputScale = model.outputs.scales.contains(.margin) ? .margin : .value
    #expect(try Self.difference(model, rows, margin, "\(folder)/margin.csv") <= 1e-6)
    #expect(try Self.difference(model, rows, natural, "\(folder)/prediction.csv") <= 2e-6)

    let text = try PlainModelJSON.json(of: model).serialized
    let again = try PlainModelJSON.model(of: JSONParser.parse(text))
    #expect(again.outputs == model.outputs)
    #expect(again.features == model.features)
    for scale in model.outputs.scales {
      #expect(try again.predict(rows, scale: scale) == model.predict(rows, scale: scale))
    }
  }

  @Test(
    "have the very leaves of XGBoost: summed up in 32 bits they give its margins to the bit",
    arguments: [
      "old_2_1_1_binary/model.json", "old_2_1_1_binary/model.ubj", "early_stopping/model.json",
      "missing/model.ubj", "categorical/model.ubj", "rf_logitraw/model.ubj",
    ])
  func leaves(name: String) throws {
    let model = try #require(try Self.load(name) as? TreeEnsembleModel)
    let folder = name.split(separator: "/")[0]
    let rows = try model.features.matrix(of: Fixtures.table("xgboost/\(folder)/X.csv"))
    let expected = Fixtures.matrix(try Fixtures.table("xgboost/\(folder)/margin.csv"))
    let trees = model.ensemble
    for row in 0..<rows.rows {
      var sum = Float(trees.base[0])
      for tree in 0..<trees.treeCount {
        sum += Float(trees.values[trees.leaf(tree: tree, row: rows.row(row))])
      }
      #expect(Double(sum) == expected[row, 0])
    }
  }

  @Test("take the names of categories from the file")
  func categories() throws {
    let model = try Self.load("categorical/model.ubj")
    #expect(
      model.features.features[0].levels == [
        "0 to 200 DM", "200 DM or more", "below 0 DM", "no checking account",
      ])
    #expect(model.features.features[1].kind == .number)
    #expect(model.features.features[1].step == 1)
  }

  @Test("ask for the codes of categories whose names the file does not hold")
  func codes() throws {
    let model = try Self.load("old_2_1_1_categorical/model.json")
    #expect(model.features.features[0].isCode)
    let error = #expect(throws: ModelError.self) {
      try model.features.matrix(of: Fixtures.table("xgboost/old_2_1_1_categorical/X.csv"))
    }
    #expect(error?.description.contains("the code of a category") == true)
  }

  @Test("send a category that training has not seen to the left, as XGBoost does")
  func unseenCategory() throws {
    let trees = #"""
      {"tree_param": {"num_nodes": "3", "size_leaf_vector": "1"}, "left_children": [1, -1, -1],
      "right_children": [2, -1, -1], "split_indices": [0, 0, 0], "split_type": [1, 0, 0],
      "split_conditions": [NaN, 10, 20], "default_left": [0, 0, 0], "sum_hessian": [2, 1, 1],
      "categories": [1, 70], "categories_nodes": [0], "categories_segments": [0],
      "categories_sizes": [2]}
      """#
    let model = try Self.model(trees: [trees], features: 1)
    let cells: [Double] = [0, 1, 2, 70, 71, 500, .missing]
    let rows = Matrix(rows: cells.count, columns: 1, elements: cells)
    #expect(
      try model.predict(rows, scale: .value).elements == [10.5, 20.5, 10.5, 20.5, 10.5, 10.5, 20.5])
  }

  @Test("leave out the nodes that pruning has cut off")
  func deletedNodes() throws {
    let tree = #"""
      {"tree_param": {"num_nodes": "5", "num_deleted": "2"}, "left_children": [3, 2, 1, -1, -1],
      "right_children": [4, -1, 1, -1, -1], "split_indices": [0, 2147483647, 2147483647, 0, 0],
      "split_conditions": [0.5, NaN, NaN, 1, 2], "default_left": [true, false, false, false, false]}
      """#
    let model = try #require(try Self.model(trees: [tree], features: 1) as? TreeEnsembleModel)
    #expect(model.ensemble.nodeCount == 3)
    let rows = Matrix([[0], [0.5], [.missing]])
    #expect(try model.predict(rows, scale: .value).elements == [1.5, 2.5, 1.5])
  }

  @Test("keep the trees up to the best iteration, and say so")
  func bestIteration() throws {
    let model = try #require(try Self.load("early_stopping/model.json") as? TreeEnsembleModel)
    #expect(model.ensemble.treeCount == 19)
    #expect(
      model.notes == ["the file has 27 trees; the first 19, up to the best iteration, count"])
  }

  @Test(
    "say what is wrong and where",
    arguments: [
      (#""num_target": "1""#, #""num_target": "2""#, "predicts 2 numbers"),
      (#""base_score": "5E-1""#, #""base_score": "0""#, "base_score: '0' is not possible"),
      (#""base_score": "5E-1""#, #""base_score": "[1,2]""#, "expected 1 numbers"),
      (#""num_feature": "1""#, #""num_feature": "1152921504606846976""#, "the limit is"),
      (#""num_feature": "1""#, #""num_feature": "0""#, "asks for feature 0"),
      (#""left_children": [1, -1, -1]"#, #""left_children": [1, 0, -1]"#, "has one child"),
      (#""left_children": [1, -1, -1]"#, #""left_children": [2, -1, -1]"#, "2 is reached twice"),
      (#""left_children": [1, -1, -1]"#, #""left_children": [9, -1, -1]"#, "has the child 9"),
      (#""left_children": [1, -1, -1]"#, #""left_children": [1, -1]"#, "expected 3 nodes"),
      (#""left_children": [1, -1, -1]"#, #""left_children": [1e300, -1, -1]"#, "whole numbers"),
      (#""split_conditions": [0,"#, #""split_conditions": [NaN,"#, "threshold of node 0 is NaN"),
      (#"1, 2], "default"#, #"Infinity, 2], "default"#, "leaf 1 is not finite"),
      (#""name": "gbtree""#, #""name": "gbforest""#, "none of 'gbtree', 'dart', 'gblinear'"),
      (#""tree_info": [0]"#, #""tree_info": [3]"#, "expected an output from 0 to 0"),
      (#""size_leaf_vector": "1""#, #""size_leaf_vector": "2""#, "leaves with 2 values"),
    ])
  func errors(old: String, new: String, message: String) throws {
    let tree = #"""
      {"tree_param": {"num_nodes": "3", "size_leaf_vector": "1"}, "left_children": [1, -1, -1],
      "right_children": [2, -1, -1], "split_indices": [0, 0, 0],
      "split_conditions": [0, 1, 2], "default_left": [0, 0, 0]}
      """#
    let text = Self.text(trees: [tree], features: 1, objective: "binary:logistic")
    #expect(text.contains(old))
    let error = #expect(throws: ModelError.self) {
      try Self.load(bytes: Array(text.replacing(old, with: new).utf8))
    }
    let description = error?.description ?? ""
    #expect(description.contains(message), "\(description)")
    #expect(description.contains("'model'"))
  }

  static func text(trees: [String], features: Int, objective: String) -> String {
    """
    {"learner": {"attributes": {}, "feature_names": [], "feature_types": [],
    "gradient_booster": {"name": "gbtree", "model": {"gbtree_model_param":
    {"num_trees": "\(trees.count)"},
    "tree_info": [\(trees.map { _ in "0" }.joined(separator: ", "))], "trees": [\(trees.joined(separator: ", "))]}},
    "learner_model_param": {"base_score": "5E-1", "num_class": "0", "num_feature": "\(features)",
    "num_target": "1"}, "objective": {"name": "\(objective)"}}, "version": [2, 1, 1]}
    """
  }

  static func model(trees: [String], features: Int) throws -> any Model {
    try load(bytes: Array(text(trees: trees, features: features, objective: "reg:linear").utf8))
  }

  static func load(bytes: [UInt8]) throws -> any Model {
    let file = MappedFile(bytes: bytes, name: "model")
    let format = try #require(ModelFormatCatalog.format(of: file))
    return try format.load(file)
  }
}
