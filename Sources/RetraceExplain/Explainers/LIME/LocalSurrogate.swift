import RetraceNumerics

/// A weighted ridge regression around one row: minimises Σ w (y − b − Σ c x)² + ridge · Σ c², with
/// the constant b free.
struct LocalSurrogate: Sendable {
  /// The features that take part, ascending.
  let selected: [Int]
  /// Their coefficients.
  let coefficients: [Double]
  /// The constant.
  let intercept: Double
  /// The coefficients without the ridge, where the equations have such a solution.
  let unpenalized: [Double]?
  /// Whether a ridge of 0 had to be raised a little, because features cannot be told apart.
  let isRaised: Bool
  /// The weights' sum and the weighted sum of squares of the output about its mean.
  let weightSum: Double
  let totalSquares: Double
  private let means: [Double]
  private let inverse: Matrix

  /// Solves the normal equations of the first sweep.
  ///
  /// - Parameters:
  ///   - sums: the products of all features, the constant and the output, upper triangle.
  ///   - features: how many features there are.
  ///   - selected: those that take part.
  init(
    sums: UnsafeBufferPointer<Double>, features: Int, selected: [Int], ridge: Double
  ) throws {
    let order = features + 2
    let total = sums[features * order + features]
    let outputMean = sums[features * order + features + 1] / total
    let means = selected.map { sums[$0 * order + features] / total }
    var products = Matrix(rows: selected.count, columns: selected.count)
    var right = [Double](repeating: 0, count: selected.count)
    for (row, first) in selected.enumerated() {
      right[row] = sums[first * order + features + 1] - total * means[row] * outputMean
      for column in row..<selected.count {
        let product =
          sums[first * order + selected[column]] - total * means[row] * means[column]
        products[row, column] = product
        products[column, row] = product
      }
    }
    weightSum = total
    totalSquares = max(
      0, sums[(features + 1) * order + features + 1] - total * outputMean * outputMean)
    let solution = try Self.solve(products, right, ridge: ridge)
    self.selected = selected
    self.means = means
    coefficients = solution.coefficients
    inverse = solution.inverse
    isRaised = solution.isRaised
    unpenalized = ridge > 0 ? Self.solveExactly(products, right) : nil
    var intercept = outputMean
    for (mean, coefficient) in zip(means, coefficients) { intercept -= mean * coefficient }
    self.intercept = intercept
  }

  /// What the surrogate says of the row itself.
  func prediction(_ design: LocalDesign) -> Double {
    var sum = intercept
    for (feature, coefficient) in zip(selected, coefficients) {
      sum += coefficient * design.regressors[feature].ownValue
    }
    return sum
  }

  /// The standard errors of the coefficients, from the second sweep.
  ///
  /// The sandwich K M K of the estimating equations, with K = (XᵀWX + ridge)⁻¹ about the weighted
  /// means and M = Σ w² e² x xᵀ: it needs no equal variances, and holds for the spread of a
  /// coefficient over seeds.
  ///
  /// Source: H. White, "A Heteroskedasticity-Consistent Covariance Matrix Estimator",
  /// Econometrica 48(4), 1980.
  func errors(residualSums: UnsafeBufferPointer<Double>) -> [Double] {
    let count = selected.count
    let order = count + 1
    let constant = residualSums[count * order + count]
    var middle = Matrix(rows: count, columns: count)
    for row in 0..<count {
      let rowSum = residualSums[row * order + count]
      for column in row..<count {
        let columnSum = residualSums[column * order + count]
        let product =
          residualSums[row * order + column] - means[row] * columnSum - means[column] * rowSum
          + means[row] * means[column] * constant
        middle[row, column] = product
        middle[column, row] = product
      }
    }
    return (0..<count).map { position in
      var sum = 0.0
      for row in 0..<count {
        var inner = 0.0
        for column in 0..<count { inner += middle[row, column] * inverse[position, column] }
        sum += inner * inverse[position, row]
      }
      return max(0, sum).squareRoot()
    }
  }

  /// The share of the output's weighted variance that the surrogate explains.
  func r2(residualSquares: Double) -> Double {
    // An output that does not vary but by rounding is explained by the constant.
    guard totalSquares > 1e-24 * weightSum * max(1, intercept * intercept) else { return 1 }
    return 1 - residualSquares / totalSquares
  }

  private static func solve(
    _ products: Matrix, _ right: [Double], ridge: Double
  ) throws -> (coefficients: [Double], inverse: Matrix, isRaised: Bool) {
    let order = products.rows
    var largest = 0.0
    for position in 0..<order { largest = max(largest, products[position, position]) }
    // A ridge of 0 may leave the equations without a unique solution.
    for raised in [0, 1e-10, 1e-6] {
      var penalized = products
      let least = raised * max(largest, 1e-300)
      for position in 0..<order { penalized[position, position] += max(ridge, least) }
      guard let factor = try? CholeskyFactor(penalized) else { continue }
      let inverse = factor.inverse()
      guard inverse.elements.allSatisfy(\.isFinite) else { continue }
      return (factor.solve(right), inverse, raised > 0)
    }
    throw ExplainError.unsuited(
      "the equations of LIME's surrogate have no solution; give 'ridge: 1' or a wider "
        + "'kernel_width'")
  }

  private static func solveExactly(_ products: Matrix, _ right: [Double]) -> [Double]? {
    var largest = 0.0
    for position in 0..<products.rows { largest = max(largest, products[position, position]) }
    // A feature without variation has no coefficient of its own: it is left at 0.
    var regular = products
    var fixed: [Int] = []
    for position in 0..<products.rows where products[position, position] <= 1e-9 * largest {
      fixed.append(position)
      for other in 0..<products.rows {
        regular[position, other] = other == position ? 1 : 0
        regular[other, position] = other == position ? 1 : 0
      }
    }
    guard let factor = try? CholeskyFactor(regular) else { return nil }
    var right = right
    for position in fixed { right[position] = 0 }
    let solution = factor.solve(right)
    return solution.allSatisfy(\.isFinite) ? solution : nil
  }
}
