/// Sorting of numbers: stable, in linear time.
///
/// The order is −∞ < negative numbers < 0 = −0 < positive numbers < +∞ < NaN < missing.
/// Numbers become integers whose order is that of the numbers; a radix sort from the lowest digit
/// up takes 11 bits a pass and skips digits that all numbers share.
public enum Sorting {
  /// The indices that put the numbers into ascending order, equal ones in their old order.
  ///
  /// - Complexity: O(n).
  public static func order(
    of values: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> [Int] {
    compactOrder(of: values).map(Int.init)
  }

  /// The indices that put the numbers into ascending order, 32 bits each.
  ///
  /// - Parameter values: fewer than 2^32 numbers.
  /// - Complexity: O(n).
  public static func compactOrder(
    of values: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> [UInt32] {
    values.withNumbers { numbers in
      precondition(numbers.count <= UInt32.max, "\(numbers.count) numbers to sort")
      let keys = numbers.map(key)
      guard numbers.count > smallCount else {
        // Ties by index: the standard sort alone does not promise stability.
        return (0..<UInt32(numbers.count)).sorted {
          (keys[Int($0)], $0) < (keys[Int($1)], $1)
        }
      }
      return radixOrder(keys)
    }
  }

  /// The numbers in ascending order; −0 keeps its sign and its place among the zeros.
  ///
  /// - Complexity: O(n).
  public static func sorted(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> [Double] {
    let order = compactOrder(of: values)
    return values.withNumbers { numbers in order.map { numbers[Int($0)] } }
  }

  /// An integer whose order among others is that of the numbers.
  ///
  /// - Complexity: O(1).
  @inlinable
  public static func key(_ number: Double) -> UInt64 {
    if number.isNaN { return number.isMissing ? .max : .max - 1 }
    // Adding 0 turns −0 into 0. Negative numbers have all bits flipped, others the sign bit.
    let bits = (number + 0).bitPattern
    return bits ^ (UInt64(bitPattern: Int64(bitPattern: bits) &>> 63) | (1 &<< 63))
  }

  private static let smallCount = 384
  private static let digitBits: UInt64 = 11
  private static let digits = 6
  private static let buckets = 1 << 11

  private struct Entry {
    var key: UInt64
    var index: UInt32
  }

  private static func radixOrder(_ keys: [UInt64]) -> [UInt32] {
    let count = keys.count
    // All digits are counted in one sweep.
    var counts = [UInt32](repeating: 0, count: digits * buckets)
    for key in keys {
      var rest = key
      for digit in 0..<digits {
        counts[digit * buckets + Int(truncatingIfNeeded: rest & 2047)] &+= 1
        rest &>>= digitBits
      }
    }
    var source = keys.enumerated().map { Entry(key: $1, index: UInt32(truncatingIfNeeded: $0)) }
    var target = source
    for digit in 0..<digits {
      let shift = UInt64(digit) * digitBits
      let start = digit * buckets
      let shared = Int(truncatingIfNeeded: (keys[0] &>> shift) & 2047)
      if counts[start + shared] == count { continue }
      var places = [UInt32](repeating: 0, count: buckets)
      var place: UInt32 = 0
      for bucket in 0..<buckets {
        places[bucket] = place
        place &+= counts[start + bucket]
      }
      scatter(source, into: &target, places: &places, shift: shift)
      swap(&source, &target)
    }
    return source.map(\.index)
  }

  /// One pass: every entry to the next place of its digit.
  private static func scatter(
    _ source: [Entry], into target: inout [Entry], places: inout [UInt32], shift: UInt64
  ) {
    target.withUnsafeMutableBufferPointer { target in
      places.withUnsafeMutableBufferPointer { places in
        for entry in source {
          let digit = Int(truncatingIfNeeded: (entry.key &>> shift) & 2047)
          target[Int(places[digit])] = entry
          places[digit] &+= 1
        }
      }
    }
  }
}
