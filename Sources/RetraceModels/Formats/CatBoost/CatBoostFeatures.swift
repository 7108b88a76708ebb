import RetraceTables

/// The features of a CatBoost model, in the order of the training table, and what its trees call
/// them: floats and categories are numbered apart.
struct CatBoostFeatures {
  /// The features, in the order of the table.
  private(set) var features: [Feature] = []
  /// The position of each float feature, by CatBoost's number for it.
  private(set) var floats: [Int: Int] = [:]
  /// The position of each category, by CatBoost's number for it.
  private(set) var categories: [Int: Int] = [:]
  /// Whether a float feature's missing cells go to the bit 1.
  private(set) var missingIsAbove: Set<Int> = []
  /// The hash of each level of each category, in their order, by CatBoost's number for it.
  private(set) var hashes: [Int: [UInt32]] = [:]

  /// One entry of `features_info`.
  private struct Entry {
    let fields: ModelJSONFields
    let number: Int
    let flat: Int
    let isFloat: Bool
    let name: String

    init(_ fields: ModelJSONFields, isFloat: Bool) throws {
      func position(_ key: String) throws -> Int {
        guard let whole = Int(exactly: try fields.number(key)), whole >= 0, whole < 1 << 31 else {
          throw fields.wrong(key, "expected a whole number from 0 on")
        }
        return whole
      }
      self.fields = fields
      self.isFloat = isFloat
      number = try position("feature_index")
      flat = try position("flat_feature_index")
      let names = ["feature_name", "feature_id"].lazy.compactMap { key -> String? in
        guard case .text(let text)? = fields.json[key], !text.isEmpty else { return nil }
        return text
      }
      name = names.first ?? "\(flat)"
    }
  }

  init(_ fields: ModelJSONFields) throws {
    guard case .object? = fields.json["features_info"] else {
      throw fields.wrong("features_info", "expected an object")
    }
    let info = ModelJSONFields(
      file: fields.file, place: "features_info", json: try fields.value("features_info"))
    for key in ["text_features", "embedding_features"] where info.has(key) {
      if let json = try info.array(key).first {
        let name = try Entry(info.item(key, 0, json), isFloat: false).name
        throw info.wrong(key, "'\(name)' is a text or an embedding, which are not read")
      }
    }
    var entries: [Entry] = []
    for (key, isFloat) in [("float_features", true), ("categorical_features", false)]
    where info.has(key) {
      for (position, json) in try info.array(key).enumerated() {
        entries.append(try Entry(info.item(key, position, json), isFloat: isFloat))
      }
    }
    entries.sort { $0.flat < $1.flat }
    var seen: Set<String> = []
    for (position, entry) in entries.enumerated() {
      if position > 0, entries[position - 1].flat == entry.flat {
        throw entry.fields.wrong("flat_feature_index", "\(entry.flat) occurs twice")
      }
      guard seen.insert(entry.name).inserted else {
        throw entry.fields.wrong("feature_name", "'\(entry.name)' occurs twice")
      }
      guard (entry.isFloat ? floats : categories)[entry.number] == nil else {
        throw entry.fields.wrong("feature_index", "\(entry.number) occurs twice")
      }
      if entry.isFloat {
        floats[entry.number] = position
        if case .text("AsTrue")? = entry.fields.json["nan_value_treatment"] {
          missingIsAbove.insert(entry.number)
        }
      } else {
        categories[entry.number] = position
      }
      features.append(Feature(entry.name))
    }
    try name(levels: CatBoostLevels(info, fields), of: entries.filter { !$0.isFloat })
  }

  /// Gives each category its levels.
  private mutating func name(levels: CatBoostLevels, of entries: [Entry]) throws {
    for entry in entries {
      let texts = try levels.texts(of: entry.number, entry.fields)
      guard texts.count < 1 << 20 else {
        throw entry.fields.wrong(
          "", "'\(entry.name)' has \(texts.count) levels, the limit is 2^20")
      }
      features[categories[entry.number] ?? 0] = Feature(
        entry.name, .category(levels: texts.map(\.text)))
      hashes[entry.number] = texts.map(\.hash)
    }
  }
}
