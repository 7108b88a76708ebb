/// Why a computation with numbers has no answer.
public enum NumericsError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A Cholesky factorisation met a pivot that is not positive, at this row (from 0).
  case notPositiveDefinite(row: Int)
  /// A linear system has no unique solution: a pivot at this row (from 0) is 0.
  case singular(row: Int)
  /// Eigenvalues did not converge, or the matrix holds numbers that are not finite.
  case noConvergence
  /// A matrix with this many rows or columns is beyond what the linear algebra library counts.
  case tooLarge(Int)

  /// What is wrong, in a sentence.
  public var description: String {
    switch self {
    case .notPositiveDefinite(let row):
      "the matrix is not positive definite: the columns up to number \(row + 1) depend on each "
        + "other or hold numbers that are not finite; drop a column or add a ridge"
    case .singular(let row):
      "the linear system has no unique solution: equation \(row + 1) follows from the others; "
        + "drop a column or add a ridge"
    case .noConvergence:
      "the eigenvalues did not converge; check the matrix for numbers that are not finite"
    case .tooLarge(let size):
      "a matrix with \(size) rows or columns is too large for dense linear algebra; take fewer columns or rows"
    }
  }
}
