import RetraceNumerics
import RetraceTables
import Testing

@testable import RetraceModels

@Suite("Graphs in ONNX Runtime")
struct RuntimeModelTests {
  /// The runtime's library is optional; what needs it is tested where it is.
  static var isPresent: Bool {
    if case .success = OnnxRuntime.shared { true } else { false }
  }

  static var path: String { Fixtures.path("cnn_digits/model.onnx") }

  @Test("A convolutional network predicts what PyTorch predicts", .enabled(if: isPresent))
  func convolution() throws {
    let loaded = try ModelFormatCatalog.load(path: Self.path, hints: ModelHints())
    let model = loaded.model
    #expect(model.features.count == 64)
    #expect(model.outputs.classes.count == 10)
    #expect(loaded.notes == ["the graph gives scores; their softmax is taken for probabilities"])
    let rows = Fixtures.matrix(try Fixtures.table("cnn_digits/rows.csv"))
    let logits = Fixtures.matrix(try Fixtures.table("cnn_digits/logits.csv"))
    let got = try model.predict(rows, scale: .margin)
    for index in got.elements.indices {
      #expect(abs(got.elements[index] - logits.elements[index]) < 1e-4)
    }
    let alone = try model.predict(
      Matrix(rows: 1, columns: 64, elements: rows.row(5)), scale: .probability)
    #expect(alone.elements == (try model.predict(rows, scale: .probability)).row(5))
  }

  @Test("Where the library is absent, the error says how to get it", .disabled(if: isPresent))
  func absence() throws {
    let error = #expect(throws: ModelError.self) { try ModelFormatCatalog.load(path: Self.path) }
    let text = "\(try #require(error))"
    #expect(text.contains("scripts/get-onnxruntime"))
  }
}
