import COpenBLAS

extension LinearAlgebra {
  /// The solution x of A x = b for any square A, by LU factorisation with partial pivoting.
  ///
  /// - Parameters:
  ///   - matrix: A, square.
  ///   - rightSide: b, as many elements as A has rows.
  /// - Throws: ``NumericsError/singular(row:)`` when a pivot is exactly 0.
  /// - Complexity: O(2n³ / 3).
  public static func solve(
    _ matrix: Matrix, _ rightSide: [Double]
  ) throws(NumericsError) -> [Double] {
    let order = matrix.rows
    precondition(matrix.columns == order, "only square systems have one solution")
    precondition(rightSide.count == order, "\(order) equations, \(rightSide.count) right sides")
    guard order > 0 else { return [] }
    prepare()
    var size = try size(order)
    var sides: Int32 = 1
    var status: Int32 = 0
    var work = matrix.transposed().elements
    var pivots = [Int32](repeating: 0, count: order)
    var solution = rightSide
    dgesv_(&size, &sides, &work, &size, &pivots, &solution, &size, &status)
    guard status == 0 else { throw .singular(row: max(0, Int(status) - 1)) }
    return solution
  }

  /// The eigenvalues and eigenvectors of a symmetric matrix.
  ///
  /// The sign of each vector makes its element of largest magnitude positive (the first of
  /// them, if several are equal), so that it does not depend on the library.
  ///
  /// - Parameter matrix: square and symmetric; only its upper triangle is read.
  /// - Returns: the eigenvalues in ascending order, and a matrix whose row i is the unit
  ///   eigenvector of value i.
  /// - Throws: ``NumericsError/noConvergence``.
  /// - Complexity: O(n³).
  public static func symmetricEigen(
    _ matrix: Matrix
  ) throws(NumericsError) -> (values: [Double], vectors: Matrix) {
    let order = matrix.rows
    precondition(matrix.columns == order, "eigenvectors of a matrix that is not square")
    guard order > 0 else { return ([], matrix) }
    guard matrix.elements.allSatisfy(\.isFinite) else { throw .noConvergence }
    prepare()
    var size = try size(order)
    var vectors = matrix
    var values = [Double](repeating: 0, count: order)
    guard order <= 30_000 else { throw .tooLarge(order) }
    var workSize = Int32(1 + 6 * order + 2 * order * order)
    var integerWorkSize = Int32(3 + 5 * order)
    var work = [Double](repeating: 0, count: Int(workSize))
    var integerWork = [Int32](repeating: 0, count: Int(integerWorkSize))
    var status: Int32 = 0
    dsyevd_(
      "V", "L", &size, &vectors.elements, &size, &values, &work, &workSize, &integerWork,
      &integerWorkSize, &status)
    guard status == 0 else { throw .noConvergence }
    for row in 0..<order { vectors.orientRow(row) }
    return (values, vectors)
  }

  /// A number of rows or columns as LAPACK counts them.
  static func size(_ count: Int) throws(NumericsError) -> Int32 {
    guard let size = Int32(exactly: count) else { throw .tooLarge(count) }
    return size
  }
}

extension Matrix {
  /// The matrix with rows and columns exchanged.
  ///
  /// - Complexity: O(rows · columns).
  public func transposed() -> Matrix {
    let rows = self.rows
    let columns = self.columns
    let source = elements
    let target = [Double](unsafeUninitializedCapacity: source.count) { buffer, count in
      // In tiles, so that neither side is read or written one element per cache line.
      for rowStart in stride(from: 0, to: rows, by: 16) {
        for columnStart in stride(from: 0, to: columns, by: 16) {
          for row in rowStart..<min(rows, rowStart + 16) {
            for column in columnStart..<min(columns, columnStart + 16) {
              buffer[column * rows + row] = source[row * columns + column]
            }
          }
        }
      }
      count = source.count
    }
    return Matrix(rows: columns, columns: rows, elements: target)
  }

  /// Turns a row's sign so that its element of largest magnitude is positive.
  mutating func orientRow(_ row: Int) {
    let range = row * columns..<(row + 1) * columns
    var largest = 0.0
    for index in range where elements[index].magnitude > largest.magnitude * (1 + 1e-12) {
      largest = elements[index]
    }
    guard largest < 0 else { return }
    for index in range { elements[index] = -elements[index] }
  }
}
