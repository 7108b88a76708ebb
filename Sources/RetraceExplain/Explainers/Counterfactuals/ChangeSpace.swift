import RetraceModels
import RetraceNumerics
import RetraceTables

/// What the data and the options say of each feature: units, ranges, and what must not change.
struct ChangeSpace: Sendable {
  let features: FeatureSpace
  /// The data, as the model takes them.
  let data: Matrix
  let units: [Double]
  let isWhole: [Bool]
  private let medians: [Double]
  private let dataRanges: [ClosedRange<Double>?]
  private let dataLevels: [[Double]]
  private let ranges: [Int: Counterfactuals.AllowedValues]
  private let directions: [Int: Counterfactuals.Direction]
  private let mayChange: [Bool]

  /// Reads the data and checks the options.
  ///
  /// - Throws: ``ExplainError``, `ModelError`.
  init(_ options: Counterfactuals.Options, data table: Table, features: FeatureSpace) throws {
    self.features = features
    guard table.rowCount > 0 else {
      throw ExplainError.tooFewRows(explainer: "'data:' of counterfactuals", needed: 1, got: 0)
    }
    let matrix = try features.matrix(of: table)
    try matrix.requireFiniteNumbers(features, in: "the data")
    data = matrix
    let names = features.names
    func position(_ name: String) throws -> Int {
      guard let position = names.firstIndex(of: name) else {
        throw ExplainError.unknownFeature(name, available: names)
      }
      return position
    }
    var mayChange = [Bool](repeating: options.vary == nil, count: names.count)
    for name in options.vary ?? [] { mayChange[try position(name)] = true }
    for name in options.freeze { mayChange[try position(name)] = false }
    guard mayChange.contains(true) else {
      throw ExplainError.unsuited(
        "'vary:' and 'freeze:' leave no feature that may change; name fewer in 'freeze:'")
    }
    self.mayChange = mayChange
    let columns = names.indices.map { matrix.column($0).filter { !$0.isNaN } }
    var isWhole = features.features.indices.map { feature in
      features.features[feature].levels == nil && !columns[feature].isEmpty
        && columns[feature].allSatisfy { $0 == $0.rounded() }
    }
    if let wanted = options.integers {
      isWhole = isWhole.map { _ in false }
      for name in wanted {
        let feature = try position(name)
        guard features.features[feature].levels == nil else {
          throw ExplainError.unsuited("'integers:' names '\(name)', which is a category")
        }
        isWhole[feature] = true
      }
    }
    self.isWhole = isWhole
    var directions: [Int: Counterfactuals.Direction] = [:]
    for (name, direction) in options.monotone {
      let feature = try position(name)
      guard features.features[feature].levels == nil else {
        throw ExplainError.unsuited(
          "'monotone:' names '\(name)', a category, whose levels have no order; "
            + "'ranges: {\(name): [levels]}' says which ones are allowed")
      }
      directions[feature] = direction
    }
    self.directions = directions
    var ranges: [Int: Counterfactuals.AllowedValues] = [:]
    for (name, allowed) in options.ranges {
      let feature = try position(name)
      try Self.check(allowed, of: features.features[feature], isWhole: isWhole[feature])
      ranges[feature] = allowed
    }
    self.ranges = ranges
    units = features.features.indices.map { feature in
      guard features.features[feature].levels == nil else { return 1 }
      let deviation = Statistics.medianAbsoluteDeviation(columns[feature])
      return deviation > 0 && deviation.isFinite && (1 / deviation).isFinite ? deviation : 1
    }
    medians = columns.map { Statistics.median($0) }
    dataRanges = columns.map { column in
      guard let low = column.min(), let high = column.max() else { return nil }
      return low...high
    }
    dataLevels = features.features.indices.map { feature in
      guard let levels = features.features[feature].levels else { return [] }
      let seen = Set(columns[feature])
      return levels.indices.map(Double.init).filter(seen.contains)
    }
  }

  private static func check(
    _ allowed: Counterfactuals.AllowedValues, of feature: Feature, isWhole: Bool
  ) throws {
    let name = feature.name
    switch (allowed, feature.levels) {
    case (.range(let low, let high), nil):
      guard low.isFinite, high.isFinite else {
        throw ExplainError.unsuited("'ranges:' takes finite numbers, also for '\(name)'")
      }
      guard low <= high else {
        throw ExplainError.unsuited(
          "'ranges:' gives '\(name)' from \(ExplanationText.number(low)) to "
            + "\(ExplanationText.number(high)); the low end comes first")
      }
      guard !isWhole || low.rounded(.up) <= high.rounded(.down) else {
        throw ExplainError.unsuited(
          "'ranges:' leaves no whole number for '\(name)' between "
            + "\(ExplanationText.number(low)) and \(ExplanationText.number(high)); widen it, or "
            + "leave '\(name)' out of 'integers:'")
      }
    case (.levels(let wanted), let levels?):
      guard !wanted.isEmpty else {
        throw ExplainError.unsuited("'ranges:' allows no level for '\(name)'")
      }
      for level in wanted where !levels.contains(level) {
        throw ExplainError.unsuited(
          "'\(name)' has no level '\(level)'; it has: " + ExplanationText.list(levels, limit: 12))
      }
    case (.range, _?):
      throw ExplainError.unsuited(
        "'ranges:' gives '\(name)' numbers, but it is a category; list the levels it may have")
    case (.levels, nil):
      throw ExplainError.unsuited(
        "'ranges:' gives '\(name)' texts, but it is a number; give '[low, high]'")
    }
  }

  /// What each feature of a row may become.
  ///
  /// - Parameter fillsMissing: whether missing cells may be filled.
  func limits(of row: [Double], fillsMissing: Bool) -> [FeatureLimits] {
    features.features.indices.map { feature in
      let own = row[feature]
      if let levels = features.features[feature].levels {
        return categoryLimits(feature, own: own, levels: levels, fillsMissing: fillsMissing)
      }
      var (low, high) = (Double.infinity, -Double.infinity)
      var canStay = true
      if case .range(let from, let to)? = ranges[feature] {
        (low, high) = (from, to)
        canStay = own.isNaN || (own >= from && own <= to)
      } else if let range = dataRanges[feature] {
        // A row beyond the data may come nearer to them.
        (low, high) =
          own.isNaN
          ? (range.lowerBound, range.upperBound)
          : (min(range.lowerBound, own), max(range.upperBound, own))
      }
      if !own.isNaN {
        if directions[feature] == .up { low = max(low, own) }
        if directions[feature] == .down { high = min(high, own) }
      }
      let limits = FeatureLimits(
        kind: isWhole[feature] ? .whole : .number, own: own, unit: units[feature],
        median: medians[feature], low: low, high: high, levels: [], canStay: canStay)
      return mayChange[feature] && (fillsMissing || !own.isNaN) ? limits : limits.frozen()
    }
  }

  private func categoryLimits(
    _ feature: Int, own: Double, levels: [String], fillsMissing: Bool
  ) -> FeatureLimits {
    var allowed = dataLevels[feature]
    var canStay = true
    if case .levels(let names)? = ranges[feature] {
      allowed = levels.indices.filter { names.contains(levels[$0]) }.map(Double.init)
      canStay = own.isMissing || allowed.contains(own)
    }
    let limits = FeatureLimits(
      kind: .category, own: own, unit: 1, median: .nan, low: .infinity, high: -.infinity,
      levels: allowed.filter { $0 != own }, canStay: canStay)
    return mayChange[feature] && (fillsMissing || !own.isMissing) ? limits : limits.frozen()
  }

  /// Features whose own value the options do not allow, in a row that must so be changed.
  func outside(_ row: [Double]) -> [Int] {
    limits(of: row, fillsMissing: true).enumerated().filter { !$1.canStay }.map(\.offset)
  }
}
