public import RetraceCatalog
public import RetraceTables

/// The JSON files that CatBoost's `save_model(…, format="json")` writes.
///
/// Numbers are rounded to 32 bits, and those above a border go to the side of the bit 1. A tree
/// whose levels ask one question each becomes a complete tree, its last question at the root, as
/// CatBoost's own TreeSHAP has it. A question about the statistic (CTR) of one category is a
/// question about a set of its levels.
public enum CatBoostJSON: ModelFormat {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "CatBoost JSON",
    summary: "Boosted trees as CatBoost's save_model(format=\"json\") writes them.",
    discussion: """
      Symmetric, depth-wise and loss-guided trees, for numbers and classes. Categories need the \
      texts in the file, which CatBoost writes if it is given the training pool \
      (`save_model(path, format="json", pool=pool)`). Statistics of combinations of several \
      categories, texts and embeddings are not read.
      """,
    examples: [Example("load(\"model.json\")", "read a model")],
    references: [
      "L. Prokhorenkova et al.: CatBoost: unbiased boosting with categorical features, "
        + "NeurIPS 2018, https://arxiv.org/abs/1706.09516"
    ],
    searchTerms: ["catboost", "boosting", "oblivious trees", "json"])

  /// Whether a file is a JSON object with `features_info` and trees.
  public static func recognizes(_ file: MappedFile) -> Bool {
    file.withBytes { bytes in
      let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
      guard bytes.first(where: { !blanks.contains($0) }) == UInt8(ascii: "{") else { return false }
      return ["\"features_info\"", "\"oblivious_trees\""].contains {
        PlainModelJSON.position(of: Array($0.utf8), in: bytes, from: 0) != nil
      }
    }
  }

  /// Reads a model file.
  ///
  /// - Throws: ``ModelError/unreadable(file:place:reason:)``.
  public static func load(_ file: MappedFile) throws -> any Model {
    do {
      return try model(of: JSONParser.parse(file), file: file.name)
    } catch let error as TableError {
      guard case .json(_, let line, let column, let reason) = error else { throw error }
      throw ModelError.unreadable(
        file: file.name, place: "line \(line), column \(column)", reason: reason)
    }
  }

  private static func model(of json: JSON, file: String) throws -> any Model {
    let fields = ModelJSONFields(file: file, place: "", json: json)
    let features = try CatBoostFeatures(fields)
    let objective = try CatBoostObjective(fields)
    let splits = try CatBoostSplits(fields, features)
    let trees = try CatBoostTrees(fields, splits, scale: scale(fields))
    let outputs = try objective.outputCount(fields, values: trees.valueCount)
    do {
      let ensemble = try TreeEnsemble(
        trees: trees.trees, featureCount: features.features.count,
        base: bias(fields, count: outputs), link: objective.link, comparison: .lessOrEqual,
        precision: .float)
      return try TreeEnsembleModel(
        ensemble, features: FeatureSpace(features.features), sumScale: objective.scale,
        classes: objective.classes)
    } catch let error as TreeEnsemble.ShapeError {
      throw ModelError.unreadable(
        file: file, place: error.tree.map { "\(trees.key)[\($0)]" } ?? "",
        reason: error.description)
    }
  }

  /// What the values of the leaves are multiplied by: the first entry of `scale_and_bias`.
  private static func scale(_ fields: ModelJSONFields) throws -> Double {
    guard fields.has("scale_and_bias") else { return 1 }
    let pair = try fields.array("scale_and_bias")
    guard pair.count == 2 else { throw fields.wrong("scale_and_bias", "expected two entries") }
    return try fields.number(pair[0], "scale_and_bias[0]")
  }

  /// What is added to each output: the second entry, one number or a list.
  private static func bias(_ fields: ModelJSONFields, count: Int) throws -> [Double] {
    guard fields.has("scale_and_bias") else { return [Double](repeating: 0, count: count) }
    let place = "scale_and_bias[1]"
    let bias = try fields.array("scale_and_bias")[1]
    guard case .array(let items) = bias else {
      return [Double](repeating: try fields.number(bias, place), count: count)
    }
    guard !items.isEmpty else { return [Double](repeating: 0, count: count) }
    return try fields.numbers(bias, place, count: count)
  }
}
