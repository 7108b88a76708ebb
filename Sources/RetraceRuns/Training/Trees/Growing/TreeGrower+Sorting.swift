import RetraceNumerics

/// The order of a column, with its numbers in that order.
extension TreeGrower.SortedColumn {
  /// A number as an integer of the same order, with its row.
  private struct Entry {
    var key: UInt64
    var row: UInt32
  }

  private static let digitBits: UInt64 = 11
  /// The longest run of numbers that share their leading digits and are put right one by one.
  private static let longestRun = 48

  /// Sorts the numbers that are there; equal ones stay in the order of their rows.
  ///
  /// Three passes of a radix sort over the leading 33 bits of the range put nearly everything in
  /// place, and neighbours that share these bits are put right afterwards. Where too many share
  /// them, as with one number far from all others, all bits are sorted.
  ///
  /// - Complexity: O(n).
  init(_ column: [Double]) {
    var entries: [Entry] = []
    entries.reserveCapacity(column.count)
    var (least, greatest) = (UInt64.max, UInt64.min)
    for (row, number) in column.enumerated() where !number.isNaN {
      let key = Sorting.key(number)
      least = min(least, key)
      greatest = max(greatest, key)
      entries.append(Entry(key: key, row: UInt32(truncatingIfNeeded: row)))
    }
    hasMissing = entries.count < column.count
    guard !entries.isEmpty else {
      (order, values) = ([], [])
      return
    }
    let bits = 64 - UInt64((greatest - least).leadingZeroBitCount)
    let shift = bits > 33 ? bits - 33 : 0
    var target = entries
    for pass in 0..<UInt64(3) where pass * Self.digitBits < bits {
      Self.scatter(entries, &target, least: least, shift: shift + pass * Self.digitBits)
      swap(&entries, &target)
    }
    guard shift == 0 || Self.putRight(&entries, least: least, shift: shift) else {
      // The leading digits do not tell enough.
      order = Sorting.compactOrder(of: column)
      order.removeLast(column.count - entries.count)
      values = order.map { column[Int($0)] }
      return
    }
    order = entries.map(\.row)
    values = entries.map { Self.number($0.key) }
  }

  /// The rows that are in some node, in the same order.
  func keeping(_ slots: [Int32]) -> Self {
    var kept = self
    kept.order.removeAll(keepingCapacity: true)
    kept.values.removeAll(keepingCapacity: true)
    for place in order.indices where slots[Int(order[place])] >= 0 {
      kept.order.append(order[place])
      kept.values.append(values[place])
    }
    return kept
  }

  /// One pass: every entry to the next place of its digit.
  private static func scatter(
    _ source: [Entry], _ target: inout [Entry], least: UInt64, shift: UInt64
  ) {
    var places = [Int](repeating: 0, count: 1 << Int(digitBits))
    places.withUnsafeMutableBufferPointer { places in
      source.withUnsafeBufferPointer { source in
        target.withUnsafeMutableBufferPointer { target in
          for entry in source {
            places[Int(truncatingIfNeeded: ((entry.key &- least) &>> shift) & 2047)] &+= 1
          }
          var sum = 0
          for digit in places.indices {
            let count = places[digit]
            places[digit] = sum
            sum &+= count
          }
          for entry in source {
            let digit = Int(truncatingIfNeeded: ((entry.key &- least) &>> shift) & 2047)
            target[places[digit]] = entry
            places[digit] &+= 1
          }
        }
      }
    }
  }

  /// Sorts runs that share their leading digits by insertion.
  ///
  /// - Returns: false if a run is too long for that.
  private static func putRight(_ entries: inout [Entry], least: UInt64, shift: UInt64) -> Bool {
    entries.withUnsafeMutableBufferPointer { entries in
      var start = 0
      for place in 1..<max(1, entries.count) {
        let entry = entries[place]
        guard (entry.key &- least) &>> shift == (entries[place - 1].key &- least) &>> shift else {
          start = place
          continue
        }
        guard entry.key < entries[place - 1].key else { continue }
        guard place - start <= longestRun else { return false }
        var hole = place
        while hole > start, entries[hole - 1].key > entry.key {
          entries[hole] = entries[hole - 1]
          hole -= 1
        }
        entries[hole] = entry
      }
      return true
    }
  }

  /// The number of a key, see `Sorting.key`.
  private static func number(_ key: UInt64) -> Double {
    Double(bitPattern: key & (1 << 63) != 0 ? key ^ (1 << 63) : ~key)
  }
}
