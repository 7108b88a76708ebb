import RetraceNumerics
package import RetraceSyntax
package import RetraceTables

/// Comparison of numbers and texts in whole columns; results are 0, 1, or 2 for missing.
package enum ColumnComparison {
  /// Compares numbers, at least one side a column.
  ///
  /// The first pass is one comparison a row. Only columns with NaN in them get a second one,
  /// which tells missing values from other NaN.
  ///
  /// - Complexity: O(rows), at the speed of memory.
  package static func numbers(
    _ symbol: BinaryOperator, _ left: NumberOperand, _ right: NumberOperand
  ) -> [UInt8] {
    var result =
      switch symbol {
      case .equal: NumberOperand.combine(left, right) { $0 == $1 ? UInt8(1) : 0 }
      case .notEqual: NumberOperand.combine(left, right) { $0 != $1 ? UInt8(1) : 0 }
      case .less: NumberOperand.combine(left, right) { $0 < $1 ? UInt8(1) : 0 }
      case .lessOrEqual: NumberOperand.combine(left, right) { $0 <= $1 ? UInt8(1) : 0 }
      case .greater: NumberOperand.combine(left, right) { $0 > $1 ? UInt8(1) : 0 }
      default: NumberOperand.combine(left, right) { $0 >= $1 ? UInt8(1) : 0 }
      }
    markMissing(left, in: &result)
    markMissing(right, in: &result)
    return result
  }

  /// Asks for each number whether it lies between two ends, both in.
  package static func isBetween(_ numbers: [Double], _ low: Double, _ high: Double) -> [UInt8] {
    let operand = NumberOperand.column(numbers)
    var result = NumberOperand.combine(operand, .scalar(0)) { number, _ in
      number >= low && number <= high ? UInt8(1) : 0
    }
    markMissing(operand, in: &result)
    markMissing(.scalar(low), in: &result)
    markMissing(.scalar(high), in: &result)
    return result
  }

  /// Whether an order between two texts or numbers, given as -1, 0 or 1, satisfies a comparison.
  @inline(__always)
  package static func holds(_ symbol: BinaryOperator, _ order: Int) -> Bool {
    switch symbol {
    case .equal: order == 0
    case .notEqual: order != 0
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: order > 0
    default: order >= 0
    }
  }

  /// The order of two texts by code points: -1, 0 or 1.
  package static func order(_ left: String, _ right: String) -> Int {
    if left.precedes(right) { return -1 }
    return left.isSameText(as: right) ? 0 : 1
  }

  /// Asks something once per level and spreads the answers over the rows.
  package static func perLevel(
    _ coded: CodedValues, _ holds: (String) -> Bool
  ) -> [UInt8] {
    var answers = coded.levels.map { holds($0) ? UInt8(1) : 0 }
    answers.append(2)
    let last = UInt32(answers.count - 1)
    return [UInt8](unsafeUninitializedCapacity: coded.codes.count) { buffer, count in
      for row in 0..<coded.codes.count {
        buffer[row] = answers[Int(min(coded.codes[row], last))]
      }
      count = coded.codes.count
    }
  }

  /// Compares texts row by row, by their places in the order of all levels of both columns.
  ///
  /// - Complexity: O(rows + levels × log levels).
  package static func texts(
    _ symbol: BinaryOperator, _ left: CodedValues, _ right: CodedValues
  ) -> [UInt8] {
    let ranks = ranks(left.levels, right.levels)
    let count = min(left.codes.count, right.codes.count)
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      for row in 0..<count {
        let (a, b) = (left.codes[row], right.codes[row])
        if a == CodedValues.missingCode || b == CodedValues.missingCode {
          buffer[row] = 2
        } else {
          let order = (ranks.left[Int(a)] - ranks.right[Int(b)]).signum()
          buffer[row] = holds(symbol, order) ? 1 : 0
        }
      }
      initialized = count
    }
  }

  private static func ranks(
    _ left: [String], _ right: [String]
  ) -> (left: [Int], right: [Int]) {
    let all = left + right
    let sorted = all.indices.sorted { all[$0].precedes(all[$1]) }
    var ranks = [Int](repeating: 0, count: all.count)
    var rank = 0
    for (position, index) in sorted.enumerated() {
      if position > 0, !all[index].isSameText(as: all[sorted[position - 1]]) { rank += 1 }
      ranks[index] = rank
    }
    return (Array(ranks[..<left.count]), Array(ranks[left.count...]))
  }

  private static func markMissing(_ operand: NumberOperand, in result: inout [UInt8]) {
    switch operand {
    case .scalar(let number):
      if number.isMissing { result = [UInt8](repeating: 2, count: result.count) }
    case .column(let numbers):
      guard hasNaN(numbers) else { return }
      for row in 0..<numbers.count where numbers[row].isMissing { result[row] = 2 }
    }
  }

  /// Whether there is any NaN, missing values among them.
  package static func hasNaN(_ numbers: [Double]) -> Bool {
    // A block at a time, so that the loop inside has no exit and is vectorised.
    let block = 1_024
    var start = 0
    while start < numbers.count {
      let end = min(start + block, numbers.count)
      var found: UInt8 = 0
      for row in start..<end { found |= numbers[row] != numbers[row] ? 1 : 0 }
      if found != 0 { return true }
      start = end
    }
    return false
  }
}
