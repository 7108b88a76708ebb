extension RandomStream {
  /// The next draw from the standard normal distribution.
  ///
  /// Ziggurat with 256 layers on 52 bits; 98.5% of the draws take one word. A rejected draw takes
  /// the stream's next words, so the number of words used varies: use
  /// ``NormalDistribution/quantile(_:)`` of one uniform where draws must be paired.
  ///
  /// Source: G. Marsaglia and W. W. Tsang, "The Ziggurat Method for Generating Random
  /// Variables", Journal of Statistical Software 5(8), 2000.
  public mutating func nextNormal() -> Double {
    let word = next()
    return Self.acceptedNormal(word) ?? normal(after: word)
  }

  /// The normal draw that a word stands for if its point is under the density for certain.
  @inline(__always)
  private static func acceptedNormal(_ word: UInt64) -> Double? {
    let layer = Int(truncatingIfNeeded: word & 0xFF)
    let point = word &>> 12
    guard point < ZigguratTables.accepted[layer] else { return nil }
    return signed(Double(Int64(bitPattern: point)) * ZigguratTables.width[layer], word)
  }

  /// The normal draw that begins with a word whose point is not certain to be accepted.
  ///
  /// Apart, so that the common case stays short.
  @inline(never)
  private mutating func normal(after first: UInt64) -> Double {
    var word = first
    while true {
      if let accepted = Self.acceptedNormal(word) { return accepted }
      let layer = Int(truncatingIfNeeded: word & 0xFF)
      if layer == 0 { return Self.signed(nextNormalTail(), word) }
      let x = Double(word &>> 12) * ZigguratTables.width[layer]
      let low = ZigguratTables.height[layer]
      let high = ZigguratTables.height[layer + 1]
      if low + nextUniform() * (high - low) < Elementary.exp(-0.5 * x * x) {
        return Self.signed(x, word)
      }
      word = next()
    }
  }

  /// Fills a buffer with standard normal draws, as that many calls of ``nextNormal()`` would.
  public mutating func fillNormals(_ buffer: UnsafeMutableBufferPointer<Double>) {
    // In locals: as far as the compiler knows, a store to the buffer could change `self`.
    let (key, step) = (key, step)
    var next = position
    for index in buffer.indices {
      next &+= 1
      let word = Self.mix(key &+ next &* step)
      if let accepted = Self.acceptedNormal(word) {
        buffer[index] = accepted
      } else {
        position = next
        buffer[index] = normal(after: word)
        next = position
      }
    }
    position = next
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

  /// A number of at least 0 with the word's sign, its bit 8.
  @inline(__always)
  private static func signed(_ x: Double, _ word: UInt64) -> Double {
    Double(bitPattern: x.bitPattern | (word &<< 55) & (1 &<< 63))
  }
}
