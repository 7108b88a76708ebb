import RetraceTables

extension PlainModelJSON {
  /// Reads an additive model: per term the features, the cuts of each and a table of scores.
  static func additive(_ fields: ModelJSONFields, _ common: Common) throws -> any Model {
    guard common.encoding.isPlain, !fields.has("mean"), !fields.has("scale") else {
      throw fields.wrong("preprocess", "an additive model takes the features as they are")
    }
    let link =
      fields.has("link") ? try fields.choice("link", AdditiveModel.Link.self) : .identity
    let intercept: [Double]
    if case .array = try fields.value("intercept") {
      intercept = try fields.numbers("intercept")
    } else {
      intercept = [try fields.number("intercept")]
    }
    let terms = try fields.array("terms").enumerated().map { position, json in
      try term(fields.item("terms", position, json), common.features, outputs: intercept.count)
    }
    var bags: Int?
    if fields.has("bags") {
      bags = Int(exactly: try fields.number("bags"))
      guard let bags, bags > 0 else {
        throw fields.wrong("bags", "expected a whole number from 1 on")
      }
    }
    do {
      return try AdditiveModel(
        features: common.features, link: link, intercept: intercept, terms: terms,
        classes: common.classes, target: common.target, bags: bags)
    } catch let error as AdditiveModel.ShapeError {
      throw ModelError.unreadable(
        file: fields.file, place: error.term.map { "terms[\($0)]" } ?? "",
        reason: error.description)
    }
  }

  private static func term(
    _ fields: ModelJSONFields, _ space: FeatureSpace, outputs: Int
  ) throws -> AdditiveTerm {
    let positions = try fields.integers("features", from: 0)
    guard positions.count == 1 || positions.count == 2 else {
      throw fields.wrong("features", "a term is over one or two features, got \(positions.count)")
    }
    for (place, position) in positions.enumerated() where position >= space.count {
      throw fields.wrong(
        "features[\(place)]", "there is no feature \(position), the model has \(space.count)")
    }
    let axes = try self.axes(fields, positions, space)
    let names = positions.map { space.features[$0].name }
    return AdditiveTerm(
      name: fields.has("name") ? try fields.text("name") : names.joined(separator: " & "),
      axes: axes, scores: try table(fields, "scores", axes, outputs: outputs),
      deviations: fields.has("deviations")
        ? try table(fields, "deviations", axes, outputs: outputs) : [],
      weights: fields.has("weights") ? try table(fields, "weights", axes, outputs: 1) : [])
  }

  private static func axes(
    _ fields: ModelJSONFields, _ positions: [Int], _ space: FeatureSpace
  ) throws -> [AdditiveAxis] {
    let items = try fields.array("cuts")
    guard items.count == positions.count else {
      throw fields.wrong(
        "cuts", "expected the cuts of \(positions.count) features, got \(items.count)")
    }
    return try zip(items, positions).enumerated().map { place, pair in
      if pair.0 == .null {
        let feature = space.features[pair.1]
        guard let levels = feature.levels else {
          throw fields.wrong("cuts[\(place)]", "'\(feature.name)' is a number and needs cuts")
        }
        return AdditiveAxis(feature: pair.1, bins: .levels(levels.count))
      }
      return AdditiveAxis(
        feature: pair.1, bins: .cuts(try fields.numbers(pair.0, "cuts[\(place)]")))
    }
  }

  /// A table over the bins of one or two axes, a number or a list of numbers an entry.
  private static func table(
    _ fields: ModelJSONFields, _ key: String, _ axes: [AdditiveAxis], outputs: Int
  ) throws -> [Double] {
    guard axes.count == 2 else {
      return try entries(fields, try fields.value(key), key, axes[0], outputs: outputs)
    }
    let rows = try fields.array(key)
    guard rows.count == axes[0].count else {
      throw fields.wrong(
        key, "expected a row for each of \(axes[0].count) bins (cuts + 3), got \(rows.count)")
    }
    var numbers: [Double] = []
    for (position, row) in rows.enumerated() {
      numbers += try entries(fields, row, "\(key)[\(position)]", axes[1], outputs: outputs)
    }
    return numbers
  }

  private static func entries(
    _ fields: ModelJSONFields, _ json: JSON, _ key: String, _ axis: AdditiveAxis, outputs: Int
  ) throws -> [Double] {
    guard case .array(let items) = json else { throw fields.wrong(key, "expected a list") }
    guard items.count == axis.count else {
      let rule = axis.isOrdered ? "cuts + 3" : "levels + 2"
      throw fields.wrong(
        key, "expected \(axis.count) entries, one a bin (\(rule)), got \(items.count)")
    }
    guard outputs > 1 else { return try fields.numbers(json, key) }
    var numbers: [Double] = []
    for (position, item) in items.enumerated() {
      numbers += try fields.numbers(item, "\(key)[\(position)]", count: outputs)
    }
    return numbers
  }

  /// The members of an additive model but for features, classes and target.
  static func members(of model: AdditiveModel) -> [JSON.Member] {
    let intercept = model.intercept
    var members = [
      JSON.Member("link", .text(model.link.rawValue)),
      JSON.Member(
        "intercept",
        model.link == .softmax ? .array(intercept.map(JSON.number)) : .number(intercept[0])),
    ]
    if let bags = model.bags { members.append(JSON.Member("bags", .number(Double(bags)))) }
    let terms = model.terms.map { term -> JSON in
      var members = [
        JSON.Member("features", .array(term.axes.map { .number(Double($0.feature)) })),
        JSON.Member("name", .text(term.name)),
        JSON.Member(
          "cuts",
          .array(
            term.axes.map { axis in
              if case .cuts(let cuts) = axis.bins { .array(cuts.map(JSON.number)) } else { .null }
            })),
        JSON.Member("scores", table(term.scores, term.axes, outputs: intercept.count)),
      ]
      if !term.deviations.isEmpty {
        members.append(
          JSON.Member("deviations", table(term.deviations, term.axes, outputs: intercept.count)))
      }
      if !term.weights.isEmpty {
        members.append(JSON.Member("weights", table(term.weights, term.axes, outputs: 1)))
      }
      return .object(members)
    }
    return members + [JSON.Member("terms", .array(terms))]
  }

  private static func table(_ numbers: [Double], _ axes: [AdditiveAxis], outputs: Int) -> JSON {
    let entries =
      outputs == 1
      ? numbers.map(JSON.number)
      : stride(from: 0, to: numbers.count, by: outputs).map { start in
        .array(numbers[start..<start + outputs].map(JSON.number))
      }
    guard axes.count == 2 else { return .array(entries) }
    let columns = axes[1].count
    return .array(
      (0..<axes[0].count).map { .array(Array(entries[$0 * columns..<($0 + 1) * columns])) })
  }
}
