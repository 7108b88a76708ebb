import RetraceNumerics
import RetraceTables

/// One side of an operation on numbers: the same number for all rows, or one a row.
package enum NumberOperand: Sendable {
  /// The same number for all rows.
  case scalar(Double)
  /// One number a row.
  case column([Double])

  /// How many rows there are; nil for a scalar.
  var count: Int? {
    if case .column(let numbers) = self { return numbers.count }
    return nil
  }

  /// Combines two operands of equal length, at least one of them a column.
  ///
  /// Inlined into each kernel, so that the loop is compiled with its operation.
  @inline(__always)
  static func combine<Result>(
    _ left: NumberOperand, _ right: NumberOperand, _ operation: (Double, Double) -> Result
  ) -> [Result] {
    switch (left, right) {
    case (.column(let left), .column(let right)):
      let count = min(left.count, right.count)
      return [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
        for row in 0..<count {
          (buffer.baseAddress.unsafelyUnwrapped + row).initialize(
            to: operation(left[row], right[row]))
        }
        initialized = count
      }
    case (.column(let left), .scalar(let right)):
      return [Result](unsafeUninitializedCapacity: left.count) { buffer, initialized in
        for row in 0..<left.count {
          (buffer.baseAddress.unsafelyUnwrapped + row).initialize(to: operation(left[row], right))
        }
        initialized = left.count
      }
    case (.scalar(let left), .column(let right)):
      return [Result](unsafeUninitializedCapacity: right.count) { buffer, initialized in
        for row in 0..<right.count {
          (buffer.baseAddress.unsafelyUnwrapped + row).initialize(to: operation(left, right[row]))
        }
        initialized = right.count
      }
    case (.scalar(let left), .scalar(let right)):
      return [operation(left, right)]
    }
  }
}
