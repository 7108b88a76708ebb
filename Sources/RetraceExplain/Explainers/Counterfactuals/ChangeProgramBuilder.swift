/// Collects the ways in which features may change.
struct ChangeProgramBuilder {
  private var variables: [ChangeProgram.Variable] = []
  private var groups: [[Int]] = []
  private let constraintCount: Int
  /// Whether the program has every way; several constraints leave only some numbers to fill a
  /// missing cell with.
  private(set) var isExact = true

  init(constraintCount: Int) {
    self.constraintCount = constraintCount
  }

  /// Adds the ways of a feature.
  ///
  /// - Parameters:
  ///   - slopes: what one more adds to each constraint, for numbers.
  ///   - jump: what changing to another number or level adds to each constraint.
  mutating func add(
    _ feature: Int, _ limit: FeatureLimits, slopes: [Double], jump: (Double) -> [Double]
  ) {
    guard limit.canChange else { return }
    if limit.isStep {
      addJumps(feature, limit, jump)
    } else {
      addMoves(feature, limit, slopes)
    }
  }

  func program(needed: [Double]) -> ChangeProgram {
    ChangeProgram(variables: variables, needed: needed, groups: groups)
  }

  private mutating func addJumps(
    _ feature: Int, _ limit: FeatureLimits, _ jump: (Double) -> [Double]
  ) {
    var targets = limit.levels
    if !limit.isCategory {
      targets = constraintCount == 1 ? [limit.low, limit.high] : limit.spread(5)
      isExact = isExact && constraintCount == 1
    }
    var jumps = targets.map { target in
      ChangeProgram.Variable(
        feature: feature, direction: 1, target: target, isJump: true, cost: 1,
        lower: limit.canStay ? 0 : 1, upper: 1, firstStep: 1, gains: jump(target))
    }
    if constraintCount == 1 {
      // All cost the same, so only the one that gains most can be best.
      guard let best = jumps.max(by: { $0.gains[0] < $1.gains[0] }),
        best.gains[0] > 0 || !limit.canStay
      else { return }
      variables.append(best)
      return
    }
    if !limit.canStay, jumps.count > 1 {
      // That one of them is needed is left to the check of the final row.
      isExact = false
      jumps = jumps.map { jump in
        ChangeProgram.Variable(
          feature: jump.feature, direction: 1, target: jump.target, isJump: true, cost: 1,
          lower: 0, upper: 1, firstStep: 1, gains: jump.gains)
      }
    }
    groups.append(Array(variables.count..<variables.count + jumps.count))
    variables += jumps
  }

  private mutating func addMoves(_ feature: Int, _ limit: FeatureLimits, _ slopes: [Double]) {
    for direction in [1.0, -1.0] {
      let (near, far) = direction > 0 ? (limit.low, limit.high) : (limit.high, limit.low)
      let upper = direction * (far - limit.own)
      guard upper > 0 else { continue }
      let lower = limit.canStay ? 0 : direction * (near - limit.own)
      // Without permission to stay the row's own number is outside, and only one way leads in.
      guard lower >= 0 else { continue }
      let gains = slopes.map { $0 * direction }
      guard constraintCount > 1 || gains[0] > 0 || lower > 0 else { continue }
      var firstStep: Double?
      if limit.kind == .whole {
        let next =
          direction > 0
          ? limit.own.rounded(.down) + 1 - limit.own : limit.own - limit.own.rounded(.up) + 1
        firstStep = max(lower, next)
        guard upper >= next - 1e-9 else { continue }
      }
      variables.append(
        ChangeProgram.Variable(
          feature: feature, direction: direction, target: far, isJump: false,
          cost: 1 / limit.unit, lower: lower, upper: upper, firstStep: firstStep, gains: gains))
    }
  }
}

extension ChangeProgram {
  /// The row that distances lead to.
  func row(_ distances: [Double], _ limits: [FeatureLimits]) -> [Double] {
    var row = limits.own
    for (position, variable) in variables.enumerated() {
      let distance = distances[position]
      let limit = limits[variable.feature]
      guard distance > 0 else { continue }
      if variable.isJump || distance == variable.upper {
        row[variable.feature] = variable.target
      } else {
        let number = limit.own + variable.direction * distance
        let allowed = variable.firstStep == nil ? number : number.rounded()
        row[variable.feature] = min(max(allowed, limit.low), limit.high)
      }
    }
    return row
  }
}
