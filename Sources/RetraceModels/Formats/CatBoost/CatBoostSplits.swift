import RetraceTables

/// The questions that CatBoost's trees ask, in the terms of an ensemble.
struct CatBoostSplits {
  /// A question about one feature.
  struct Question {
    let feature: Int
    let threshold: Double
    /// The levels that go left; nil where a number is compared.
    let levels: [Int]?
    let missing: TreeEnsemble.MissingRule
    /// Whether the bit 1 is on the left side.
    let isFlipped: Bool
  }

  /// A statistic that trees ask for.
  private struct Statistic {
    let category: Int
    /// Of each level, in their order.
    let values: [Float]
    /// Of a level that training has not seen.
    let unseen: Float
  }

  private let features: CatBoostFeatures
  /// The statistic and border of each question about a statistic, by the question's number.
  private var statistics: [Int: (position: Int, border: Float)] = [:]
  private var values: [Int: Statistic] = [:]
  private var refused: [Int: String] = [:]

  init(_ fields: ModelJSONFields, _ features: CatBoostFeatures) throws {
    self.features = features
    guard case .object? = fields.json["features_info"] else { return }
    let info = ModelJSONFields(
      file: fields.file, place: "features_info", json: try fields.value("features_info"))
    guard info.has("ctrs") else { return }
    // Questions are numbered through: borders of floats, values of categories, borders of
    // statistics.
    var number = 0
    for (list, key) in [("float_features", "borders"), ("categorical_features", "values")]
    where info.has(list) {
      for (position, json) in try info.array(list).enumerated() {
        let entry = try info.item(list, position, json)
        if entry.has(key) { number += try entry.array(key).count }
      }
    }
    let tables = try CatBoostStatistics.tables(fields)
    for (position, json) in try info.array("ctrs").enumerated() {
      let entry = try info.item("ctrs", position, json)
      for border in try entry.numbers("borders") {
        statistics[number] = (position, Float(border))
        number += 1
      }
      try read(entry, position, tables)
    }
  }

  private mutating func read(
    _ entry: ModelJSONFields, _ position: Int, _ tables: [String: CatBoostStatistics]
  ) throws {
    let elements = try entry.array("elements").enumerated().map {
      try entry.item("elements", $0.offset, $0.element)
    }
    let names = try elements.map { element in
      let category = try Self.position(element, "cat_feature_index", default: -1)
      let float = try Self.position(element, "float_feature_index", default: -1)
      let place = features.categories[category] ?? features.floats[float]
      return place.map { "'\(features.features[$0].name)'" } ?? "?"
    }
    guard elements.count == 1, elements[0].json["combination_element"] == .text("cat_feature_value")
    else {
      refused[position] = names.joined(separator: ", ")
      return
    }
    let kind = try entry.choice("ctr_type", CatBoostStatistics.Kind.self)
    let category = try Self.position(elements[0], "cat_feature_index", default: -1)
    guard let hashes = features.hashes[category] else {
      throw elements[0].wrong("cat_feature_index", "there is no category \(category)")
    }
    let identifier = try entry.text("identifier")
    guard let table = tables[identifier] else {
      throw entry.wrong("identifier", "'ctr_data' has no such entry")
    }
    let prior = try CatBoostStatistics.Prior(entry)
    let border = try Self.position(entry, "target_border_idx", default: 0)
    values[position] = Statistic(
      category: category,
      values: hashes.map {
        table.value(of: CatBoostStatistics.hash(of: [$0]), kind, prior, border: border)
      },
      unseen: table.value(of: nil, kind, prior, border: border))
  }

  private static func position(
    _ fields: ModelJSONFields, _ key: String, default absent: Int
  ) throws -> Int {
    guard fields.has(key) else { return absent }
    guard let whole = Int(exactly: try fields.number(key)), whole >= 0, whole < 1 << 31 else {
      throw fields.wrong(key, "expected a whole number from 0 on")
    }
    return whole
  }

  /// Reads one question of a tree.
  func question(_ fields: ModelJSONFields) throws -> Question {
    switch try fields.text("split_type") {
    case "FloatFeature":
      let number = try Self.position(fields, "float_feature_index", default: -1)
      guard let feature = features.floats[number] else {
        throw fields.wrong("float_feature_index", "there is no float feature \(number)")
      }
      // NaN is above no border, unless the feature's missing cells are taken for the largest.
      return Question(
        feature: feature, threshold: try fields.number("border"), levels: nil,
        missing: features.missingIsAbove.contains(number) ? [] : .goesLeft, isFlipped: false)
    case "OneHotFeature":
      let number = try Self.position(fields, "cat_feature_index", default: -1)
      guard let feature = features.categories[number], let hashes = features.hashes[number] else {
        throw fields.wrong("cat_feature_index", "there is no category \(number)")
      }
      let hash = try CatBoostLevels.hash(try fields.value("value"), fields, "value")
      return Question(
        feature: feature, threshold: 0, levels: hashes.indices.filter { hashes[$0] == hash },
        missing: [], isFlipped: true)
    case "OnlineCtr": return try statistic(fields)
    case let kind: throw fields.wrong("split_type", "'\(kind.prefix(40))' is not known")
    }
  }

  /// A question for a statistic: the levels on the side where no unseen one is go left.
  private func statistic(_ fields: ModelJSONFields) throws -> Question {
    let number = try Self.position(fields, "split_index", default: -1)
    guard let (position, border) = statistics[number] else {
      throw fields.wrong("split_index", "there is no statistic for question \(number)")
    }
    guard Float(try fields.number("border")) == border else {
      throw fields.wrong("border", "expected \(border), as 'features_info' has it")
    }
    guard let statistic = values[position] else {
      throw fields.wrong(
        "split_index",
        "it asks for a statistic of \(refused[position] ?? "?") together, which is "
          + "not read; train with max_ctr_complexity=1")
    }
    let isUnseenAbove = statistic.unseen > border
    return Question(
      feature: features.categories[statistic.category] ?? 0, threshold: 0,
      levels: statistic.values.indices.filter {
        (statistic.values[$0] > border) != isUnseenAbove
      },
      missing: [], isFlipped: !isUnseenAbove)
  }
}
