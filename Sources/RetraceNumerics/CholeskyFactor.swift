import COpenBLAS

/// The Cholesky factor of a symmetric positive definite matrix: A = L Lᵀ.
///
/// Factor once, then solve for as many right-hand sides as there are.
public struct CholeskyFactor: Sendable {
  /// The number of rows and columns of A.
  public let order: Int
  /// LAPACK's lower triangle in column order, which is the upper one read row by row.
  private let factor: [Double]

  /// Factors a matrix.
  ///
  /// - Parameter matrix: square and symmetric; only its upper triangle is read.
  /// - Throws: ``NumericsError/notPositiveDefinite(row:)`` when a pivot is not positive.
  /// - Complexity: O(n³ / 3).
  public init(_ matrix: Matrix) throws(NumericsError) {
    precondition(matrix.rows == matrix.columns, "a Cholesky factor needs a square matrix")
    try self.init(matrix.elements, order: matrix.rows)
  }

  /// Factors the matrix whose elements are given row by row.
  public init(_ elements: [Double], order: Int) throws(NumericsError) {
    precondition(elements.count == order * order, "a Cholesky factor needs a square matrix")
    self.order = order
    guard order > 0 else {
      factor = []
      return
    }
    LinearAlgebra.prepare()
    var size = try LinearAlgebra.size(order)
    var status: Int32 = 0
    var work = elements
    dpotrf_("L", &size, &work, &size, &status)
    guard status == 0 else { throw .notPositiveDefinite(row: max(0, Int(status) - 1)) }
    // LAPACK lets a NaN on the diagonal pass in some versions.
    for row in 0..<order where !(work[row * order + row] > 0) {
      throw .notPositiveDefinite(row: row)
    }
    factor = work
  }

  /// The solution x of A x = b.
  ///
  /// - Parameter rightSide: b, as many elements as A has rows.
  /// - Complexity: O(n²).
  public func solve(_ rightSide: [Double]) -> [Double] {
    precondition(rightSide.count == order, "\(order) equations, \(rightSide.count) right sides")
    var solution = rightSide
    solveInPlace(&solution, count: 1)
    return solution
  }

  /// The solution X of A X = B, for every column of B.
  public func solve(_ rightSides: Matrix) -> Matrix {
    precondition(rightSides.rows == order, "\(order) equations, \(rightSides.rows) right sides")
    var columns = rightSides.transposed()
    solveInPlace(&columns.elements, count: columns.rows)
    return columns.transposed()
  }

  /// A⁻¹, exactly symmetric.
  ///
  /// - Complexity: O(2n³ / 3).
  public func inverse() -> Matrix {
    guard order > 0 else { return Matrix(rows: 0, columns: 0) }
    var result = Matrix(rows: order, columns: order, elements: factor)
    var size = Int32(order)
    var status: Int32 = 0
    dpotri_("L", &size, &result.elements, &size, &status)
    result.elements.withUnsafeMutableBufferPointer {
      LinearAlgebra.copyUpperToLower($0, order: order)
    }
    return result
  }

  /// The logarithm of A's determinant.
  public var logDeterminant: Double {
    var sum = 0.0
    for row in 0..<order { sum += Elementary.log(factor[row * order + row]) }
    return 2 * sum
  }

  private func solveInPlace(_ columns: inout [Double], count: Int) {
    guard order > 0, count > 0 else { return }
    var size = Int32(order)
    var sides = Int32(count)
    var status: Int32 = 0
    dpotrs_("L", &size, &sides, factor, &size, &columns, &size, &status)
  }
}
