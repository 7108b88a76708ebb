public import RetraceCatalog
public import RetraceTables

/// The text files that LightGBM's `save_model` writes.
///
/// They are read as LightGBM's own `GBDT::LoadModelFromString` and `Tree` read them, and rows go
/// as in `Tree::NumericalDecision` and `Tree::CategoricalDecision`: 64-bit thresholds with
/// x <= threshold to the left, a rule for missing cells at each node, sets of categories.
public enum LightGBMText: ModelFormat {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "LightGBM text",
    summary: "Boosted trees and forests as LightGBM's save_model writes them.",
    discussion: """
      Margins are LightGBM's raw scores, which for a random forest (`boosting: rf`) of classes are \
      sums over the trees. Categories that came from a pandas table are known by their texts; \
      numbers in such a column are taken as their codes. Trees with linear models in their leaves \
      (`linear_tree`) are not read. Classes are numbered, since the file has no names for them.
      """,
    examples: [Example("load(\"model.txt\")", "read a model")],
    references: [
      "G. Ke et al.: LightGBM: A Highly Efficient Gradient Boosting Decision Tree, NeurIPS 2017, "
        + "https://papers.nips.cc/paper/6907"
    ],
    searchTerms: ["lightgbm", "boosting", "model.txt", "lgbm"])

  /// Whether a file starts as LightGBM's model files do.
  public static func recognizes(_ file: MappedFile) -> Bool {
    file.withBytes { bytes in
      guard bytes.starts(with: "tree".utf8) else { return false }
      let second = bytes.dropFirst(4).drop { $0 == 0x0A || $0 == 0x0D }
      return second.startIndex > 4
        && (second.starts(with: "version=".utf8) || second.starts(with: "num_class=".utf8))
    }
  }

  /// Reads a model file.
  ///
  /// - Throws: ``ModelError/unreadable(file:place:reason:)``.
  public static func load(_ file: MappedFile) throws -> any Model {
    try file.withBytes { bytes in
      guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
        throw ModelError.unreadable(file: file.name, place: "", reason: "it is empty")
      }
      var lines = LightGBMLines(start: start, count: bytes.count, file: file.name)
      let header = try LightGBMHeader(&lines)
      let trees = try trees(&lines, header)
      let trailer = try LightGBMTrailer(&lines)
      return try model(trees, header, trailer, file: file.name)
    }
  }

  /// Reads all trees up to the line `end of trees`.
  private static func trees(
    _ lines: inout LightGBMLines, _ header: LightGBMHeader
  ) throws -> [LightGBMTree] {
    var trees: [LightGBMTree] = []
    var hasEnd = false
    while let line = lines.next() {
      if line.isEmpty { continue }
      if line.key == "Tree" {
        trees.append(try LightGBMTree(&lines, number: trees.count))
        continue
      }
      // Files of early releases have no line for the end of the trees.
      hasEnd = line.text == "end of trees" || line.key.hasPrefix("feature")
      guard hasEnd else { throw lines.wrong(line, "expected 'Tree=\(trees.count)'") }
      break
    }
    guard hasEnd else {
      throw lines.wrong(nil, "the file ends after tree \(trees.count) and is cut short")
    }
    if let count = header.treeCount, count != trees.count {
      throw lines.wrong(nil, "the header tells of \(count) trees, got \(trees.count)")
    }
    guard trees.count.isMultiple(of: header.treesPerIteration) else {
      throw lines.wrong(
        nil,
        "\(trees.count) trees are no multiple of num_tree_per_iteration, "
          + "\(header.treesPerIteration)")
    }
    return trees
  }

  private static func model(
    _ trees: [LightGBMTree], _ header: LightGBMHeader, _ trailer: LightGBMTrailer, file: String
  ) throws -> any Model {
    let space = try LightGBMFeatures(header, trailer, trees, file: file)
    let outputs = header.treesPerIteration
    let objective = header.objective
    // LightGBM's raw scores are sums even where it averages; of a number only the mean is told.
    let isMean = header.averagesOutput && objective.link == .identity
    let averaged = header.averagesOutput && !isMean ? trees.count / outputs : 1
    do {
      let built = try trees.enumerated().map { position, tree in
        try tree.built(space, output: outputs > 1 ? position % outputs : nil, file: file)
      }
      let ensemble = try TreeEnsemble(
        trees: built, featureCount: space.features.count,
        base: [Double](repeating: 0, count: outputs), aggregation: isMean ? .mean : .sum,
        link: objective.link, linkSlope: objective.slope / Double(max(1, averaged)))
      return try TreeEnsembleModel(
        ensemble, features: FeatureSpace(space.features), sumScale: objective.scale)
    } catch let error as TreeEnsemble.ShapeError {
      throw ModelError.unreadable(
        file: file, place: error.tree.map { "tree \($0)" } ?? "", reason: error.description)
    }
  }
}
