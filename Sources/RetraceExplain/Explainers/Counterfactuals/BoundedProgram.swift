/// A small linear program: minimise c · y with lower ≤ y ≤ upper, rows · y ≥ ends, c ≥ 0.
///
/// Solved by the dual simplex method for bounded variables on a dense table: all variables at
/// their lower bounds is dual feasible from the start, because no cost is negative.
///
/// Source: R. Fourer, "Notes on the Dual Simplex Method", 1994. Complexity: rows · columns a pivot.
struct BoundedProgram {
  enum Outcome {
    case infeasible
    /// The limit of pivots was reached.
    case stopped
    case solved([Double], Double)
  }

  private let costs: [Double]
  private let lower: [Double]
  private let upper: [Double]
  private let columns: Int
  private let rowCount: Int
  /// The basic variables in terms of the others: rows × columns.
  private var table: [Double]
  private var constants: [Double]
  private var reducedCosts: [Double]
  /// Which variable stands for each column and row; from ``columns`` on the rows' slacks.
  private var columnVariables: [Int]
  private var rowVariables: [Int]
  private var isAtUpper: [Bool]
  private let tolerance = 1e-11

  /// Makes a program; every row is scaled so that its largest effect is 1.
  init(costs: [Double], lower: [Double], upper: [Double], rows: [[Double]], ends: [Double]) {
    self.costs = costs
    self.lower = lower
    self.upper = upper
    columns = costs.count
    rowCount = rows.count
    table = []
    constants = []
    for (row, end) in zip(rows, ends) {
      var largest = abs(end)
      for column in row.indices {
        largest = max(largest, abs(row[column]) * (upper[column] - lower[column]))
      }
      let scale = largest > 0 && largest.isFinite ? 1 / largest : 1
      table += row.map { $0 * scale }
      constants.append(-end * scale)
    }
    reducedCosts = costs
    columnVariables = Array(0..<columns)
    rowVariables = Array(columns..<columns + rows.count)
    isAtUpper = [Bool](repeating: false, count: columns)
  }

  /// Solves it.
  mutating func solve() -> Outcome {
    for column in 0..<columns where lower[column] > upper[column] { return .infeasible }
    for _ in 0..<50 * (rowCount + columns + 1) {
      let values = rowValues()
      guard let leaving = mostViolated(values) else {
        return .solved(solution(values), cost(values))
      }
      guard let entering = entering(leaving.row, rises: leaving.rises) else { return .infeasible }
      pivot(row: leaving.row, column: entering, toUpper: !leaving.rises)
    }
    return .stopped
  }

  private func lowerBound(_ variable: Int) -> Double {
    variable < columns ? lower[variable] : 0
  }

  private func upperBound(_ variable: Int) -> Double {
    variable < columns ? upper[variable] : .infinity
  }

  private func columnValue(_ column: Int) -> Double {
    let variable = columnVariables[column]
    return isAtUpper[column] ? upperBound(variable) : lowerBound(variable)
  }

  private func rowValues() -> [Double] {
    let values = (0..<columns).map(columnValue)
    return (0..<rowCount).map { row in
      var sum = constants[row]
      for column in 0..<columns { sum += table[row * columns + column] * values[column] }
      return sum
    }
  }

  private func mostViolated(_ values: [Double]) -> (row: Int, rises: Bool)? {
    var worst = 0.0
    var found: (row: Int, rises: Bool)?
    for row in 0..<rowCount {
      let variable = rowVariables[row]
      let (low, high) = (lowerBound(variable), upperBound(variable))
      let room = tolerance * max(1, high.isFinite ? abs(high) : 1)
      if low - values[row] > max(worst, room) {
        worst = low - values[row]
        found = (row, true)
      }
      if values[row] - high > max(worst, room) {
        worst = values[row] - high
        found = (row, false)
      }
    }
    return found
  }

  private func entering(_ row: Int, rises: Bool) -> Int? {
    var best: Int?
    var bestRatio = Double.infinity
    var bestSize = 0.0
    for column in 0..<columns {
      let variable = columnVariables[column]
      guard upperBound(variable) > lowerBound(variable) else { continue }
      let entry = table[row * columns + column]
      // The change of the column's variable must push the row the way it has to go.
      let helps = (isAtUpper[column] ? -entry : entry) * (rises ? 1 : -1)
      guard helps > 1e-12 else { continue }
      let ratio = abs(reducedCosts[column]) / helps
      if ratio < bestRatio - 1e-12 || (ratio <= bestRatio + 1e-12 && helps > bestSize) {
        best = column
        bestRatio = min(ratio, bestRatio)
        bestSize = helps
      }
    }
    return best
  }

  private mutating func pivot(row: Int, column: Int, toUpper: Bool) {
    let start = row * columns
    let inverse = 1 / table[start + column]
    // The row is solved for the column's variable.
    for other in 0..<columns where other != column { table[start + other] *= -inverse }
    table[start + column] = inverse
    constants[row] *= -inverse
    for other in 0..<rowCount where other != row {
      let factor = table[other * columns + column]
      guard factor != 0 else { continue }
      for position in 0..<columns where position != column {
        table[other * columns + position] += factor * table[start + position]
      }
      table[other * columns + column] = factor * inverse
      constants[other] += factor * constants[row]
    }
    let factor = reducedCosts[column]
    for position in 0..<columns where position != column {
      reducedCosts[position] += factor * table[start + position]
    }
    reducedCosts[column] = factor * inverse
    swap(&columnVariables[column], &rowVariables[row])
    isAtUpper[column] = toUpper
  }

  private func solution(_ values: [Double]) -> [Double] {
    var solution = [Double](repeating: 0, count: columns)
    for column in 0..<columns where columnVariables[column] < columns {
      solution[columnVariables[column]] = columnValue(column)
    }
    for row in 0..<rowCount where rowVariables[row] < columns {
      let variable = rowVariables[row]
      solution[variable] = min(max(values[row], lower[variable]), upper[variable])
    }
    return solution
  }

  private func cost(_ values: [Double]) -> Double {
    let solution = solution(values)
    var sum = 0.0
    for column in 0..<columns { sum += costs[column] * solution[column] }
    return sum
  }
}
