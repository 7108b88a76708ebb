import RetraceModels
import RetraceNumerics
import RetraceTables

/// What is learned from: features and how they become the numbers of a network.
///
/// Numbers are standardised with mean and standard deviation of the training rows; missing ones
/// become the mean, with an indicator column where any training row misses it. Categories become a column per
/// level that occurs, missing ones an indicator. True/false counts as 1 and 0.
struct TrainingFeatures: Sendable {
  private let isStandardised: Bool
  private(set) var space: [Feature] = []
  private(set) var columns: [FeatureEncoding.Column] = []
  private(set) var notes: [String] = []

  /// Fits features and encoding to training rows.
  ///
  /// - Parameters:
  ///   - table: the training rows.
  ///   - options: which columns are learned from.
  ///   - isStandardised: whether numbers are to be standardised; without there is no encoding.
  /// - Throws: ``RunError`` for columns that are absent or hold what cannot be learned from, and
  ///   if none is left.
  init(_ table: Table, _ options: TrainingOptions, isStandardised: Bool) throws {
    self.isStandardised = isStandardised
    for (role, names) in [("features", options.features ?? []), ("drop", options.drop)] {
      for name in names where table[name] == nil {
        throw RunError.absentColumn(
          name, role: role, near: NearNames.near(name, among: table.names))
      }
    }
    if options.features?.contains(options.target) == true {
      throw RunError.unsuitedColumn(options.target, reason: "it is the target")
    }
    let dropped = Set(options.drop + [options.target])
    var left: [String: [String]] = [:]
    for name in options.features ?? table.names where !dropped.contains(name) {
      guard let column = table[name] else { continue }
      if let reason = try add(name, column) { left[reason, default: []].append(name) }
    }
    for (reason, names) in left.sorted(by: { $0.key < $1.key }) {
      notes.append("not learned from (\(reason)): \(names.joined(separator: ", "))")
    }
    guard !space.isEmpty else {
      throw RunError.unsuitedOption(
        "features",
        reason: "leaves no column to learn from; " + (notes.isEmpty ? "name one" : notes[0]))
    }
  }

  /// The features of the model.
  var features: FeatureSpace { FeatureSpace(space) }

  /// How they become the network's inputs.
  var encoding: FeatureEncoding { FeatureEncoding(columns) }

  /// Adds a column, or tells why it is left out.
  private mutating func add(_ name: String, _ column: Column) throws -> String? {
    switch column.storage {
    case .numbers(let numbers): return try add(name, numbers)
    case .logicals(let bytes):
      return try add(name, bytes.map { $0 == 2 ? .missing : Double($0) })
    case .codes(let coded):
      guard coded.isCategory else { return "text" }
      return add(name, coded)
    case .moments(_, let isDate): return isDate ? "date" : "time"
    }
  }

  private mutating func add(_ name: String, _ numbers: [Double]) throws -> String? {
    if let row = numbers.firstIndex(where: { !$0.isFinite && !$0.isMissing }) {
      throw RunError.unsuitedColumn(
        name, reason: "row \(row) of the training rows holds \(numbers[row]); drop it or the row")
    }
    let present = numbers.filter { !$0.isMissing }
    guard let low = present.min(), let high = present.max() else { return "all missing" }
    let hasMissing = present.count < numbers.count
    let position = space.count
    guard low < high else {
      guard hasMissing else { return "constant" }
      // Whether it is there at all is all it says.
      space.append(Feature(name, range: low...high))
      columns.append(.init(feature: position, part: .missing))
      return nil
    }
    let isWhole = present.allSatisfy { $0 == $0.rounded() }
    guard isStandardised else {
      space.append(Feature(name, range: low...high, step: isWhole ? 1 : nil))
      return nil
    }
    let mean = Statistics.mean(present)
    let scale = Statistics.standardDeviation(present, divisor: .population)
    guard mean.isFinite, scale.isFinite, scale > 0 else {
      throw RunError.unsuitedColumn(name, reason: "its numbers are too large to be standardised")
    }
    space.append(Feature(name, range: low...high, step: isWhole ? 1 : nil))
    columns.append(
      .init(
        // Filled even if no training row misses it: a later row may.
        feature: position, part: .number(fill: mean), mean: mean, scale: scale))
    if hasMissing { columns.append(.init(feature: position, part: .missing)) }
    return nil
  }

  private mutating func add(_ name: String, _ coded: CodedValues) -> String? {
    var counts = [Int](repeating: 0, count: coded.levels.count)
    var missing = 0
    for code in coded.codes {
      if code == CodedValues.missingCode { missing += 1 } else { counts[Int(code)] += 1 }
    }
    let levels = coded.levels.indices.filter { counts[$0] > 0 }.map { coded.levels[$0] }
    guard !levels.isEmpty else { return "all missing" }
    guard levels.count > 1 || missing > 0 else { return "constant" }
    let position = space.count
    space.append(Feature(name, .category(levels: levels)))
    columns += levels.indices.map { .init(feature: position, part: .level($0)) }
    if missing > 0 { columns.append(.init(feature: position, part: .missing)) }
    return nil
  }
}
