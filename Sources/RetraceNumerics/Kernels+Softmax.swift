extension Kernels {
  /// Turns every row of scores into probabilities, in place: e^(x − m) / Σ e^(x − m).
  ///
  /// m is the row's maximum, so nothing overflows. A row with NaN or +∞, or of nothing but −∞,
  /// becomes NaN.
  ///
  /// - Parameters:
  ///   - scores: rows of `columns` numbers each.
  ///   - columns: the length of a row; 0 changes nothing.
  /// - Complexity: O(n).
  public static func softmaxRows(
    _ scores: UnsafeMutableBufferPointer<Double>, columns: Int
  ) {
    guard columns > 0 else { return }
    precondition(scores.count % columns == 0, "\(scores.count) scores in rows of \(columns)")
    // Rows are short: subtract the maxima first, then run the wide exponential over many rows
    // while they are in the cache.
    let blockRows = max(1, 2048 / columns)
    for blockStart in stride(from: 0, to: scores.count, by: blockRows * columns) {
      let blockEnd = min(scores.count, blockStart + blockRows * columns)
      for start in stride(from: blockStart, to: blockEnd, by: columns) {
        let largest = maximum(scores, from: start, count: columns)
        for index in start..<start + columns { scores[index] -= largest }
      }
      exp(UnsafeMutableBufferPointer(rebasing: scores[blockStart..<blockEnd]))
      for start in stride(from: blockStart, to: blockEnd, by: columns) {
        var total = 0.0
        for index in start..<start + columns { total += scores[index] }
        for index in start..<start + columns { scores[index] /= total }
      }
    }
  }

  /// The probabilities of one row of scores.
  public static func softmax(_ scores: [Double]) -> [Double] {
    var result = scores
    result.withUnsafeMutableBufferPointer { softmaxRows($0, columns: $0.count) }
    return result
  }

  /// log Σ e^x without overflow; −∞ for no numbers, NaN if one is NaN.
  ///
  /// - Complexity: O(n).
  public static func logSumExp(
    _ values: borrowing some NumberBuffer & ~Copyable & ~Escapable
  ) -> Double {
    values.withNumbers { numbers in
      var largest = -Double.infinity
      for number in numbers {
        if number.isNaN { return number }
        largest = Swift.max(largest, number)
      }
      guard largest.isFinite else { return largest }
      var total = 0.0
      for number in numbers { total += exp(number - largest) }
      return largest + log(total)
    }
  }

  /// The largest of some numbers; NaN if one is NaN.
  private static func maximum(
    _ numbers: UnsafeMutableBufferPointer<Double>, from start: Int, count: Int
  ) -> Double {
    var largest = numbers[start]
    for index in start..<start + count {
      let number = numbers[index]
      if number > largest || number.isNaN { largest = number }
      if largest.isNaN { return largest }
    }
    return largest
  }
}
