import RetraceNumerics
import Testing

@Suite("Linear algebra")
struct LinearAlgebraTests {
  static func random(_ rows: Int, _ columns: Int, _ purpose: String = "matrix") -> Matrix {
    var stream = RandomStream(
      seed: UInt64(rows * 1000 + columns), command: "test", purpose: purpose)
    return Matrix(rows: rows, columns: columns, elements: stream.normals(rows * columns))
  }

  static func distance(_ first: Matrix, _ second: Matrix) -> Double {
    guard first.rows == second.rows, first.columns == second.columns else { return .infinity }
    return zip(first.elements, second.elements).reduce(0) { worst, pair in
      let difference = (pair.0 - pair.1).magnitude
      return difference > worst || difference.isNaN ? difference : worst
    }
  }

  private func plainProduct(_ a: Matrix, _ b: Matrix) -> Matrix {
    var result = Matrix(rows: a.rows, columns: b.columns)
    for i in 0..<a.rows {
      for j in 0..<b.columns {
        for k in 0..<a.columns { result[i, j] += a[i, k] * b[k, j] }
      }
    }
    return result
  }

  @Test(
    "multiplies as the definition, transposed or not",
    arguments: [(1, 1, 1), (3, 5, 2), (17, 4, 9), (0, 3, 2), (2, 0, 3), (3, 2, 0), (40, 60, 50)])
  func products(rows: Int, inner: Int, columns: Int) {
    let a = Self.random(rows, inner, "a")
    let b = Self.random(inner, columns, "b")
    let expected = plainProduct(a, b)
    for (first, second) in [(false, false), (true, false), (false, true), (true, true)] {
      let product = LinearAlgebra.product(
        first ? a.transposed() : a, second ? b.transposed() : b,
        transposingFirst: first, transposingSecond: second)
      #expect(Self.distance(product, expected) < 1e-13)
    }
    let x =
      b.elements.prefix(inner) + [Double](repeating: 1, count: max(0, inner - b.elements.count))
    let column = Matrix(rows: inner, columns: 1, elements: Array(x))
    let vector = Matrix(rows: rows, columns: 1, elements: LinearAlgebra.product(a, Array(x)))
    #expect(Self.distance(vector, plainProduct(a, column)) < 1e-13)
    let back = LinearAlgebra.product(a, vector.elements, transposing: true)
    #expect(
      Self.distance(
        Matrix(rows: inner, columns: 1, elements: back),
        plainProduct(a.transposed(), vector)) < 1e-11)
  }

  @Test("scales and accumulates")
  func accumulation() {
    let a = Self.random(4, 3)
    let b = Self.random(3, 5)
    var c = Matrix(rows: 4, columns: 5, repeating: 2)
    a.elements.withUnsafeBufferPointer { a in
      b.elements.withUnsafeBufferPointer { b in
        c.elements.withUnsafeMutableBufferPointer { c in
          LinearAlgebra.multiply(
            a, b, into: c, rows: 4, inner: 3, columns: 5, alpha: 0.5, beta: 3)
        }
      }
    }
    var expected = plainProduct(a, b)
    expected.elements = expected.elements.map { 0.5 * $0 + 6 }
    #expect(Self.distance(c, expected) < 1e-14)
  }

  @Test("sums products of columns block by block as at once")
  func gram() {
    let a = Self.random(90, 7)
    let whole = LinearAlgebra.gram(a)
    #expect(Self.distance(whole, plainProduct(a.transposed(), a)) < 1e-12)
    #expect(whole == whole.transposed())
    var sum = Matrix(rows: 7, columns: 7)
    sum.elements.withUnsafeMutableBufferPointer { buffer in
      a.elements.withUnsafeBufferPointer { rows in
        for start in stride(from: 0, to: 90, by: 40) {
          let count = min(40, 90 - start)
          let part = UnsafeBufferPointer(rebasing: rows[start * 7..<(start + count) * 7])
          LinearAlgebra.addGram(part, into: buffer, rowCount: count, columns: 7)
        }
      }
      LinearAlgebra.copyUpperToLower(buffer, order: 7)
    }
    #expect(Self.distance(sum, whole) < 1e-12)
    #expect(LinearAlgebra.gram(Matrix(rows: 0, columns: 2)) == Matrix(rows: 2, columns: 2))
  }

  @Test("sums products of columns that lie apart as of rows")
  func columnGram() {
    let a = Self.random(30, 4)
    // Four columns of 30 numbers, each followed by a gap that must not be read.
    let columns = (0..<4).flatMap { a.column($0) + [.nan, .nan] }
    var sum = Matrix(rows: 4, columns: 4, repeating: 1)
    columns.withUnsafeBufferPointer { columns in
      sum.elements.withUnsafeMutableBufferPointer { buffer in
        LinearAlgebra.addGram(ofColumns: columns, count: 4, length: 30, stride: 32, into: buffer)
        LinearAlgebra.copyUpperToLower(buffer, order: 4)
      }
    }
    var expected = LinearAlgebra.gram(a)
    expected.elements = expected.elements.map { $0 + 1 }
    #expect(Self.distance(sum, expected) < 1e-13)
  }

  @Test("solves systems", arguments: [1, 2, 5, 30])
  func solve(_ order: Int) throws {
    let a = Self.random(order, order)
    let x = (0..<order).map { Double($0) - 2 }
    let solution = try LinearAlgebra.solve(a, LinearAlgebra.product(a, x))
    #expect(zip(solution, x).allSatisfy { ($0 - $1).magnitude < 1e-9 })
  }

  @Test("refuses systems without a unique solution")
  func singular() {
    #expect(throws: NumericsError.singular(row: 1)) {
      try LinearAlgebra.solve(Matrix([[1, 2], [2, 4]]), [1, 2])
    }
    #expect(throws: NumericsError.noConvergence) {
      try LinearAlgebra.symmetricEigen(Matrix([[1, .nan], [.nan, 4]]))
    }
  }

  @Test("finds eigenvalues in ascending order with oriented vectors", arguments: [1, 2, 3, 25])
  func eigen(_ order: Int) throws {
    let a = LinearAlgebra.gram(Self.random(order + 3, order))
    let (values, vectors) = try LinearAlgebra.symmetricEigen(a)
    #expect(values == values.sorted())
    for (row, value) in values.enumerated() {
      let vector = vectors.row(row)
      let image = LinearAlgebra.product(a, vector)
      #expect(zip(image, vector).allSatisfy { ($0 - value * $1).magnitude < 1e-11 })
      #expect((vector.max { $0.magnitude < $1.magnitude } ?? -1) > 0)
    }
    let product = LinearAlgebra.product(vectors, vectors, transposingSecond: true)
    var identity = Matrix(rows: order, columns: order)
    for index in 0..<order { identity[index, index] = 1 }
    #expect(Self.distance(product, identity) < 1e-13)
  }

  @Test("transposes any shape", arguments: [(0, 0), (1, 5), (5, 1), (16, 16), (33, 47)])
  func transpose(rows: Int, columns: Int) {
    let a = Self.random(rows, columns)
    let b = a.transposed()
    #expect(b.rows == columns && b.columns == rows && b.transposed() == a)
    for i in 0..<rows {
      for j in 0..<columns { #expect(b[j, i] == a[i, j]) }
    }
  }
}
