import RetraceNumerics

/// The fewest features whose change meets a program's constraints, and among such sets the least
/// costly change.
///
/// Sets are enumerated by size; a set is left out where even the largest gains of what may still
/// join it are too small, or where its relaxation costs more than the best one so far.
struct SparseChanges {
  private let program: ChangeProgram
  private let features: [Int]
  /// The most that each feature can gain, feature by constraint.
  private let largestGains: [[Double]]
  private let limit: Int
  private var work = 0
  private var best: (distances: [Double], cost: Double)?
  private var isProven = true

  init(_ program: ChangeProgram, limit: Int) {
    self.program = program
    self.limit = limit
    let all = Set(program.variables.map(\.feature)).sorted()
    let gains = all.map { feature in
      program.needed.indices.map { constraint in
        var most = -Double.infinity
        var canStay = true
        for variable in program.variables where variable.feature == feature {
          if variable.lower > 0 { canStay = false }
          most = max(
            most, variable.gains[constraint] * variable.lower,
            variable.gains[constraint] * variable.upper)
        }
        return canStay ? max(0, most) : most
      }
    }
    // What gains most comes first, so that a good set is found early.
    let order = all.indices.sorted {
      let (first, second) = (gains[$0].reduce(0, +), gains[$1].reduce(0, +))
      return first == second ? $0 < $1 : first > second
    }
    features = order.map { all[$0] }
    largestGains = order.map { gains[$0] }
  }

  mutating func solve() throws -> ChangeProgram.Outcome {
    let forced = Set(program.variables.filter { $0.lower > 0 }.map(\.feature))
    let start = features.indices.filter { forced.contains(features[$0]) }
    for size in start.count...max(start.count, features.count) {
      try extend(start, from: 0, size: size)
      if let best {
        return .found(distances: best.distances, cost: best.cost, isProven: isProven)
      }
      if work > limit { break }
    }
    return .none(isProven: isProven)
  }

  private mutating func extend(_ chosen: [Int], from next: Int, size: Int) throws {
    work += 1
    guard work <= limit else {
      isProven = false
      return
    }
    let missing = size - chosen.count
    let rest = (next..<max(next, features.count)).filter { !chosen.contains($0) }
    guard rest.count >= missing, canReach(chosen, rest, count: missing) else { return }
    guard missing > 0 else {
      let outcome = try restricted(to: chosen).solve(below: best?.cost ?? .infinity)
      switch outcome {
      case .none(let isProven): self.isProven = self.isProven && isProven
      case .found(let distances, let cost, let isProven):
        best = (distances, cost)
        self.isProven = self.isProven && isProven
      }
      return
    }
    if let best {
      guard let bound = restricted(to: chosen + rest).lowerBound(), bound < best.cost else {
        return
      }
    }
    for position in rest {
      try extend(chosen + [position], from: position + 1, size: size)
    }
  }

  /// Whether the chosen features and the best of the rest could gain enough.
  private func canReach(_ chosen: [Int], _ rest: [Int], count: Int) -> Bool {
    program.needed.indices.allSatisfy { constraint in
      var sum = 0.0
      var size = abs(program.needed[constraint])
      for position in chosen { sum += largestGains[position][constraint] }
      let best = rest.map { largestGains[$0][constraint] }.sorted(by: >).prefix(count)
      for gain in best { sum += gain }
      size += abs(sum)
      return sum >= program.needed[constraint] - 1e-12 * size
    }
  }

  /// The program with all other features left as they are.
  private func restricted(to positions: [Int]) -> ChangeProgram {
    let kept = Set(positions.map { features[$0] })
    return ChangeProgram(
      variables: program.variables.map { variable in
        guard !kept.contains(variable.feature) else { return variable }
        return ChangeProgram.Variable(
          feature: variable.feature, direction: variable.direction, target: variable.target,
          isJump: variable.isJump, cost: variable.cost, lower: 0, upper: 0,
          firstStep: variable.firstStep, gains: variable.gains)
      }, needed: program.needed, groups: program.groups)
  }
}
