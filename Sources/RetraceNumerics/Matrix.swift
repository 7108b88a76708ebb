/// A dense matrix of 64-bit floats, row by row in one array.
///
/// Numbers travel through Retrace in matrices: a model is called with one row per
/// case and one column per feature, and writes one row per case and one column per output.
public struct Matrix: Sendable, Equatable {
  /// How many rows there are.
  public let rows: Int
  /// How many columns there are.
  public let columns: Int
  /// All elements, `rows * columns` of them; the element at row r, column c is at `r * columns + c`.
  public var elements: [Double]

  /// Makes a matrix with the same number everywhere.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    self.rows = rows
    self.columns = columns
    elements = [Double](repeating: value, count: rows * columns)
  }

  /// Makes a matrix from its elements, row by row.
  ///
  /// - Parameter elements: exactly `rows * columns` numbers.
  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(
      elements.count == rows * columns, "\(elements.count) elements for \(rows) × \(columns)")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// Makes a matrix from rows of equal length.
  public init(_ rows: [[Double]]) {
    self.init(rows: rows.count, columns: rows.first?.count ?? 0, elements: rows.flatMap { $0 })
  }

  /// The element at a row and a column, both counted from 0.
  @inlinable
  public subscript(row: Int, column: Int) -> Double {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// A copy of one row.
  ///
  /// - Complexity: O(`columns`).
  public func row(_ row: Int) -> [Double] {
    Array(elements[row * columns..<(row + 1) * columns])
  }

  /// A copy of one column.
  ///
  /// - Complexity: O(`rows`).
  public func column(_ column: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: rows) { buffer, count in
      for row in 0..<rows { buffer[row] = elements[row * columns + column] }
      count = rows
    }
  }
}
