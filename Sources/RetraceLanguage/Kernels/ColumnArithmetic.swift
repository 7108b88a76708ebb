import Glibc
import RetraceNumerics
package import RetraceSyntax
import RetraceTables

/// Arithmetic on numbers and whole columns of them.
///
/// Missing values need no mask: they are NaN with a payload, which addition, subtraction,
/// multiplication and division keep. Remainder and power, which libraries compute, ask.
package enum ColumnArithmetic {
  /// The result for two numbers.
  package static func apply(_ symbol: BinaryOperator, _ left: Double, _ right: Double) -> Double {
    switch symbol {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    case .remainder: remainder(left, right)
    default: power(left, right)
    }
  }

  /// The results for operands of which at least one is a column.
  ///
  /// - Complexity: O(rows), at the speed of memory but for `%` and `^`.
  package static func apply(
    _ symbol: BinaryOperator, _ left: NumberOperand, _ right: NumberOperand
  ) -> [Double] {
    switch symbol {
    case .add: return NumberOperand.combine(left, right) { $0 + $1 }
    case .subtract: return NumberOperand.combine(left, right) { $0 - $1 }
    case .multiply: return NumberOperand.combine(left, right) { $0 * $1 }
    case .divide: return NumberOperand.combine(left, right) { $0 / $1 }
    case .remainder: return NumberOperand.combine(left, right) { remainder($0, $1) }
    default:
      if case .scalar(2) = right { return NumberOperand.combine(left, right) { x, _ in x * x } }
      return NumberOperand.combine(left, right) { power($0, $1) }
    }
  }

  /// The numbers with the other sign; missing ones stay missing.
  package static func negated(_ numbers: [Double]) -> [Double] {
    [Double](unsafeUninitializedCapacity: numbers.count) { buffer, count in
      for row in 0..<numbers.count { buffer[row] = -numbers[row] }
      count = numbers.count
    }
  }

  /// The remainder with the sign of the divisor; NaN for a divisor of 0.
  @inline(__always)
  private static func remainder(_ left: Double, _ right: Double) -> Double {
    if left.isMissing || right.isMissing { return .missing }
    let remainder = fmod(left, right)
    return remainder != 0 && (remainder < 0) != (right < 0) ? remainder + right : remainder
  }

  @inline(__always)
  private static func power(_ left: Double, _ right: Double) -> Double {
    if left.isMissing || right.isMissing { return .missing }
    return right == 2 ? left * left : pow(left, right)
  }
}
