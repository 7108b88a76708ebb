extension RandomStream {
  /// The next integer below a bound, each equally likely.
  ///
  /// Without bias: products that fall into the incomplete last interval are drawn again.
  ///
  /// Source: D. Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS 29(1), 2019.
  ///
  /// - Parameter bound: at least 1.
  @inlinable
  public mutating func nextBelow(_ bound: Int) -> Int {
    precondition(bound > 0, "no integer below \(bound) to draw")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// True with the given probability; one word.
  @inlinable
  public mutating func nextBool(probability: Double = 0.5) -> Bool {
    nextUniform() < probability
  }

  /// Puts the elements into random order, every order equally likely.
  ///
  /// Fisher and Yates, from the front.
  ///
  /// - Complexity: O(n), n − 1 draws.
  @inlinable
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    let count = elements.count
    guard count > 1 else { return }
    for index in 0..<count - 1 {
      elements.swapAt(index, index + nextBelow(count - index))
    }
  }

  /// The integers below `count` in random order.
  ///
  /// - Complexity: O(n).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<max(0, count))
    shuffle(&order)
    return order
  }

  /// Draws distinct integers below a population's size, in random order.
  ///
  /// From the same position it gives the first elements of ``permutation(_:)``: a larger sample
  /// extends a smaller one.
  ///
  /// - Parameters:
  ///   - size: how many to draw; more than the population gives all of it.
  ///   - population: how many there are to draw from.
  /// - Complexity: O(size) time and memory when the sample is small, O(population) otherwise.
  public mutating func sample(_ size: Int, of population: Int) -> [Int] {
    let size = max(0, min(size, population))
    if size > population / 16 {
      var order = Array(0..<max(0, population))
      for index in 0..<min(size, max(0, population - 1)) {
        order.swapAt(index, index + nextBelow(population - index))
      }
      return Array(order[..<size])
    }
    // The same swaps on an array of which only the touched places are kept.
    var moved: [Int: Int] = [:]
    return (0..<size).map { index in
      let other = index + nextBelow(population - index)
      let drawn = moved[other] ?? other
      moved[other] = moved[index] ?? index
      return drawn
    }
  }

  /// Draws integers below a population's size with replacement, as a bootstrap does.
  public mutating func resample(_ size: Int, of population: Int) -> [Int] {
    (0..<max(0, size)).map { _ in nextBelow(population) }
  }
}
