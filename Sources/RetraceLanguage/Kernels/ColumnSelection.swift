/// Rows that a condition picks.
package enum ColumnSelection {
  /// The positions of the ones among bytes that are 0, 1 or 2.
  ///
  /// Writes without branching on the condition, so that the cost does not depend on the pattern.
  ///
  /// - Complexity: O(rows).
  package static func positions(_ bytes: [UInt8]) -> [Int] {
    var total = 0
    for byte in bytes { total += byte == 1 ? 1 : 0 }
    guard total > 0 else { return [] }
    // One slot more than rows picked: the last write of each row may be to the slot behind.
    return [Int](unsafeUninitializedCapacity: total + 1) { buffer, count in
      var next = 0
      for row in 0..<bytes.count {
        buffer[next] = row
        next += bytes[row] == 1 ? 1 : 0
      }
      count = total
    }
  }
}
