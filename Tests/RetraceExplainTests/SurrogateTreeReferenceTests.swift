import RetraceExplain
import RetraceModels
import RetraceTables
import Testing

@Suite("Surrogate trees against scikit-learn 1.9.1")
struct SurrogateTreeReferenceTests {
  static let cases = ["clf_mlp_labels", "multi_softmax_labels", "reg_mlp_value"].flatMap { name in
    [2, 3, 4, 5].flatMap { depth in [(name, depth, 1), (name, depth, 20)] }
  }

  static func surrogate(
    _ name: String, _ change: (inout SurrogateTree.Options) -> Void
  ) throws -> Surrogate {
    var options = SurrogateTree.Options()
    options.holdout = .table(try Fixtures.table("surrogate/" + name, "test.csv"))
    change(&options)
    return try SurrogateTree.surrogate(
      model: Fixtures.model("surrogate/" + name),
      table: Fixtures.table("surrogate/" + name, "train.csv"), options: options)
  }

  @Test(
    "fidelity is the reference's, and so is the tree where it is the only one", arguments: cases)
  func cart(name: String, depth: Int, minimumLeaf: Int) throws {
    let expected = try Fixtures.json("surrogate/" + name, "expected.json").at("cart").array
    let reference = try #require(
      expected.first {
        $0.at("max_depth").number == Double(depth)
          && $0.at("min_samples_leaf").number == Double(minimumLeaf)
      })
    let found = try Self.surrogate(name) {
      $0.depth = depth
      $0.minimumLeaf = minimumLeaf
    }
    #expect(abs(found.fidelity.train - reference.at("train_fidelity_min").number) < 1e-9)
    #expect(
      try #require(found.fidelity.holdout) > reference.at("test_fidelity_min").number - 1e-9)
    guard let tree = reference["tree"], tree != .null else { return }
    let own = found.model.ensemble.tree(0)
    #expect(own.left == tree.at("children_left").integers)
    #expect(own.right == tree.at("children_right").integers)
    #expect(own.cover == tree.at("cover").numbers)
    for (node, feature) in tree.at("feature").integers.enumerated() where own.left[node] >= 0 {
      #expect(own.feature[node] == feature)
      let threshold = tree.at("threshold").numbers[node]
      #expect(abs(own.threshold[node] - threshold) <= 1e-9 * abs(threshold))
    }
    for (node, value) in tree.at("value").array.enumerated() {
      let numbers = value.array.isEmpty ? [value.number] : value.numbers
      for (a, b) in zip(own.values[node], numbers) { #expect(abs(a - b) <= 1e-12 * max(1, abs(b))) }
    }
  }

  @Test(
    "the optimal tree of two questions is as good as all trees tried",
    arguments: ["clf_mlp_labels", "multi_softmax_labels", "reg_mlp_value"])
  func optimal(name: String) throws {
    let expected = try Fixtures.json("surrogate/" + name, "expected.json")
      .at("optimal_depth_2").at("train_fidelity").number
    let found = try Self.surrogate(name) {
      $0.depth = 2
      $0.optimal = true
    }
    #expect(abs(found.fidelity.train - expected) < (name == "reg_mlp_value" ? 1e-9 : 1e-12))
  }
}
