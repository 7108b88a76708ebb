/// An operator with one operand.
public enum UnaryOperator: Sendable, Hashable {
  /// `-x`
  case negate
  /// `not x`
  case not

  /// The operator as it is written.
  public var symbol: String {
    switch self {
    case .negate: "-"
    case .not: "not"
    }
  }
}

/// An operator between two operands, ranges aside.
public enum BinaryOperator: Sendable, Hashable, CaseIterable {
  /// `a or b`
  case or
  /// `a and b`
  case and
  /// `a == b`
  case equal
  /// `a != b`
  case notEqual
  /// `a < b`
  case less
  /// `a <= b`
  case lessOrEqual
  /// `a > b`
  case greater
  /// `a >= b`
  case greaterOrEqual
  /// `a in b`
  case isIn
  /// `a not in b`
  case isNotIn
  /// `a + b`
  case add
  /// `a - b`
  case subtract
  /// `a * b`
  case multiply
  /// `a / b`
  case divide
  /// `a % b`
  case remainder
  /// `a ^ b`
  case power

  /// The operator as it is written.
  public var symbol: String {
    switch self {
    case .or: "or"
    case .and: "and"
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    case .isIn: "in"
    case .isNotIn: "not in"
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .remainder: "%"
    case .power: "^"
    }
  }

  /// Whether the operator compares: `== != < <= > >= in`, `not in`.
  public var isComparison: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn, .isNotIn: true
    default: false
    }
  }

  /// Whether the operator calculates: `+ - * / % ^`.
  public var isArithmetic: Bool {
    switch self {
    case .add, .subtract, .multiply, .divide, .remainder, .power: true
    default: false
    }
  }
}
