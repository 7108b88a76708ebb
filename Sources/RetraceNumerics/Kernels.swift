/// Loops over whole buffers of numbers, eight lanes wide.
///
/// Reductions add in a fixed order (sixteen partial sums, then their halves pairwise, then the
/// rest one by one): the same bits on every machine and for any number of threads, but not those
/// of a loop from first to last. Lengths must agree. All are O(n).
public enum Kernels {
  /// Σ x.
  public static func sum(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    values.withNumbers { sum($0) }
  }

  /// Σ x, without the generic call, which short buffers notice.
  public static func sum(_ x: UnsafeBufferPointer<Double>) -> Double {
    reduce(x.count, vector: { x.lanes($0) }, scalar: { x[$0] })
  }

  /// Σ x².
  public static func sumOfSquares(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    values.withNumbers { numbers in
      reduce(
        numbers.count, vector: { numbers.lanes($0) * numbers.lanes($0) },
        scalar: { numbers[$0] * numbers[$0] })
    }
  }

  /// Σ x y.
  public static func dot(
    _ first: borrowing some NumberBuffer & ~Copyable & ~Escapable,
    _ second: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    first.withNumbers { x in second.withNumbers { y in dot(x, y) } }
  }

  /// Σ x y, without the generic call.
  public static func dot(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>
  ) -> Double {
    requireEqual(x.count, y.count)
    return reduce(x.count, vector: { x.lanes($0) * y.lanes($0) }, scalar: { x[$0] * y[$0] })
  }

  /// Σ (x − y)², the squared Euclidean distance.
  public static func squaredDistance(
    _ first: borrowing some NumberBuffer & ~Copyable & ~Escapable,
    _ second: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    first.withNumbers { x in second.withNumbers { y in squaredDistance(x, y) } }
  }

  /// Σ (x − y)², without the generic call.
  public static func squaredDistance(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>
  ) -> Double {
    requireEqual(x.count, y.count)
    return reduce(
      x.count,
      vector: {
        let difference = x.lanes($0) - y.lanes($0)
        return difference * difference
      },
      scalar: { (x[$0] - y[$0]) * (x[$0] - y[$0]) })
  }

  /// y ← y + α x.
  public static func addScaled(
    _ source: borrowing some NumberBuffer & ~Copyable & ~Escapable, times factor: Double,
    to target: UnsafeMutableBufferPointer<Double>
  ) {
    source.withNumbers { x in
      requireEqual(x.count, target.count)
      for index in 0..<x.count { target[index] += factor * x[index] }
    }
  }

  /// y ← y + α x.
  public static func addScaled(
    _ source: borrowing some NumberBuffer & ~Copyable & ~Escapable, times factor: Double,
    to target: inout [Double]
  ) {
    target.withUnsafeMutableBufferPointer { addScaled(source, times: factor, to: $0) }
  }

  /// Adds up terms in the fixed order.
  @inline(__always)
  private static func reduce(
    _ count: Int, vector: (Int) -> SIMD8<Double>, scalar: (Int) -> Double
  ) -> Double {
    var first = SIMD8<Double>.zero
    var second = SIMD8<Double>.zero
    var index = 0
    while index &+ 16 <= count {
      first += vector(index)
      second += vector(index &+ 8)
      index &+= 16
    }
    if index &+ 8 <= count {
      first += vector(index)
      index &+= 8
    }
    let eight = first + second
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    var total = two.x + two.y
    while index < count {
      total += scalar(index)
      index &+= 1
    }
    return total
  }

  @inline(__always)
  static func requireEqual(_ first: Int, _ second: Int) {
    precondition(first == second, "buffers of \(first) and \(second) numbers")
  }
}

extension UnsafeBufferPointer where Element == Double {
  /// Eight numbers from an index on, which must all be inside the buffer.
  @inline(__always)
  func lanes(_ index: Int) -> SIMD8<Double> {
    UnsafeRawPointer(baseAddress.unsafelyUnwrapped + index)
      .loadUnaligned(as: SIMD8<Double>.self)
  }
}
