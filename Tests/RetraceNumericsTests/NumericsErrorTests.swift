import RetraceNumerics
import Testing

@Suite("An error of numerics")
struct NumericsErrorTests {
  @Test(
    "says what is wrong and what to do",
    arguments: [
      (
        NumericsError.notPositiveDefinite(row: 2),
        "the matrix is not positive definite: the columns up to number 3 depend on each other or "
          + "hold numbers that are not finite; drop a column or add a ridge"
      ),
      (
        .singular(row: 0),
        "the linear system has no unique solution: equation 1 follows from the others; "
          + "drop a column or add a ridge"
      ),
      (
        .noConvergence,
        "the eigenvalues did not converge; check the matrix for numbers that are not finite"
      ),
      (
        .tooLarge(99),
        "a matrix with 99 rows or columns is too large for dense linear algebra; "
          + "take fewer columns or rows"
      ),
    ])
  func wording(_ error: NumericsError, _ text: String) {
    #expect(error.description == text)
  }
}
