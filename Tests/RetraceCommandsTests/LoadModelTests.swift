import RetraceCommands
import RetraceLanguage
import RetraceSyntax
import Testing

/// `load` of models whose files leave something open.
@Suite("Loading models") struct LoadModelTests {
  static let folder: String = {
    let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    return "/\(tests)/RetraceModelsTests/Fixtures"
  }()

  private func result(_ text: String) -> String {
    RunCommandTests.result(text, folder: Self.folder)
  }

  @Test("A model says what it was taken for, and what was taken for granted")
  func summary() throws {
    let path = "\"torch_mlp/model.safetensors\""
    let loaded = try RunCommandTests.run("m = load(\(path))", folder: Self.folder)
    guard case .object(let object) = loaded.value else {
      Issue.record("no model")
      return
    }
    #expect(object.summary == "model · safetensors · mlp 30-16-8-2 · 30 features · classes 0, 1")
    #expect(loaded.notes.count == 1)
    let named = try RunCommandTests.run(
      """
      x = load("torch_mlp/X.csv")
      load(\(path), features: x, classes: ["malignant", "benign"], target: "diagnosis")
      """, folder: Self.folder)
    guard case .object(let object) = named.value else {
      Issue.record("no model")
      return
    }
    #expect(
      object.summary
        == "model · safetensors · mlp 30-16-8-2 · 30 features · classes malignant, benign"
        + " · predicts diagnosis")
  }

  @Test(
    "What does not fit is said at its argument",
    arguments: [
      ("load(\"torch_mlp/X.csv\", classes: [1])", "'classes:' is for models"),
      (
        "load(\"torch_mlp/model.safetensors\", classes: [1])",
        "'classes:' does not fit: the model tells 2 classes, got 1"
      ),
      (
        "load(\"torch_mlp/model.safetensors\", layers: [\"swish\"])",
        "'layers:' takes \"relu\", \"tanh\""
      ),
      ("load(\"torch_mlp/model.safetensors\", features: [1])", "'features:' takes names"),
      (
        "load(\"onnx/svc/model.onnx\", layers: [\"relu\"])",
        "'layers:' does not fit: an ONNX file tells its layers itself"
      ),
    ])
  func misfits(_ text: String, _ part: String) {
    #expect(result(text).contains(part))
  }
}
