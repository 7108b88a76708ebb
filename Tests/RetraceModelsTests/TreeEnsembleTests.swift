import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Tree ensembles")
struct TreeEnsembleTests {
  /// A random tree that asks numbers, and for feature 0 sets of levels if asked to.
  static func tree(
    _ stream: inout RandomStream, depth: Int, hasLevels: Bool, hasRules: Bool = false
  ) -> TreeEnsemble.Tree {
    var tree = TreeEnsemble.Tree(
      left: [-1], right: [-1], feature: [-1], threshold: [0], values: [[stream.nextNormal()]],
      missing: [[]], levels: [nil])
    var open = [(0, 0)]
    while let (node, level) = open.popLast() {
      guard level < depth, stream.nextBool(probability: 0.9) else { continue }
      tree.left[node] = tree.left.count
      tree.right[node] = tree.left.count + 1
      tree.feature[node] = stream.nextBelow(4)
      tree.threshold[node] = Double(stream.nextBelow(9)) / 4 - 1
      tree.missing[node] =
        hasRules
        ? TreeEnsemble.MissingRule(rawValue: UInt8(stream.nextBelow(8)))
        : stream.nextBool() ? .goesLeft : []
      if hasLevels, tree.feature[node] == 0 {
        tree.levels[node] = (0..<70).filter { _ in stream.nextBool() }
      }
      for _ in 0..<2 {
        open.append((tree.left.count, level + 1))
        tree.left.append(-1)
        tree.right.append(-1)
        tree.feature.append(-1)
        tree.threshold.append(0)
        tree.values.append([stream.nextNormal()])
        tree.missing.append([])
        tree.levels.append(nil)
      }
    }
    return tree
  }

  static func rows(_ stream: inout RandomStream, hasMissing: Bool) -> Matrix {
    var rows = Matrix(rows: 301, columns: 4)
    for index in rows.elements.indices {
      // Values on the thresholds, and next to them.
      let value = Double(stream.nextBelow(9)) / 4 - 1
      rows.elements[index] =
        [value, value.nextUp, value.nextDown, value + 1e-9, 1e-36][stream.nextBelow(5)]
      if hasMissing, stream.nextBelow(8) == 0 {
        rows.elements[index] = stream.nextBool() ? .missing : .nan
      }
    }
    return rows
  }

  @Test(
    "in blocks give what a walk from root to leaf gives",
    arguments: [TreeEnsemble.Comparison.less, .lessOrEqual],
    [TreeEnsemble.Precision.float, .double])
  func kernel(comparison: TreeEnsemble.Comparison, precision: TreeEnsemble.Precision) throws {
    var stream = RandomStream(seed: 1, command: "test", purpose: "trees")
    for (hasLevels, hasMissing, hasRules, depth) in [
      (false, false, false, 6), (false, true, false, 6), (true, true, false, 6),
      (false, false, false, 20), (true, true, true, 6), (false, true, true, 17),
    ] {
      let trees = (0..<12).map { _ in
        Self.tree(&stream, depth: depth, hasLevels: hasLevels, hasRules: hasRules)
      }
      let ensemble = try TreeEnsemble(
        trees: trees, featureCount: 4, base: [0.5], aggregation: .mean, comparison: comparison,
        precision: precision)
      let rows = Self.rows(&stream, hasMissing: hasMissing)
      var result = Matrix(rows: 1, columns: 1)
      try ensemble.combined(rows, into: &result)
      let walked = (0..<rows.rows).map { row in
        0.5 + (0..<12).reduce(0.0) {
          $0 + ensemble.values[ensemble.leaf(tree: $1, row: rows.row(row))]
        } / 12
      }
      #expect(result.elements == walked)
    }
  }

  @Test("with several values a leaf add up in blocks as one by one")
  func vectorLeaves() throws {
    var stream = RandomStream(seed: 3, command: "test", purpose: "trees")
    let trees = (0..<5).map { _ in
      var tree = Self.tree(&stream, depth: 5, hasLevels: true)
      tree.values = tree.values.map { [$0[0], stream.nextNormal(), stream.nextNormal()] }
      return tree
    }
    let ensemble = try TreeEnsemble(
      trees: trees, featureCount: 4, base: [1, 2, 3], link: .softmax, precision: .float)
    let rows = Self.rows(&stream, hasMissing: true)
    var result = Matrix(rows: 1, columns: 1)
    try ensemble.combined(rows, into: &result)
    for row in 0..<rows.rows {
      for output in 0..<3 {
        let sum = trees.indices.reduce(0.0) {
          $0 + ensemble.values[ensemble.leaf(tree: $1, row: rows.row(row)) * 3 + output]
        }
        #expect(result[row, output] == ensemble.base[output] + sum)
      }
    }
  }

  @Test("tell exp of their sum as a number, also after a round trip")
  func exponentialLink() throws {
    let leaf = TreeEnsemble.Tree(
      left: [-1], right: [-1], feature: [-1], threshold: [0], values: [[2]])
    let ensemble = try TreeEnsemble(
      trees: [leaf], featureCount: 0, base: [-1.5], link: .exponential)
    let model = try TreeEnsembleModel(ensemble, features: FeatureSpace([]), target: "count")
    #expect(model.outputs.scales == [.value, .margin])
    #expect(!model.outputs.isClassifier)
    let rows = Matrix(rows: 1, columns: 0)
    #expect(try model.predict(rows, scale: .margin).elements == [0.5])
    #expect(try model.predict(rows, scale: .value).elements == [Kernels.exp(0.5)])
    #expect(try Self.again(model).outputs == model.outputs)
  }

  @Test(
    "keep the scales that they were made with",
    arguments: [[OutputScale.value, .margin], [.margin, .probability], [.probability, .margin]])
  func scales(scales: [OutputScale]) throws {
    let ensemble = try TreeEnsemble(trees: [], featureCount: 0, base: [0.5], link: .logistic)
    let model = try TreeEnsembleModel(ensemble, features: FeatureSpace([]), scales: scales)
    #expect(model.outputs.scales == scales)
    #expect(model.outputs.isClassifier != scales.contains(.value))
    #expect(try Self.again(model).outputs == model.outputs)
    let rows = Matrix(rows: 1, columns: 0)
    #expect(try model.predict(rows, scale: .margin).elements == [0.5])
    let other = try #require(scales.first { $0 != .margin })
    #expect(try model.predict(rows, scale: other).elements == [Kernels.logistic(0.5)])
  }

  @Test("refuse scales that do not go with the link")
  func unsuitedScales() throws {
    let ensemble = try TreeEnsemble(trees: [], featureCount: 0, base: [0.5], link: .exponential)
    #expect(throws: TreeEnsemble.ShapeError.self) {
      try TreeEnsembleModel(
        ensemble, features: FeatureSpace([]), scales: [.probability, .margin])
    }
  }

  /// The model, saved and loaded.
  static func again(_ model: TreeEnsembleModel) throws -> TreeEnsembleModel {
    let text = try PlainModelJSON.json(of: model).serialized
    return try #require(
      try PlainModelJSON.model(of: JSONParser.parse(text)) as? TreeEnsembleModel)
  }

  @Test("compare infinities and thresholds as they are")
  func infinities() throws {
    let tree = TreeEnsemble.Tree(
      left: [1, -1, 3, -1, -1], right: [2, -1, 4, -1, -1], feature: [0, -1, 0, -1, -1],
      threshold: [-.infinity, 0, .infinity, 0, 0], values: [[0], [1], [0], [2], [3]])
    for (comparison, expected) in [
      (TreeEnsemble.Comparison.less, [2.0, 2, 3]), (.lessOrEqual, [1, 2, 2]),
    ] {
      let ensemble = try TreeEnsemble(
        trees: [tree], featureCount: 1, base: [0], comparison: comparison)
      var result = Matrix(rows: 3, columns: 1)
      try ensemble.combined(Matrix([[-.infinity], [0], [.infinity]]), into: &result)
      #expect(result.elements == expected)
    }
  }

  @Test("add each tree to its own output")
  func outputs() throws {
    let leaf = { (value: Double, output: Int) in
      TreeEnsemble.Tree(
        left: [-1], right: [-1], feature: [-1], threshold: [0], values: [[value]], output: output)
    }
    let ensemble = try TreeEnsemble(
      trees: [leaf(1, 0), leaf(2, 2), leaf(4, 0)], featureCount: 0, base: [0, 10, 0],
      link: .softmax)
    let model = try TreeEnsembleModel(ensemble, features: FeatureSpace([]))
    #expect(try model.predict(Matrix(rows: 1, columns: 0), scale: .margin).elements == [5, 10, 2])
    let text = try PlainModelJSON.json(of: model).serialized
    let again = try #require(
      try PlainModelJSON.model(of: JSONParser.parse(text)) as? TreeEnsembleModel)
    #expect(again.ensemble == ensemble)
  }

  @Test("survive a round trip with levels, rules and covers")
  func roundTrip() throws {
    var stream = RandomStream(seed: 2, command: "test", purpose: "trees")
    var tree = Self.tree(&stream, depth: 5, hasLevels: true)
    tree.cover = tree.left.map { _ in stream.nextUniform() }
    let ensemble = try TreeEnsemble(
      trees: [tree], featureCount: 4, base: [0.1], comparison: .less, precision: .float)
    let levels = (0..<70).map { "level \($0)" }
    let features = FeatureSpace(
      [Feature("kind", .category(levels: levels))] + ["b", "c", "d"].map { Feature($0) })
    let model = try TreeEnsembleModel(ensemble, features: features, target: "y")
    let text = try PlainModelJSON.json(of: model).serialized
    let again = try #require(
      try PlainModelJSON.model(of: JSONParser.parse(text)) as? TreeEnsembleModel)
    #expect(again.ensemble == ensemble)
    #expect(again.features == features)
  }
}
