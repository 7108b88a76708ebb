import COpenBLAS

/// Products of dense matrices in row-major order, by OpenBLAS on one thread.
///
/// OpenBLAS picks its kernels by processor: results agree between machines up to rounding, not
/// to the last bit. On one machine they are the same every time, whatever ``Parallel`` does,
/// because each call runs on its caller's thread.
public enum LinearAlgebra {
  /// Sets OpenBLAS to one thread; every operation here calls it first, and only once it works.
  @inline(__always)
  public static func prepare() { _ = prepared }

  @usableFromInline
  static let prepared: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  /// Computes C ← α op(A) op(B) + β C.
  ///
  /// op(A) has `rows` × `inner` elements, op(B) `inner` × `columns`, C `rows` × `columns`.
  ///
  /// - Parameters:
  ///   - first: A, row by row: `rows` × `inner`, or `inner` × `rows` if it is transposed.
  ///   - second: B, row by row: `inner` × `columns`, or `columns` × `inner` if transposed.
  ///   - result: C; its old elements matter only if `beta` is not 0.
  ///   - alpha: scales the product.
  ///   - beta: scales what was in C.
  /// - Complexity: O(`rows` · `inner` · `columns`).
  public static func multiply(
    _ first: UnsafeBufferPointer<Double>, _ second: UnsafeBufferPointer<Double>,
    into result: UnsafeMutableBufferPointer<Double>,
    rows: Int, inner: Int, columns: Int,
    transposingFirst: Bool = false, transposingSecond: Bool = false,
    alpha: Double = 1, beta: Double = 0
  ) {
    precondition(
      first.count >= rows * inner && second.count >= inner * columns
        && result.count >= rows * columns, "buffers too small for the product")
    guard let c = result.baseAddress, rows > 0, columns > 0 else { return }
    guard let a = first.baseAddress, let b = second.baseAddress, inner > 0 else {
      for index in 0..<rows * columns { c[index] = beta == 0 ? 0 : beta * c[index] }
      return
    }
    prepare()
    cblas_dgemm(
      CblasRowMajor, transposingFirst ? CblasTrans : CblasNoTrans,
      transposingSecond ? CblasTrans : CblasNoTrans,
      Int32(rows), Int32(columns), Int32(inner), alpha,
      a, Int32(transposingFirst ? rows : inner), b, Int32(transposingSecond ? inner : columns),
      beta, c, Int32(columns))
  }

  /// The product op(A) op(B) of two matrices.
  ///
  /// - Parameters:
  ///   - first: A.
  ///   - second: B.
  ///   - transposingFirst: whether op(A) is Aᵀ.
  ///   - transposingSecond: whether op(B) is Bᵀ.
  /// - Returns: a matrix with op(A)'s rows and op(B)'s columns.
  public static func product(
    _ first: Matrix, _ second: Matrix,
    transposingFirst: Bool = false, transposingSecond: Bool = false
  ) -> Matrix {
    let (rows, inner) =
      transposingFirst ? (first.columns, first.rows) : (first.rows, first.columns)
    let (other, columns) =
      transposingSecond ? (second.columns, second.rows) : (second.rows, second.columns)
    precondition(inner == other, "product of \(rows) × \(inner) and \(other) × \(columns)")
    var result = Matrix(rows: rows, columns: columns)
    first.elements.withUnsafeBufferPointer { a in
      second.elements.withUnsafeBufferPointer { b in
        result.elements.withUnsafeMutableBufferPointer { c in
          multiply(
            a, b, into: c, rows: rows, inner: inner, columns: columns,
            transposingFirst: transposingFirst, transposingSecond: transposingSecond)
        }
      }
    }
    return result
  }

  /// The product op(A) x of a matrix and a vector.
  ///
  /// - Complexity: O(rows · columns).
  public static func product(
    _ matrix: Matrix, _ vector: [Double], transposing: Bool = false
  ) -> [Double] {
    let (rows, columns) =
      transposing ? (matrix.columns, matrix.rows) : (matrix.rows, matrix.columns)
    precondition(vector.count == columns, "\(rows) × \(columns) times \(vector.count) elements")
    guard rows > 0, columns > 0 else { return [Double](repeating: 0, count: rows) }
    prepare()
    var result = [Double](repeating: 0, count: rows)
    cblas_dgemv(
      CblasRowMajor, transposing ? CblasTrans : CblasNoTrans,
      Int32(matrix.rows), Int32(matrix.columns), 1, matrix.elements, Int32(matrix.columns),
      vector, 1, 0, &result, 1)
    return result
  }

  /// Computes the upper triangle of C ← α AᵀA + β C, as normal equations need it.
  ///
  /// The part of C below the diagonal is left as it is; call
  /// ``copyUpperToLower(_:order:)`` after the last block of rows.
  ///
  /// - Parameters:
  ///   - rows: A, `rowCount` × `columns` elements row by row.
  ///   - result: C, `columns` × `columns`.
  /// - Complexity: O(`rowCount` · `columns`²).
  public static func addGram(
    _ rows: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>,
    rowCount: Int, columns: Int, alpha: Double = 1, beta: Double = 1
  ) {
    precondition(
      rows.count >= rowCount * columns && result.count >= columns * columns,
      "buffers too small for the product")
    guard let a = rows.baseAddress, let c = result.baseAddress, columns > 0 else { return }
    prepare()
    cblas_dsyrk(
      CblasRowMajor, CblasUpper, CblasTrans, Int32(columns), Int32(rowCount), alpha,
      a, Int32(columns), beta, c, Int32(columns))
  }

  /// Makes a matrix symmetric by copying what is above the diagonal below it.
  public static func copyUpperToLower(_ matrix: UnsafeMutableBufferPointer<Double>, order: Int) {
    precondition(matrix.count >= order * order, "buffer too small for order \(order)")
    for row in 0..<max(0, order) {
      for column in 0..<row { matrix[row * order + column] = matrix[column * order + row] }
    }
  }

  /// AᵀA, exactly symmetric.
  public static func gram(_ matrix: Matrix) -> Matrix {
    let order = matrix.columns
    var result = Matrix(rows: order, columns: order)
    matrix.elements.withUnsafeBufferPointer { rows in
      result.elements.withUnsafeMutableBufferPointer { buffer in
        addGram(rows, into: buffer, rowCount: matrix.rows, columns: order, beta: 0)
        copyUpperToLower(buffer, order: order)
      }
    }
    return result
  }
}
