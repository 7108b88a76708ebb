extension RandomStream {
  /// The next draw from the standard normal distribution.
  ///
  /// Ziggurat with 256 layers on 52 bits; 98.8% of the draws take one word. A rejected draw takes
  /// the stream's next words, so the number of words used varies: use
  /// ``NormalDistribution/quantile(_:)`` of one uniform where draws must be paired.
  ///
  /// Source: G. Marsaglia and W. W. Tsang, "The Ziggurat Method for Generating Random
  /// Variables", Journal of Statistical Software 5(8), 2000.
  public mutating func nextNormal() -> Double {
    while true {
      let word = next()
      let layer = Int(truncatingIfNeeded: word & 0xFF)
      let sign = (word &<< 55) & (1 &<< 63)
      let point = word &>> 12
      let x = Double(point) * ZigguratTables.width[layer]
      if point < ZigguratTables.accepted[layer] { return Self.signed(x, sign) }
      if layer == 0 { return Self.signed(nextNormalTail(), sign) }
      let low = ZigguratTables.height[layer]
      let high = ZigguratTables.height[layer + 1]
      if low + nextUniform() * (high - low) < Elementary.exp(-0.5 * x * x) {
        return Self.signed(x, sign)
      }
    }
  }

  /// Fills a buffer with standard normal draws, as that many calls of ``nextNormal()`` would.
  public mutating func fillNormals(_ buffer: UnsafeMutableBufferPointer<Double>) {
    var stream = self
    for index in buffer.indices { buffer[index] = stream.nextNormal() }
    self = stream
  }

  /// That many standard normal draws.
  public mutating func normals(_ count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      fillNormals(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }

  /// That many uniform draws from [0, 1).
  public mutating func uniforms(_ count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      var stream = self
      for index in 0..<count { buffer[index] = stream.nextUniform() }
      self = stream
      initialized = count
    }
  }

  /// A draw beyond the base layer, by Marsaglia's exponential rejection.
  private mutating func nextNormalTail() -> Double {
    while true {
      let x = -Elementary.log(nextOpenUniform()) * ZigguratTables.inverseTailStart
      let y = -Elementary.log(nextOpenUniform())
      if y + y > x * x { return ZigguratTables.tailStart + x }
    }
  }

  @inline(__always)
  private static func signed(_ x: Double, _ sign: UInt64) -> Double {
    Double(bitPattern: x.bitPattern | sign)
  }
}
