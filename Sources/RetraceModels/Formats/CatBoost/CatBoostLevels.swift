import RetraceTables

/// The texts of CatBoost's categories, which its trees know by hashes.
///
/// The file has the texts of all categories together. Which belong to which category follows from
/// its statistics, where it has any; for one without, every text that may be one of its levels is
/// kept, since a level that never occurs does no harm.
struct CatBoostLevels {
  /// A text and its hash.
  struct Level {
    let text: String
    let hash: UInt32
  }

  /// Above this many texts a category without statistics has only those that no other one has.
  private static let manyTexts = 256

  /// All texts, sorted.
  private let known: [Level]
  /// The levels of each category that has statistics of its own, by its number.
  private var counted: [Int: [Level]] = [:]
  /// The hashes that belong to some category with statistics.
  private var taken: Set<UInt32> = []

  /// - Parameters:
  ///   - info: the object `features_info`.
  ///   - fields: the whole file.
  init(_ info: ModelJSONFields, _ fields: ModelJSONFields) throws {
    var levels: [Level] = []
    var seen: Set<String> = []
    if info.has("cat_features_hash") {
      for (position, json) in try info.array("cat_features_hash").enumerated() {
        let item = try info.item("cat_features_hash", position, json)
        guard let hash = UInt32(exactly: try item.number("hash")) else {
          throw item.wrong("hash", "expected a whole number below 2^32")
        }
        let text: String
        switch try item.value("value") {
        case .text(let value): text = value
        case .number(let number): text = JSON.numberText(number)
        default: throw item.wrong("value", "expected a text")
        }
        if seen.insert(text).inserted { levels.append(Level(text: text, hash: hash)) }
      }
    }
    known = levels.sorted {
      $0.text.unicodeScalars.lexicographicallyPrecedes($1.text.unicodeScalars)
    }
    let statistics = try CatBoostStatistics.tables(fields)
    let places = Dictionary(
      known.map { (CatBoostStatistics.hash(of: [$0.hash]), $0) }, uniquingKeysWith: { a, _ in a })
    var numbers: [Int: Set<UInt64>] = [:]
    for table in statistics.values {
      guard let number = table.category else { continue }
      numbers[number, default: []].formUnion(table.rows.keys)
    }
    for (number, keys) in numbers {
      let found = keys.compactMap { places[$0] }
      guard found.count == keys.count else {
        throw fields.wrong(
          "features_info.cat_features_hash",
          "the texts of \(keys.count - found.count) of "
            + "\(keys.count) levels of category \(number) are absent; save the model with "
            + "save_model(path, format=\"json\", pool=the training pool)")
      }
      counted[number] = known.filter { keys.contains(CatBoostStatistics.hash(of: [$0.hash])) }
      taken.formUnion(found.map(\.hash))
    }
  }

  /// The levels of a category, sorted.
  ///
  /// - Parameters:
  ///   - number: CatBoost's number for it.
  ///   - fields: its entry in the file.
  func texts(of number: Int, _ fields: ModelJSONFields) throws -> [Level] {
    if let levels = counted[number] { return levels }
    var own: Set<UInt32> = []
    if fields.has("values") {
      for (position, json) in try fields.array("values").enumerated() {
        own.insert(try Self.hash(json, fields, "values[\(position)]"))
      }
    }
    let levels =
      known.count <= Self.manyTexts
      ? known : known.filter { own.contains($0.hash) || !taken.contains($0.hash) }
    guard own.isSubset(of: Set(levels.map(\.hash))) else {
      throw fields.wrong(
        "values",
        "the texts of these levels are absent from 'cat_features_hash'; save the model "
          + "with save_model(path, format=\"json\", pool=the training pool)")
    }
    return levels
  }

  /// A hash that is written as a 32-bit number with or without a sign.
  static func hash(_ json: JSON, _ fields: ModelJSONFields, _ key: String) throws -> UInt32 {
    let number = try fields.number(json, key)
    if let signed = Int32(exactly: number) { return UInt32(bitPattern: signed) }
    guard let hash = UInt32(exactly: number) else {
      throw fields.wrong(key, "expected a whole number of 32 bits")
    }
    return hash
  }
}
