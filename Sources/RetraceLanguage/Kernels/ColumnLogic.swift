import RetraceTables

/// `and`, `or`, `not` with three values: 0 false, 1 true, 2 missing.
package enum ColumnLogic {
  /// True if both are, false if one is, else missing.
  @inline(__always)
  package static func and(_ left: UInt8, _ right: UInt8) -> UInt8 {
    left == 0 || right == 0 ? 0 : ((left | right) & 2 != 0 ? 2 : 1)
  }

  /// True if one is, false if both are, else missing.
  @inline(__always)
  package static func or(_ left: UInt8, _ right: UInt8) -> UInt8 {
    left == 1 || right == 1 ? 1 : ((left | right) & 2 != 0 ? 2 : 0)
  }

  /// The opposite; missing stays missing.
  @inline(__always)
  package static func not(_ value: UInt8) -> UInt8 {
    value == 2 ? 2 : 1 - value
  }

  /// `and` or `or` of two columns of equal length.
  package static func combine(_ left: [UInt8], _ right: [UInt8], isAnd: Bool) -> [UInt8] {
    let count = min(left.count, right.count)
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      if isAnd {
        for row in 0..<count { buffer[row] = and(left[row], right[row]) }
      } else {
        for row in 0..<count { buffer[row] = or(left[row], right[row]) }
      }
      initialized = count
    }
  }

  /// `and` or `or` of a column with one value for all rows.
  package static func combine(_ left: [UInt8], _ right: UInt8, isAnd: Bool) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: left.count) { buffer, initialized in
      if isAnd {
        for row in 0..<left.count { buffer[row] = and(left[row], right) }
      } else {
        for row in 0..<left.count { buffer[row] = or(left[row], right) }
      }
      initialized = left.count
    }
  }

  /// `not` of a column.
  package static func not(_ values: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: values.count) { buffer, initialized in
      for row in 0..<values.count { buffer[row] = not(values[row]) }
      initialized = values.count
    }
  }
}
