import RetraceNumerics
import RetraceTables
import Testing

@testable import RetraceModels

@Suite("ONNX")
struct ONNXFormatTests {
  struct File: Sendable, CustomTestStringConvertible {
    let path: String
    let expected: String
    let family: String
    var tolerance = 1e-6
    var rows = "X.csv"

    var testDescription: String { path }
    var folder: String { String(path.prefix { $0 != "/" }) }
  }

  static let files: [File] = [
    File(
      path: "gradient_boosting_regressor/model.onnx", expected: "onnxruntime_value.csv",
      family: "tree_ensemble"),
    File(
      path: "random_forest/model.onnx", expected: "onnxruntime_probability.csv",
      family: "tree_ensemble"),
    File(
      path: "random_forest/model_zipmap.onnx", expected: "onnxruntime_probability.csv",
      family: "tree_ensemble"),
    File(
      path: "mlp_classifier/model.onnx", expected: "onnxruntime_probability.csv", family: "mlp"),
    File(
      path: "mlp_classifier/model_zipmap.onnx", expected: "onnxruntime_probability.csv",
      family: "mlp"),
    File(
      path: "mlp_classifier/model_float64.onnx", expected: "sklearn_probability.csv",
      family: "mlp", tolerance: 1e-14),
    File(
      path: "pipeline_logistic/model.onnx", expected: "onnxruntime_probability.csv",
      family: "logistic"),
    File(
      path: "pipeline_logistic/model_zipmap.onnx", expected: "onnxruntime_probability.csv",
      family: "logistic"),
    File(path: "svc/model.onnx", expected: "onnxruntime_probability.csv", family: "graph"),
    File(path: "svc/model_zipmap.onnx", expected: "onnxruntime_probability.csv", family: "graph"),
    File(path: "mixed1/model.onnx", expected: "expected.csv", family: "graph"),
    File(path: "mixed2/model.onnx", expected: "expected.csv", family: "graph"),
    File(path: "mixed3/model.onnx", expected: "expected.csv", family: "logistic"),
    File(path: "dia_svr1/model.onnx", expected: "expected.csv", family: "graph"),
    File(path: "wine_calib/model.onnx", expected: "expected.csv", family: "graph"),
    File(path: "trees_all_modes/model.onnx", expected: "expected.csv", family: "graph"),
    File(path: "trees_softmax/model.onnx", expected: "expected.csv", family: "graph"),
    File(path: "trees_version5/model.onnx", expected: "expected.csv", family: "graph"),
    File(
      path: "trees_two_comparisons/model.onnx", expected: "expected.csv",
      family: "tree_ensemble"),
    File(path: "one_hot_numbers/model.onnx", expected: "expected.csv", family: "graph"),
    File(path: "label_numbers/model.onnx", expected: "expected.csv", family: "graph"),
  ]

  static func model(_ path: String) throws -> any Model {
    try ModelFormatCatalog.load(path: Fixtures.path("onnx/\(path)"))
  }

  /// The rows of a fixture, by name for pipelines, by place for one input x0, x1, ….
  static func rows(_ model: any Model, _ file: File) throws -> Matrix {
    let table = try Fixtures.table("onnx/\(file.folder)/\(file.rows)")
    if model.features.names.allSatisfy({ table[$0] != nil }) {
      return try model.features.matrix(of: table)
    }
    return Fixtures.matrix(table)
  }

  @Test("Graphs predict what ONNX Runtime predicts", arguments: files)
  func predicts(_ file: File) throws {
    let model = try Self.model(file.path)
    #expect(model.family == file.family)
    let expected = Fixtures.matrix(try Fixtures.table("onnx/\(file.folder)/\(file.expected)"))
    let rows = try Self.rows(model, file)
    let got = try model.predict(rows, scale: model.outputs.defaultScale)
    #expect(got.rows == expected.rows)
    for row in 0..<got.rows {
      for column in 0..<got.columns {
        let from = got.columns == 1 && expected.columns == 2 ? 1 : column
        let tolerance = file.tolerance + 10 * file.tolerance * abs(expected[row, from])
        #expect(abs(got[row, column] - expected[row, from]) <= tolerance)
      }
    }
  }

  @Test("A row gets the same bits alone and in a batch", arguments: files)
  func batches(_ file: File) throws {
    let model = try Self.model(file.path)
    let rows = try Self.rows(model, file)
    let scale = model.outputs.defaultScale
    let together = try model.predict(rows, scale: scale)
    for row in [0, 7, rows.rows - 1] {
      let alone = try model.predict(
        Matrix(rows: 1, columns: rows.columns, elements: rows.row(row)), scale: scale)
      #expect(alone.elements == together.row(row))
    }
  }

  @Test("Texts reach a pipeline as they stand in the table, and unknown ones are no level")
  func texts() throws {
    let model = try Self.model("pipeline_logistic/model.onnx")
    let housing = try #require(model.features.features.first { $0.name == "housing" })
    #expect(housing.levels == ["for free", "own", "rent"])
    #expect(model.features.features.first { $0.name == "age_years" }?.kind == .number)
    #expect(model.outputs.classes == [.number(0), .number(1)])
    #expect(model is any LinearModel)
  }

  @Test("Networks have gradients, trees their nodes")
  func structure() throws {
    #expect(try Self.model("mlp_classifier/model.onnx") is any DifferentiableModel)
    let forest = try #require(try Self.model("random_forest/model.onnx") as? any TreeModel)
    #expect(forest.ensemble.treeCount == 25)
    #expect(forest.sumScale == .probability)
  }

  @Test(
    "Networks that give logits are read as a softmax of them",
    arguments: ["model.onnx", "model_dynamo.onnx"])
  func logits(_ name: String) throws {
    let model = try ModelFormatCatalog.load(path: Fixtures.path("torch_mlp/\(name)"))
    let rows = Fixtures.matrix(try Fixtures.table("torch_mlp/X_scaled.csv"))
    let expected = Fixtures.matrix(try Fixtures.table("torch_mlp/probability.csv"))
    let got = try model.predict(rows, scale: .probability)
    for row in 0..<rows.rows { #expect(abs(got[row, 0] - expected[row, 1]) < 1e-6) }
    #expect(model.features.names.prefix(2) == ["x0", "x1"])
  }

  @Test("An operator that is not known is named")
  func unknownOperator() throws {
    let bytes = try MappedFile(path: Fixtures.path("onnx/svc/model.onnx")).array
    let name = Array("SVMClassifier".utf8)
    let start = try #require(
      bytes.indices.first { bytes[$0...].starts(with: Array("\u{22}\u{0D}".utf8) + name) })
    var changed = bytes
    changed[start + 2] = UInt8(ascii: "X")
    let error = #expect(throws: ModelError.self) {
      try ONNXFormat.load(MappedFile(bytes: changed, name: "model.onnx"))
    }
    #expect("\(try #require(error))".contains("XVMClassifier"))
  }
}
