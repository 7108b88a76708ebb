import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("CatBoost JSON files")
struct CatBoostJSONTests {
  static func model(_ text: String) throws -> TreeEnsembleModel {
    try #require(
      CatBoostJSON.load(MappedFile(bytes: Array(text.utf8), name: "model.json"))
        as? TreeEnsembleModel)
  }

  /// One tree with two questions over the numbers b and a, in the order of the table a, b.
  static let small = """
    {"features_info": {"float_features": [
      {"feature_index": 0, "flat_feature_index": 1, "feature_name": "b", "borders": [0.1],
       "nan_value_treatment": "AsTrue"},
      {"feature_index": 1, "flat_feature_index": 0, "feature_id": "a", "borders": [2],
       "nan_value_treatment": "AsFalse"}]},
     "model_info": {"params": {"loss_function": {"type": "RMSE"}}},
     "oblivious_trees": [{"leaf_values": [1, 2, 3, 4], "leaf_weights": [5, 6, 7, 8], "splits": [
       {"split_type": "FloatFeature", "float_feature_index": 0, "border": 0.1},
       {"split_type": "FloatFeature", "float_feature_index": 1, "border": 2}]}],
     "scale_and_bias": [2, [10]]}
    """

  @Test(
    "give CatBoost's raw scores to the bit, and its predictions",
    arguments: ["categorical", "missing", "multiclass", "lossguide"])
  func agreement(name: String) throws {
    let folder = "catboost_\(name)"
    let model = try #require(
      ModelFormatCatalog.load(path: Fixtures.path("\(folder)/model.json")) as? TreeEnsembleModel)
    let rows = try model.features.matrix(of: Fixtures.table("\(folder)/X.csv"))
    let margins = try model.predict(rows, scale: .margin)
    #expect(margins == Fixtures.matrix(try Fixtures.table("\(folder)/margin.csv")))
    let predictions = try model.predict(rows, scale: .probability)
    let expected = Fixtures.matrix(try Fixtures.table("\(folder)/prediction.csv"))
    let columns = name == "multiclass" ? [0, 1, 2] : [1]
    for row in 0..<rows.rows {
      for (position, column) in columns.enumerated() {
        #expect(abs(predictions[row, position] - expected[row, column]) < 1e-15)
      }
    }
    #expect(model.ensemble.hasCovers)
    let again = try PlainModelJSON.model(
      of: JSONParser.parse(PlainModelJSON.json(of: model).serialized))
    #expect(try again.predict(rows, scale: .probability) == predictions, "saved and loaded")
  }

  @Test("have features in the order of the table, numbers of 32 bits, scale and bias")
  func questions() throws {
    let model = try Self.model(Self.small)
    #expect(model.features.names == ["a", "b"])
    // 0.1 in 64 bits is above no border of 0.1; the next number of 32 bits is.
    let rows = Matrix(
      rows: 5, columns: 2,
      elements: [2, 0.1, 2, Double(Float(0.1).nextUp), 3, 0, .missing, .missing, 9, 9])
    #expect(try model.predict(rows, scale: .value).elements == [12, 14, 16, 14, 18])
    // The last question is at the root.
    #expect(model.ensemble.cover == [26, 11, 15, 5, 6, 7, 8])
    #expect(model.ensemble.feature.prefix(3) == [0, 1, 1])
  }

  @Test("know categories by their texts, and send unknown ones as CatBoost does")
  func categories() throws {
    let model = try #require(
      ModelFormatCatalog.load(path: Fixtures.path("catboost_categorical/model.json"))
        as? TreeEnsembleModel)
    #expect(
      model.features.features[0].levels == [
        "0 to 200 DM", "200 DM or more", "below 0 DM", "no checking account",
      ])
    // The prediction of CatBoost for the first row with an unknown checking_status.
    let table = try Fixtures.table("catboost_categorical/X.csv")
    var rows = try model.features.matrix(of: table)
    rows[0, 0] = .nan
    #expect(try model.predict(rows, scale: .margin)[0, 0] == -0.589218644841684)
  }

  @Test(
    "tell numbers through exp where the loss does, and name classes",
    arguments: [
      ("Poisson", 1096.6331584284585), ("Tweedie", 1096.6331584284585),
      ("Logloss", 0.9990889488055994), ("Quantile", 7),
    ])
  func losses(loss: String, expected: Double) throws {
    let text = Self.small.replacing("RMSE", with: loss)
      .replacing(
        "\"params\":", with: "\"class_params\": {\"class_names\": [\"n\", \"y\"]}, \"params\":"
      )
      .replacing("[2, [10]]", with: "[1, 3]")
    let model = try Self.model(text)
    let rows = Matrix(rows: 1, columns: 2, elements: [9, 9])
    #expect(
      abs(try model.predict(rows, scale: model.outputs.scales[0])[0, 0] / expected - 1) < 1e-14)
    #expect(model.outputs.classes == (loss == "Logloss" ? [.text("n"), .text("y")] : []))
  }

  @Test(
    "that cannot be read tell why and where",
    arguments: [
      ("[1, 2, 3, 4]", "[1, 2, 3]", "oblivious_trees[0].leaf_values: 3 values do not fit 2"),
      ("[1, 2, 3, 4]", "[1, 2, 3, 1e999]", "leaf_values[3]: expected a finite number"),
      ("[5, 6, 7, 8]", "[5]", "leaf_weights: expected 4 numbers, got 1"),
      ("\"float_feature_index\": 1, ", "\"float_feature_index\": 9, ", "no float feature 9"),
      ("\"float_feature_index\": 1, ", "", "splits[1].float_feature_index"),
      ("\"FloatFeature\"", "\"Magic\"", "split_type: 'Magic' is not known"),
      ("\"flat_feature_index\": 0", "\"flat_feature_index\": 1", "1 occurs twice"),
      ("\"feature_id\": \"a\"", "\"feature_id\": \"b\"", "'b' occurs twice"),
      ("RMSE", "MultiRMSE", "'MultiRMSE' tells several numbers a row"),
      ("[2, [10]]", "[2, [10, 20]]", "scale_and_bias[1]: expected 1 numbers, got 2"),
      ("[2, [10]]", "[2]", "scale_and_bias: expected two entries"),
      (
        "{\"float",
        "{\"text_features\": [{\"feature_index\": 0, \"flat_feature_index\": 3, "
          + "\"feature_name\": \"story\"}], \"float", "'story' is a text or an embedding"
      ),
      ("\"oblivious_trees\"", "\"other\"", "trees: it is absent"),
      ("}", "", "line 4, column 3: "),
    ])
  func errors(part: String, replacement: String, reason: String) throws {
    let text = Self.small.replacing(part, with: replacement, maxReplacements: 1)
    #expect(text != Self.small)
    let error = #expect(throws: ModelError.self) { try Self.model(text) }
    let words = try #require(error?.description)
    #expect(words.hasPrefix("'model.json' cannot be read as a model: "))
    #expect(words.contains(reason), "\(words)")
  }

  @Test("with statistics of several categories are refused, which are named")
  func combinations() throws {
    let text = String(
      decoding: try MappedFile(path: Fixtures.path("catboost_categorical/model.json")).array,
      as: UTF8.self)
    let element = "{\"cat_feature_index\":0,\"combination_element\":\"cat_feature_value\"}"
    let other = "{\"cat_feature_index\":3,\"combination_element\":\"cat_feature_value\"}"
    let error = #expect(throws: ModelError.self) {
      try Self.model(text.replacing("[\(element)]", with: "[\(element),\(other)]"))
    }
    let words = try #require(error?.description)
    #expect(words.contains("'checking_status', 'savings_status' together"), "\(words)")
  }

  @Test("without the texts of their categories tell how to save them")
  func absentTexts() throws {
    let text = String(
      decoding: try MappedFile(path: Fixtures.path("catboost_categorical/model.json")).array,
      as: UTF8.self)
    let error = #expect(throws: ModelError.self) {
      try Self.model(text.replacing("\"cat_features_hash\"", with: "\"nothing\""))
    }
    #expect(try #require(error?.description).contains("pool=the training pool"))
  }
}
