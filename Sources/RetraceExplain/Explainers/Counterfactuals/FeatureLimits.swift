import Glibc

/// What one feature of one row may become, and what that costs.
struct FeatureLimits: Sendable {
  /// What the cells of the feature are.
  enum Kind: Sendable {
    case number
    /// Whole numbers only, but for the row's own.
    case whole
    case category
  }

  let kind: Kind
  /// The row's own number; NaN for missing cells and unknown levels.
  let own: Double
  /// The distance that costs 1: the feature's median absolute deviation.
  let unit: Double
  /// The number that a filled cell stays near to: the row's own, else the data's median.
  let anchor: Double
  /// From where to where a number may move; a low end above the high one means nowhere.
  var low: Double
  var high: Double
  /// The levels that a category may change to.
  var levels: [Double]
  /// Whether the row's own number is allowed.
  let canStay: Bool

  init(
    kind: Kind, own: Double, unit: Double, median: Double, low: Double, high: Double,
    levels: [Double], canStay: Bool
  ) {
    self.kind = kind
    self.own = own
    self.unit = unit
    anchor = own.isNaN ? median : own
    let isWhole = kind == .whole
    self.low = isWhole ? low.rounded(.up) : low
    self.high = isWhole ? high.rounded(.down) : high
    self.levels = levels
    self.canStay = canStay
  }

  var isCategory: Bool { kind == .category }

  /// Whether changing it is a step that costs 1 however far: categories and missing cells.
  var isStep: Bool { isCategory || own.isNaN }

  /// Whether there is anything to change it to.
  var canChange: Bool {
    if isCategory { return !levels.isEmpty }
    return low < high || (low == high && low != own)
  }

  /// Whether nothing is allowed at all.
  var isImpossible: Bool { !canStay && !canChange }

  /// Whether a number is the row's own.
  func isOwn(_ number: Double) -> Bool {
    number == own || (number.isNaN && own.isNaN)
  }

  /// Whether a number is allowed.
  func allows(_ number: Double) -> Bool {
    if isOwn(number) { return canStay }
    if isCategory { return levels.contains(number) }
    return number >= low && number <= high && (kind == .number || number == number.rounded())
  }

  /// What a number costs: |x − own| in units, 1 for a step.
  func cost(_ number: Double) -> Double {
    if isOwn(number) { return 0 }
    return isStep ? 1 : abs(number - own) / unit
  }

  /// The allowed number nearest to another; the own one where nothing else is allowed.
  func nearest(to number: Double) -> Double {
    if allows(number) { return number }
    guard canChange else { return own }
    if isCategory { return canStay ? own : levels[0] }
    guard !number.isNaN else { return canStay ? own : nearest(to: anchor.isNaN ? low : anchor) }
    let rounded = kind == .whole ? number.rounded() : number
    return min(max(rounded, low), high)
  }

  /// The same limits where the feature must stay as it is.
  func frozen() -> FeatureLimits {
    var limits = self
    limits.low = .infinity
    limits.high = -.infinity
    limits.levels = []
    return limits
  }

  /// The same limits where a number may move at most a share of the way to another.
  func capped(towards number: Double, share: Double) -> FeatureLimits {
    guard !isStep, canStay else { return frozen() }
    var limits = self
    let end = own + share * (number - own)
    if number > own {
      limits.high = kind == .whole ? end.rounded(.down) : end
    } else {
      limits.low = kind == .whole ? end.rounded(.up) : end
    }
    return limits
  }

  /// Up to some allowed numbers other than the own one, spread over what is allowed, in order.
  func spread(_ count: Int) -> [Double] {
    guard canChange else { return [] }
    if isCategory { return levels }
    guard low < high else { return [low] }
    let steps = kind == .whole && high - low < Double(count) ? high - low : Double(count - 1)
    var numbers: [Double] = []
    for step in 0...Int(steps) {
      let share = Double(step) / steps
      let number = low * (1 - share) + high * share
      let allowed = kind == .whole ? number.rounded() : min(max(number, low), high)
      if allowed != numbers.last, !isOwn(allowed) { numbers.append(allowed) }
    }
    return numbers
  }
}

extension [FeatureLimits] {
  /// The features in which a row differs from the own one.
  func changed(_ row: [Double]) -> [Int] {
    indices.filter { !self[$0].isOwn(row[$0]) }
  }

  /// The sum of the costs of all changes.
  func cost(_ row: [Double]) -> Double {
    var sum = 0.0
    for feature in indices { sum += self[feature].cost(row[feature]) }
    return sum
  }

  /// Whether every cell is allowed.
  func allow(_ row: [Double]) -> Bool {
    indices.allSatisfy { self[$0].allows(row[$0]) }
  }

  /// The row's own numbers.
  var own: [Double] { map(\.own) }
}

/// What counterfactuals are ordered by.
enum ChangeObjective: Sendable {
  case distance
  case sparsity

  /// What a row costs, to be compared: its distance, or its changes first and then its distance.
  func key(_ row: [Double], _ limits: [FeatureLimits]) -> ChangeKey {
    var changes = 0
    var cost = 0.0
    for feature in limits.indices {
      let part = limits[feature].cost(row[feature])
      cost += part
      if !limits[feature].isOwn(row[feature]) { changes += 1 }
    }
    return ChangeKey(changes: self == .sparsity ? changes : 0, cost: cost)
  }
}

/// A cost that is compared by the number of changes first, where that counts.
struct ChangeKey: Sendable, Comparable {
  let changes: Int
  let cost: Double

  static func < (first: ChangeKey, second: ChangeKey) -> Bool {
    first.changes == second.changes ? first.cost < second.cost : first.changes < second.changes
  }

  /// Whether it is less by more than rounding.
  func isClearlyLess(than other: ChangeKey) -> Bool {
    changes == other.changes
      ? cost < other.cost - 1e-9 * (1 + abs(other.cost)) : changes < other.changes
  }
}
