import RetraceNumerics
import RetraceTables
import Testing

@testable import RetraceModels

@Suite("Networks in safetensors files")
struct SafetensorsNetworkTests {
  private func load(
    _ tensors: [Tensor], _ hints: ModelHints = ModelHints()
  ) throws -> LoadedModel {
    try SafetensorsNetwork.load(
      MappedFile(bytes: TensorFile.bytes(of: tensors), name: "m.safetensors"), hints: hints)
  }

  private func tensor(_ name: String, _ shape: [Int], _ numbers: [Double]) -> Tensor {
    Tensor(name, shape: shape, .float64(numbers))
  }

  /// relu(x₀ − x₁), relu(x₁ + 1) → 2 a − b + 0.5.
  private func small(_ names: [String]) -> [Tensor] {
    [
      tensor(names[0], [2, 2], [1, -1, 0, 1]), tensor(names[1], [2], [0, 1]),
      tensor(names[2], [1, 2], [2, -1]), tensor(names[3], [1], [0.5]),
    ]
  }

  @Test(
    "PyTorch's network is inferred and predicts its probabilities",
    arguments: [
      ("model.safetensors", 1e-6), ("model_fp16.safetensors", 5e-3),
      ("model_bf16.safetensors", 4e-2),
    ])
  func torch(_ name: String, _ tolerance: Double) throws {
    let loaded = try ModelFormatCatalog.load(
      path: Fixtures.path("torch_mlp/\(name)"), hints: ModelHints())
    #expect(loaded.format == "safetensors")
    #expect(loaded.model.summary == "mlp 30-16-8-2")
    #expect(
      loaded.notes == [
        "the file does not name its activations: relu between the layers and softmax at the end "
          + "taken; layers: says otherwise"
      ])
    let rows = Fixtures.matrix(try Fixtures.table("torch_mlp/X_scaled.csv"))
    let expected = Fixtures.matrix(try Fixtures.table("torch_mlp/probability.csv"))
    let logits = Fixtures.matrix(try Fixtures.table("torch_mlp/logits.csv"))
    let got = try loaded.model.predict(rows, scale: .probability)
    let margins = try loaded.model.predict(rows, scale: .margin)
    for row in 0..<rows.rows {
      #expect(abs(got[row, 0] - expected[row, 1]) < tolerance)
      guard tolerance < 1e-5 else { continue }
      let margin = logits[row, 1] - logits[row, 0]
      #expect(abs(margins[row, 0] - margin) < 1e-5 * (1 + abs(margin)))
    }
  }

  @Test(
    "Names of PyTorch, of modules in it and out of order make the same network",
    arguments: [
      ["0.weight", "0.bias", "2.weight", "2.bias"],
      ["net.2.weight", "net.2.bias", "net.10.weight", "net.10.bias"],
      ["fc1.weight", "fc1.bias", "out.weight", "out.bias"],
      ["hidden.weight", "hidden.bias", "a_last.weight", "a_last.bias"],
    ])
  func names(_ names: [String]) throws {
    let model = try load(small(names).reversed()).model
    let got = try model.predict(Matrix([[3, 1], [0, 2]]), scale: .value)
    #expect(got.elements == [2.5, -2.5])
  }

  @Test("Keras's kernels have a row per input")
  func keras() throws {
    let model = try load([
      tensor("dense/kernel:0", [2, 3], [1, 0, 2, 0, 1, 3]),
      tensor("dense/bias:0", [3], [0, 0, 1]),
      tensor("dense_1/kernel:0", [3, 1], [1, 2, 3]),
    ]).model
    let got = try model.predict(Matrix([[1, 2]]), scale: .value)
    #expect(got.elements == [32])
  }

  @Test("Activations, classes and scaling can be said")
  func hints() throws {
    let tensors = small(["0.weight", "0.bias", "1.weight", "1.bias"])
    let loaded = try load(
      tensors,
      ModelHints(
        features: ["a", "b"], classes: [.text("no"), .text("yes")], target: "ill",
        layers: [.activation(.tanh), .activation(.logistic)], mean: [1, 0], scale: [2, 1]))
    #expect(loaded.notes.isEmpty)
    #expect(loaded.model.features.names == ["a", "b"])
    #expect(loaded.model.outputs.classNames == ["no", "yes"])
    #expect(loaded.model.outputs.target == "ill")
    let plain = try load(
      tensors, ModelHints(layers: [.activation(.tanh), .activation(.logistic)]))
    let scaled = try loaded.model.predict(Matrix([[5, 3]]), scale: .margin)
    #expect(scaled == (try plain.model.predict(Matrix([[2, 3]]), scale: .margin)))
    // Two classes make one output the log odds of the second.
    let classes = ModelHints(classes: [.text("no"), .text("yes")])
    #expect(try load(tensors, classes).model.outputs.scales == [.probability, .margin])
  }

  @Test(
    "What does not fit is said with counts",
    arguments: [
      (ModelHints(features: ["a"]), "the model takes 2 features, got 1 names"),
      (ModelHints(features: ["a", "a"]), "the name 'a' is given twice"),
      (ModelHints(features: ["x1", "x0"]), "the same names in another order"),
      (ModelHints(classes: [.number(1)]), "the model predicts numbers"),
      (ModelHints(layers: [.width(2), .width(3)]), "the widths 2, 2, 1, got 2, 3"),
      (
        ModelHints(layers: [.activation(.relu), .activation(.relu), .activation(.relu)]),
        "the file has 2 layers, got 3 activations"
      ),
      (ModelHints(layers: [.activation(.relu), .activation(.softmax)]), "softmax needs two"),
      (ModelHints(mean: [1]), "the model takes 2 features, got 1 numbers"),
      (ModelHints(scale: [1, 0]), "a number is 0 or not finite"),
    ])
  func misfits(_ hints: ModelHints, _ part: String) throws {
    let error = #expect(throws: ModelError.self) {
      try load(small(["0.weight", "0.bias", "1.weight", "1.bias"]), hints)
    }
    #expect("\(try #require(error))".contains(part))
  }

  @Test("Other architectures are refused by the name of a tensor")
  func others() throws {
    let zeros = [Double](repeating: 0, count: 36)
    for (tensors, part) in [
      ([tensor("conv1.weight", [4, 1, 3, 3], zeros)], "tensor 'conv1.weight': its shape is"),
      (
        [tensor("q.weight", [6, 6], zeros), tensor("emb.weight", [9, 4], zeros)],
        "tensor 'emb.weight': it takes 4 inputs"
      ),
      ([tensor("norm.running_mean", [36], zeros)], "tensor 'norm.running_mean': its name"),
      ([tensor("0.bias", [36], zeros)], "tensor '0.bias': it has no weight"),
    ] {
      let error = #expect(throws: ModelError.self) { try load(tensors) }
      #expect("\(try #require(error))".contains(part))
      #expect("\(try #require(error))".contains("torch.onnx.export"))
    }
  }

  @Test("Names, classes and targets can be said of any format, scaling not of trees")
  func formats() throws {
    let path = Fixtures.path("onnx/random_forest/model.onnx")
    let names = (0..<13).map { "f\($0)" }
    let hints = ModelHints(
      features: names, classes: [.text("a"), .text("b"), .text("c")], target: "kind")
    let loaded = try ModelFormatCatalog.load(path: path, hints: hints)
    #expect(loaded.format == "ONNX")
    #expect(loaded.model.features.names == names)
    #expect(loaded.model.outputs.classNames == ["a", "b", "c"])
    let error = #expect(throws: ModelError.self) {
      try ModelFormatCatalog.load(
        path: path, hints: ModelHints(mean: [Double](repeating: 0, count: 13)))
    }
    #expect("\(try #require(error))".contains("takes the features as they are"))
    let graph = Fixtures.path("onnx/svc/model.onnx")
    let ones = [Double](repeating: 1, count: 13)
    let shifted = try ModelFormatCatalog.load(path: graph, hints: ModelHints(mean: ones)).model
    let plain = try ModelFormatCatalog.load(path: graph)
    #expect(
      try shifted.predict(Matrix([ones]), scale: .probability)
        == plain.predict(Matrix([ones.map { $0 - 1 }]), scale: .probability))
  }
}
