import RetraceModels
import RetraceTables

/// How a fully recorded run turned raw rows into numbers: `data/preprocess.json` and the order of
/// the columns in `data/features.json`.
///
/// Numbers: what is missing becomes the median, then z = (x − mean) / scale. Texts: a column a
/// value, where `(missing)` stands for an empty cell.
struct RecordedPreprocessing {
  /// A column of numbers.
  struct Standardization {
    let name: String
    let median: Double
    let mean: Double
    let scale: Double
  }

  /// The text that stands for an empty cell.
  static let missing = "(missing)"

  private let numbers: [Standardization]
  private let categories: [(name: String, values: [String])]
  /// The encoded columns in the order of the network; the value is nil for a number.
  private let order: [(source: String, value: String?)]

  init(folder: String) throws {
    let path = "\(folder)/data/preprocess.json"
    let fields = FieldReader(file: path, json: try ImportedJSON.parse(path))
    numbers = try fields.members("numeric").map { member in
      guard case .number(let median)? = member.value["median"],
        case .number(let mean)? = member.value["mean"],
        case .number(let scale)? = member.value["scale"], mean.isFinite, scale.isFinite,
        scale != 0
      else { throw fields.wrong("numeric.\(member.key)", "expected median, mean and scale") }
      return Standardization(name: member.key, median: median, mean: mean, scale: scale)
    }
    let categorical = FieldReader(
      file: path, json: .object(try fields.members("categorical")), place: "categorical")
    categories = try fields.members("categorical").map {
      ($0.key, try categorical.texts($0.key))
    }
    let features = "\(folder)/data/features.json"
    guard case .array(let items) = try ImportedJSON.parse(features) else {
      throw RunError.damaged(file: features, place: "", reason: "expected a list")
    }
    order = try items.enumerated().map { position, item in
      let entry = FieldReader(file: features, json: item, place: "[\(position)]")
      guard let source = try entry.text("source") else { throw entry.wrong("source", "is absent") }
      return (source, try entry.text("value"))
    }
    let known = Set(names)
    guard known.count == numbers.count + categories.count,
      let stranger = order.first(where: { !known.contains($0.source) })
    else { return }
    throw RunError.damaged(
      file: features, place: stranger.source, reason: "the preprocessing does not have it")
  }

  /// The columns that are learned from.
  var names: [String] { numbers.map(\.name) + categories.map(\.name) }

  /// What the cells of the raw columns are.
  var types: [String: Column.Kind] {
    Dictionary(
      numbers.map { ($0.name, .number) } + categories.map { ($0.name, .category) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The features in the order of the raw table, and how they are encoded.
  func features(train: Table?) -> (FeatureSpace, FeatureEncoding) {
    var places: [String: Int] = [:]
    for name in train?.names ?? [] { places[name] = places.count }
    let ordered = names.enumerated().sorted { one, other in
      (places[one.element] ?? .max, one.offset) < (places[other.element] ?? .max, other.offset)
    }.map(\.element)
    let positions = Dictionary(
      zip(ordered, ordered.indices), uniquingKeysWith: { first, _ in first })
    let standards = Dictionary(
      numbers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let levels = Dictionary(
      categories.map { ($0.name, $0.values.filter { $0 != Self.missing }) },
      uniquingKeysWith: { first, _ in first })
    let space = ordered.map { name -> Feature in
      if let levels = levels[name], standards[name] == nil {
        return Feature(name, .category(levels: levels))
      }
      return Self.number(name, train?.numbers(name) ?? [])
    }
    let columns = order.compactMap { entry -> FeatureEncoding.Column? in
      guard let position = positions[entry.source] else { return nil }
      guard let value = entry.value else {
        guard let standard = standards[entry.source] else { return nil }
        return .init(
          feature: position, part: .number(fill: standard.median), mean: standard.mean,
          scale: standard.scale)
      }
      if value == Self.missing { return .init(feature: position, part: .missing) }
      return levels[entry.source]?.firstIndex(of: value).map {
        .init(feature: position, part: .level($0))
      }
    }
    return (FeatureSpace(space), FeatureEncoding(columns))
  }

  /// A feature of numbers with the range of the training rows.
  private static func number(_ name: String, _ cells: [Double]) -> Feature {
    let present = cells.filter(\.isFinite)
    guard let low = present.min(), let high = present.max() else { return Feature(name) }
    let isWhole = present.allSatisfy { $0 == $0.rounded() }
    return Feature(name, range: low...high, step: isWhole ? 1 : nil)
  }
}
