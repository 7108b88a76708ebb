import RetraceTables

extension PlainModelJSON {
  /// What all types have in common: features, encoding, classes and target.
  struct Common {
    let features: FeatureSpace
    let encoding: FeatureEncoding
    let classes: [Cell]?
    let target: String?
    let targetMean: Double
    let targetScale: Double

    init(_ fields: ModelJSONFields) throws {
      features = try Self.features(fields)
      encoding = try Self.encoding(fields, features)
      classes = try Self.classes(fields)
      target = fields.has("target") ? try fields.text("target") : nil
      targetMean = fields.has("target_mean") ? try fields.number("target_mean") : 0
      targetScale = fields.has("target_scale") ? try fields.number("target_scale") : 1
      guard targetScale > 0 else {
        throw fields.wrong("target_scale", "expected a number above 0")
      }
    }

    private static func features(_ fields: ModelJSONFields) throws -> FeatureSpace {
      let names = try fields.texts("features")
      var seen: Set<String> = []
      for (position, name) in names.enumerated() where !seen.insert(name).inserted {
        throw fields.wrong("features[\(position)]", "'\(name)' occurs twice")
      }
      let kinds: [JSON.Member]
      switch fields.json["feature_kinds"] {
      case nil, .null: kinds = []
      case .object(let members): kinds = members
      default: throw fields.wrong("feature_kinds", "expected an object")
      }
      var described: [String: Feature] = [:]
      for kind in kinds {
        guard seen.contains(kind.key) else {
          throw fields.wrong("feature_kinds", "'\(kind.key)' is no feature")
        }
        guard case .object = kind.value else {
          throw fields.wrong("feature_kinds.\(kind.key)", "expected an object")
        }
        let inner = ModelJSONFields(
          file: fields.file, place: fields.path("feature_kinds.\(kind.key)"), json: kind.value)
        described[kind.key] = try feature(kind.key, inner)
      }
      return FeatureSpace(names.map { described[$0] ?? Feature($0) })
    }

    private static func feature(_ name: String, _ fields: ModelJSONFields) throws -> Feature {
      guard !fields.has("levels") else {
        let levels = try fields.texts("levels")
        guard Set(levels).count == levels.count else {
          throw fields.wrong("levels", "a level occurs twice")
        }
        return Feature(name, .category(levels: levels))
      }
      var range: ClosedRange<Double>?
      if fields.has("range") {
        let ends = try fields.numbers("range", count: 2)
        guard ends[0] <= ends[1] else { throw fields.wrong("range", "expected low, then high") }
        range = ends[0]...ends[1]
      }
      let step = fields.has("step") ? try fields.number("step") : nil
      if let step, step <= 0 { throw fields.wrong("step", "expected a number above 0") }
      var isCode = false
      if fields.has("codes") {
        guard case .logical(let flag) = try fields.value("codes") else {
          throw fields.wrong("codes", "expected true or false")
        }
        isCode = flag
      }
      return Feature(name, range: range, step: step, isCode: isCode)
    }

    private static func encoding(
      _ fields: ModelJSONFields, _ features: FeatureSpace
    ) throws -> FeatureEncoding {
      var parts: [(feature: Int, part: FeatureEncoding.Column.Part)]
      if fields.has("preprocess") {
        let positions = Dictionary(
          zip(features.names, 0...), uniquingKeysWith: { first, _ in first })
        parts = try fields.array("preprocess").enumerated().map { position, json in
          let item = try fields.item("preprocess", position, json)
          let name = try item.text("feature")
          guard let feature = positions[name] else {
            throw item.wrong("feature", "'\(name)' is no feature")
          }
          return (feature, try part(item, features.features[feature]))
        }
      } else {
        parts = features.features.indices.map { ($0, .number(fill: nil)) }
      }
      let mean = fields.has("mean") ? try fields.numbers("mean", count: parts.count) : nil
      let scale = fields.has("scale") ? try fields.numbers("scale", count: parts.count) : nil
      if let position = scale?.firstIndex(where: { $0 == 0 }) {
        throw fields.wrong("scale[\(position)]", "expected a number other than 0")
      }
      return FeatureEncoding(
        parts.enumerated().map { position, part in
          FeatureEncoding.Column(
            feature: part.feature, part: part.part, mean: mean?[position] ?? 0,
            scale: scale?[position] ?? 1)
        })
    }

    private static func part(
      _ fields: ModelJSONFields, _ feature: Feature
    ) throws -> FeatureEncoding.Column.Part {
      if fields.has("level") {
        let level = try fields.text("level")
        guard let position = feature.levels?.firstIndex(of: level) else {
          throw fields.wrong("level", "'\(level)' is no level of '\(feature.name)'")
        }
        return .level(position)
      }
      if fields.has("missing") {
        guard try fields.value("missing") == .logical(true) else {
          throw fields.wrong("missing", "expected true")
        }
        return .missing
      }
      return .number(fill: fields.has("fill") ? try fields.number("fill") : nil)
    }

    private static func classes(_ fields: ModelJSONFields) throws -> [Cell]? {
      guard fields.has("classes") else { return nil }
      var seen: Set<Cell> = []
      return try fields.array("classes").enumerated().map { position, json in
        let cell: Cell
        switch json {
        case .text(let text): cell = .text(text)
        case .number(let number) where number.isFinite: cell = .number(number)
        case .logical(let flag): cell = .logical(flag)
        default: throw fields.wrong("classes[\(position)]", "expected a text or a number")
        }
        guard seen.insert(cell).inserted else {
          throw fields.wrong("classes[\(position)]", "'\(cell.displayText)' occurs twice")
        }
        return cell
      }
    }
  }
}
