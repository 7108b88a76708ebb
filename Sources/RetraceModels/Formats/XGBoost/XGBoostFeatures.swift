import RetraceTables

/// The features of an XGBoost file.
enum XGBoostFeatures {
  /// How many features a model may have.
  static let limit = 1 << 20

  /// Reads names, types and, where the file has them, the names of categories.
  ///
  /// - Parameters:
  ///   - learner: the object `learner`.
  ///   - model: the object that holds the trees; nil if there are none.
  ///   - count: how many features there are.
  ///   - withSets: the features that trees split by sets of categories.
  /// - Returns: the features, and what there is to say about them.
  static func read(
    _ learner: XGBoostFields, model: XGBoostFields?, count: Int, withSets: Set<Int>
  ) throws -> (space: FeatureSpace, notes: [String]) {
    let written = try learner.texts("feature_names")
    let names = written.isEmpty ? (0..<count).map { "f\($0)" } : written
    guard names.count == count else {
      throw learner.wrong(
        "feature_names", "\(names.count) names, but 'num_feature' is \(count)")
    }
    var seen: Set<String> = []
    if let twice = names.first(where: { !seen.insert($0).inserted }) {
      throw learner.wrong("feature_names", "'\(twice)' occurs twice")
    }
    let types = try learner.texts("feature_types")
    guard types.isEmpty || types.count == count else {
      throw learner.wrong(
        "feature_types", "\(types.count) types, but 'num_feature' is \(count)")
    }
    let categories = try model.map { try self.categories($0, count: count) } ?? [:]
    var notes: [String] = []
    let features = names.enumerated().map { position, name in
      let type = types.isEmpty ? "" : types[position]
      if let known = categories[position] {
        if known.lostCount == 0 { return Feature(name, .category(levels: known.names)) }
        notes.append(
          "XGBoost cut off names of categories of '\(name)', as some have characters beyond ASCII: "
            + "\(known.lostCount) of \(known.names.count) are lost, so its codes are needed")
      }
      let isCode = type == "c" || categories[position] != nil || withSets.contains(position)
      return Feature(
        name, step: isCode || type == "int" || type == "i" ? 1 : nil, isCode: isCode)
    }
    return (FeatureSpace(features), notes)
  }

  /// The names of categories by feature, which files have from version 3.1 on.
  private static func categories(
    _ model: XGBoostFields, count: Int
  ) throws -> [Int: XGBoostCategories] {
    guard model.has("cats") else { return [:] }
    let encodings = try model.object("cats").objects("enc")
    guard encodings.isEmpty || encodings.count == count else {
      throw model.wrong(
        "cats.enc", "\(encodings.count) features, but 'num_feature' is \(count)")
    }
    var levels: [Int: XGBoostCategories] = [:]
    for (position, encoding) in encodings.enumerated() {
      let categories = try XGBoostCategories(encoding)
      guard !categories.names.isEmpty else { continue }
      guard categories.lostCount > 0 || Set(categories.names).count == categories.names.count else {
        throw encoding.wrong("values", "a category occurs twice")
      }
      levels[position] = categories
    }
    return levels
  }
}
