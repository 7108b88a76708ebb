import COpenBLAS

extension LinearAlgebra {
  /// Computes the upper triangle of C ← C + A Aᵀ for columns that lie one after another.
  ///
  /// It is ``addGram(_:into:rowCount:columns:alpha:beta:)`` of the transposed matrix: loops that
  /// fill one column after the other write to neighbouring memory.
  ///
  /// - Parameters:
  ///   - columns: A, `count` columns of `length` numbers, each `stride` after the one before.
  ///   - result: C, `count` × `count`.
  /// - Complexity: O(`length` · `count`²).
  public static func addGram(
    ofColumns columns: UnsafeBufferPointer<Double>, count: Int, length: Int, stride: Int,
    into result: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(
      length <= stride && columns.count >= (count - 1) * stride + length
        && result.count >= count * count, "buffers too small for the product")
    guard let a = columns.baseAddress, let c = result.baseAddress, count > 0, length > 0
    else { return }
    prepare()
    cblas_dsyrk(
      CblasRowMajor, CblasUpper, CblasNoTrans, Int32(count), Int32(length), 1,
      a, Int32(stride), 1, c, Int32(count))
  }
}
