import Glibc
import RetraceNumerics

/// The least costly steps that lift linear constraints above what they need.
///
/// minimise Σ costₖ dₖ subject to Σ gainₖᵢ dₖ ≥ neededᵢ and lowerₖ ≤ dₖ ≤ upperₖ, where some dₖ
/// are whole steps and of some groups at most one is above 0. Solved exactly by branch and bound
/// over the whole steps: one constraint by filling a fractional knapsack, several by
/// ``BoundedProgram``.
struct ChangeProgram: Sendable {
  /// One way to change one feature.
  struct Variable: Sendable {
    let feature: Int
    /// Where the feature is at distance d: own + direction · d; for a step the number it jumps to.
    let direction: Double
    let target: Double
    let isJump: Bool
    let cost: Double
    let lower: Double
    let upper: Double
    /// The first distance above 0 that is allowed, then one more each; nil for any distance.
    let firstStep: Double?
    let gains: [Double]
  }

  /// What came out.
  enum Outcome: Sendable {
    case none(isProven: Bool)
    case found(distances: [Double], cost: Double, isProven: Bool)
  }

  /// What a node's relaxation says.
  private enum Relaxation {
    case infeasible
    case unknown
    case solved([Double], Double)
  }

  let variables: [Variable]
  let needed: [Double]
  /// Variables of which at most one is above 0, each a jump.
  let groups: [[Int]]

  /// Solves it.
  ///
  /// - Parameters:
  ///   - bound: what the cost must be below, from an earlier solution.
  ///   - nodeLimit: how many nodes are opened at most; nil for as many as take about 0.1 s.
  func solve(below bound: Double = .infinity, nodeLimit: Int? = nil) throws -> Outcome {
    let size = max(1, variables.count) * (isKnapsack ? 1 : 4 * (needed.count + groups.count))
    let nodeLimit = nodeLimit ?? min(20_000, max(100, 4_000_000 / size))
    let order = greedyOrder
    var best: (distances: [Double], cost: Double)?
    var limit = bound
    var isProven = true
    var stack = [(lower: variables.map(\.lower), upper: variables.map(\.upper))]
    var nodes = 0
    while let node = stack.popLast() {
      nodes += 1
      guard nodes <= nodeLimit else {
        isProven = false
        break
      }
      if nodes % 64 == 0 { try Interruption.check() }
      let relaxation = relaxed(lower: node.lower, upper: node.upper, order: order)
      guard case .solved(var distances, let cost) = relaxation else {
        if case .unknown = relaxation { isProven = false }
        continue
      }
      guard cost < limit - 1e-13 * (1 + abs(limit.isFinite ? limit : 0)) else { continue }
      guard let position = firstBetweenSteps(&distances) else {
        best = (distances, cost)
        limit = cost
        continue
      }
      let variable = variables[position]
      let first = variable.firstStep ?? 0
      let distance = distances[position]
      let below = distance < first ? 0 : first + (distance - first).rounded(.down)
      let above = distance < first ? first : below + 1
      if below >= node.lower[position] {
        var upper = node.upper
        upper[position] = below
        stack.append((node.lower, upper))
      }
      // The side that reaches further is opened first: it is sooner feasible.
      if above <= node.upper[position] {
        var lower = node.lower
        lower[position] = above
        stack.append((lower, node.upper))
      }
    }
    guard let best else { return .none(isProven: isProven) }
    return .found(distances: best.distances, cost: best.cost, isProven: isProven)
  }

  /// The least cost where whole steps may be divided: no solution costs less.
  func lowerBound() -> Double? {
    switch relaxed(
      lower: variables.map(\.lower), upper: variables.map(\.upper), order: greedyOrder)
    {
    case .solved(_, let cost): cost
    case .infeasible: nil
    case .unknown: 0
    }
  }

  /// Distances that are a hair's breadth from a step are put on it; the first that is between two.
  private func firstBetweenSteps(_ distances: inout [Double]) -> Int? {
    for position in distances.indices {
      guard let first = variables[position].firstStep else { continue }
      let distance = distances[position]
      guard distance > 0 else { continue }
      let step = distance < first / 2 ? 0 : first + (distance - first).rounded()
      guard abs(distance - step) <= 1e-9 * max(1, abs(distance)) else { return position }
      distances[position] = step
    }
    return nil
  }

  private var isKnapsack: Bool { needed.count == 1 && groups.isEmpty }

  /// Variables by gain per cost, the best first; only those that gain.
  private var greedyOrder: [Int] {
    guard isKnapsack else { return [] }
    let rates = variables.map { $0.gains[0] / $0.cost }
    return variables.indices.filter { rates[$0] > 0 }.sorted {
      rates[$0] == rates[$1] ? $0 < $1 : rates[$0] > rates[$1]
    }
  }

  private func relaxed(lower: [Double], upper: [Double], order: [Int]) -> Relaxation {
    guard isKnapsack else { return relaxedBySimplex(lower: lower, upper: upper) }
    var distances = lower
    var need = needed[0]
    var size = abs(need)
    var cost = 0.0
    for position in variables.indices where lower[position] != 0 {
      let gain = variables[position].gains[0] * lower[position]
      need -= gain
      size += abs(gain)
      cost += variables[position].cost * lower[position]
    }
    for position in order {
      guard need > 0 else { break }
      let room = upper[position] - lower[position]
      guard room > 0 else { continue }
      let gain = variables[position].gains[0]
      let step = min(room, need / gain)
      distances[position] = step == room ? upper[position] : lower[position] + step
      cost += variables[position].cost * step
      size += gain * step
      need = step == room ? need - gain * room : 0
    }
    return need > 1e-13 * size ? .infeasible : .solved(distances, cost)
  }

  private func relaxedBySimplex(lower: [Double], upper: [Double]) -> Relaxation {
    var rows: [[Double]] = needed.indices.map { row in variables.map { $0.gains[row] } }
    var ends = needed
    for group in groups {
      var row = [Double](repeating: 0, count: variables.count)
      for position in group { row[position] = -1 }
      rows.append(row)
      ends.append(-1)
    }
    var program = BoundedProgram(
      costs: variables.map(\.cost), lower: lower, upper: upper, rows: rows, ends: ends)
    switch program.solve() {
    case .infeasible: return .infeasible
    case .stopped: return .unknown
    case .solved(let distances, let cost): return .solved(distances, cost)
    }
  }
}
