import Glibc
import RetraceNumerics

/// Out-of-fold predictions of simple models: what a table tells of an outcome without the rows
/// having been learned.
enum CrossValidation {
  static let folds = 5

  /// A fold for each row, drawn with a seed.
  static func folds(_ count: Int, seed: UInt64, purpose: String) -> [Int] {
    var stream = RandomStream(seed: seed, command: "diagnose", purpose: purpose)
    var folds = [Int](repeating: 0, count: count)
    for (place, row) in stream.permutation(count).enumerated() { folds[row] = place % Self.folds }
    return folds
  }

  /// The log odds that ridge logistic regression tells each row, learned from the other folds.
  ///
  /// Newton's method with a penalty of half the squared weights, the constant's aside.
  ///
  /// - Parameters:
  ///   - rows: the first column is the constant.
  ///   - positives: 1 or 0 a row.
  /// - Complexity: O(folds · iterations · rows · columns²).
  static func logistic(_ rows: Matrix, positives: [Double], folds: [Int]) throws -> [Double] {
    var result = [Double](repeating: 0, count: rows.rows)
    for fold in 0..<Self.folds {
      try Interruption.check()
      let known = folds.indices.filter { folds[$0] != fold }
      let weights = try logisticWeights(rows, positives, known)
      for row in folds.indices where folds[row] == fold {
        result[row] = product(rows, row, weights)
      }
    }
    return result
  }

  /// The numbers that ridge regression tells each row, learned from the other folds.
  static func linear(_ rows: Matrix, targets: [Double], folds: [Int]) throws -> [Double] {
    var result = [Double](repeating: 0, count: rows.rows)
    for fold in 0..<Self.folds {
      try Interruption.check()
      let known = folds.indices.filter { folds[$0] != fold }
      let ones = [Double](repeating: 1, count: known.count)
      let weights = try solve(rows, known, weights: ones, right: known.map { targets[$0] })
      for row in folds.indices where folds[row] == fold {
        result[row] = product(rows, row, weights)
      }
    }
    return result
  }

  private static func product(_ rows: Matrix, _ row: Int, _ weights: [Double]) -> Double {
    rows.elements.withUnsafeBufferPointer { elements in
      let start = row * rows.columns
      var sum = 0.0
      for column in weights.indices { sum += elements[start + column] * weights[column] }
      return sum
    }
  }

  private static func logisticWeights(
    _ rows: Matrix, _ positives: [Double], _ known: [Int]
  ) throws -> [Double] {
    var weights = [Double](repeating: 0, count: rows.columns)
    for _ in 0..<25 {
      // Weighted least squares of the working response.
      var importance = [Double](repeating: 0, count: known.count)
      var response = importance
      for (place, row) in known.enumerated() {
        let sum = product(rows, row, weights)
        let probability = Kernels.logistic(sum)
        importance[place] = max(1e-6, probability * (1 - probability))
        response[place] = sum + (positives[row] - probability) / importance[place]
      }
      let next = try solve(rows, known, weights: importance, right: response)
      let change = zip(next, weights).reduce(0) { max($0, abs($1.0 - $1.1)) }
      // Damped where it would leap: rows that are told apart have no finite weights.
      let share = change > 4 ? 4 / change : 1
      for column in weights.indices { weights[column] += share * (next[column] - weights[column]) }
      if change < 1e-6 || !change.isFinite { break }
    }
    return weights
  }

  /// The minimum of Σ w (right − row · x)² + Σ x², the first weight unpunished.
  private static func solve(
    _ rows: Matrix, _ known: [Int], weights: [Double], right: [Double]
  ) throws -> [Double] {
    let width = rows.columns
    var scaled = Matrix(rows: known.count, columns: width)
    var sums = [Double](repeating: 0, count: width)
    rows.elements.withUnsafeBufferPointer { source in
      scaled.elements.withUnsafeMutableBufferPointer { target in
        for (place, row) in known.enumerated() {
          let root = weights[place].squareRoot()
          for column in 0..<width {
            let cell = source[row * width + column]
            target[place * width + column] = root * cell
            sums[column] += weights[place] * cell * right[place]
          }
        }
      }
    }
    var gram = LinearAlgebra.gram(scaled)
    for column in 0..<width { gram[column, column] += column == 0 ? 1e-9 : 1 }
    do {
      return try CholeskyFactor(gram).solve(sums)
    } catch {
      throw LackingRecord("the columns do not tell rows apart")
    }
  }
}
