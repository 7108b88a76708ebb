import RetraceTables

/// What CatBoost counted of the training rows for a category or a combination of several.
struct CatBoostStatistics {
  /// The kinds of statistics, by CatBoost's words.
  enum Kind: String, CaseIterable {
    /// The share of rows above a border of the target.
    case borders = "Borders"
    /// The share of rows in a bucket of the target.
    case buckets = "Buckets"
    /// The mean of the target as 0 or 1.
    case binarizedMean = "BinarizedTargetMeanValue"
    /// The mean of the target.
    case mean = "FloatTargetMeanValue"
    /// How often a level occurs.
    case counter = "Counter"
    /// How often a level occurs, relative to all rows.
    case frequency = "FeatureFreq"
  }

  /// The one category that was counted; nil for a combination.
  let category: Int?
  /// The counts by the hash of the levels.
  let rows: [UInt64: [Double]]
  /// What a counter is divided by.
  private let denominator: Double

  /// The hash of levels in a combination.
  static func hash(of levels: [UInt32]) -> UInt64 {
    let multiplier: UInt64 = 0x4906_BA49_4954_CB65
    return levels.reduce(0) { hash, level in
      let extended = UInt64(bitPattern: Int64(Int32(bitPattern: level)))
      return multiplier &* (hash &+ multiplier &* extended)
    }
  }

  /// The statistics of a file, by their identifiers.
  static func tables(_ fields: ModelJSONFields) throws -> [String: CatBoostStatistics] {
    guard fields.has("ctr_data") else { return [:] }
    guard case .object(let members) = try fields.value("ctr_data") else {
      throw fields.wrong("ctr_data", "expected an object")
    }
    var tables: [String: CatBoostStatistics] = [:]
    for (position, member) in members.enumerated() {
      guard case .object = member.value else {
        throw fields.wrong("ctr_data[\(position)]", "expected an object")
      }
      let inner = ModelJSONFields(
        file: fields.file, place: "ctr_data[\(position)]", json: member.value)
      tables[member.key] = try CatBoostStatistics(inner, identifier: member.key)
    }
    return tables
  }

  private init(_ fields: ModelJSONFields, identifier: String) throws {
    category = try? Self.category(identifier)
    denominator = fields.has("counter_denominator") ? try fields.number("counter_denominator") : 0
    let items = try fields.array("hash_map")
    guard let stride = Int(exactly: try fields.number("hash_stride")), stride >= 2,
      items.count.isMultiple(of: stride)
    else {
      throw fields.wrong("hash_stride", "it does not divide the \(items.count) entries")
    }
    var rows: [UInt64: [Double]] = [:]
    rows.reserveCapacity(items.count / stride)
    for start in Swift.stride(from: 0, to: items.count, by: stride) {
      let key = "hash_map[\(start)]"
      guard case .text(let text) = items[start], let hash = UInt64(text) else {
        throw fields.wrong(key, "expected a hash as a text")
      }
      // The mark of an empty place of the table, which no row has.
      guard hash != .max else { continue }
      rows[hash] = try items[start + 1..<start + stride].enumerated().map {
        try fields.number($0.element, "hash_map[\(start + 1 + $0.offset)]")
      }
    }
    self.rows = rows
  }

  /// The category of an identifier, which is JSON in a text; nil for a combination.
  private static func category(_ identifier: String) throws -> Int? {
    let json = try JSONParser.parse(identifier)
    guard case .array(let elements)? = json["identifier"], elements.count == 1,
      case .text("cat_feature_value")? = elements[0]["combination_element"],
      case .number(let number)? = elements[0]["cat_feature_index"]
    else { return nil }
    return Int(exactly: number)
  }

  /// The statistic of a level in 32 bits, as CatBoost computes it.
  ///
  /// - Parameters:
  ///   - hash: of the level; nil for one that training has not seen.
  ///   - border: the number of the target's border or bucket.
  func value(of hash: UInt64?, _ kind: Kind, _ prior: Prior, border: Int) -> Float {
    let counts = hash.flatMap { rows[$0] }
    var (good, total): (Float, Float)
    switch kind {
    case .counter, .frequency: (good, total) = (Float(counts?[0] ?? 0), Float(denominator))
    case .binarizedMean, .mean:
      (good, total) = (Float(counts?[0] ?? 0), Float(counts?.last ?? 0))
    case .buckets:
      good = Float(counts.flatMap { border < $0.count ? $0[border] : nil } ?? 0)
      total = Float((counts ?? []).reduce(0, +))
    case .borders:
      good = Float((counts ?? []).dropFirst(border + 1).reduce(0, +))
      total = Float((counts ?? []).reduce(0, +))
    }
    let share = (good + prior.numerator) / (total + prior.denominator)
    return (share + prior.shift) * prior.scale
  }

  /// What a statistic is drawn towards, and how it is scaled.
  struct Prior {
    let numerator: Float
    let denominator: Float
    let shift: Float
    let scale: Float

    init(_ fields: ModelJSONFields) throws {
      numerator = Float(try fields.number("prior_numerator"))
      denominator = Float(try fields.number("prior_denomerator"))
      shift = Float(try fields.number("shift"))
      scale = Float(try fields.number("scale"))
    }
  }
}
