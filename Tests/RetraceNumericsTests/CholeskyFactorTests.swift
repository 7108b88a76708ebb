import RetraceNumerics
import Testing

@Suite("A Cholesky factor")
struct CholeskyFactorTests {
  @Test("agrees with NumPy on a small matrix")
  func small() throws {
    let factor = try CholeskyFactor(Matrix([[4, 1, 2], [1, 3, 0], [2, 0, 5]]))
    let expected = [-13.0 / 43, 33.0 / 43, 31.0 / 43]
    #expect(zip(factor.solve([1, 2, 3]), expected).allSatisfy { ($0 - $1).magnitude < 1e-15 })
    #expect((factor.logDeterminant - 3.761200115693563).magnitude < 1e-14)
    let inverse = Matrix([[15, -5, -6], [-5, 16, 2], [-6, 2, 11]].map { $0.map { $0 / 43 } })
    #expect(LinearAlgebraTests.distance(factor.inverse(), inverse) < 1e-15)
    #expect(factor.inverse() == factor.inverse().transposed())
  }

  @Test("solves for several right sides at once", arguments: [1, 2, 6, 40])
  func many(_ order: Int) throws {
    let a = LinearAlgebra.gram(LinearAlgebraTests.random(order * 2 + 1, order))
    let x = LinearAlgebraTests.random(order, 3, "solutions")
    let factor = try CholeskyFactor(a)
    let solved = factor.solve(LinearAlgebra.product(a, x))
    #expect(LinearAlgebraTests.distance(solved, x) < 1e-9)
    #expect(factor.solve(LinearAlgebra.product(a, x.column(1))).count == order)
  }

  @Test("reads the upper triangle only")
  func upper() throws {
    let factor = try CholeskyFactor(Matrix([[4, 1], [.nan, 3]]))
    let solution = factor.solve([5, 4])
    #expect(solution.allSatisfy { ($0 - 1).magnitude < 1e-15 })
  }

  @Test(
    "is refused where a pivot is not positive",
    arguments: [
      ([[0.0]], 0), ([[-1]], 0), ([[1, 2], [2, 4]], 1), ([[.nan]], 0),
      ([[1, .nan], [.nan, 1]], 1),
      ([[.missing, 1], [1, 2]], 0),
    ] as [([[Double]], Int)])
  func refusal(_ rows: [[Double]], _ row: Int) {
    #expect(throws: NumericsError.notPositiveDefinite(row: row)) {
      try CholeskyFactor(Matrix(rows))
    }
  }

  @Test("of nothing is nothing")
  func empty() throws {
    let factor = try CholeskyFactor([], order: 0)
    #expect(factor.solve([]) == [] && factor.logDeterminant == 0 && factor.inverse().rows == 0)
  }
}
