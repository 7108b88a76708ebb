import RetraceNumerics

/// What a tree is grown to tell: a class or a number per row.
package enum TreeTarget: Sendable {
  /// The position of each row's class, of this many.
  case classes([Int], count: Int)
  /// Each row's number, finite.
  case numbers([Double])

  /// How many rows there are.
  package var count: Int {
    switch self {
    case .classes(let classes, _): classes.count
    case .numbers(let numbers): numbers.count
    }
  }

  /// The target of some rows.
  package func selecting(_ rows: [Int]) -> TreeTarget {
    switch self {
    case .classes(let classes, let count): .classes(rows.map { classes[$0] }, count: count)
    case .numbers(let numbers): .numbers(rows.map { numbers[$0] })
    }
  }

  /// How well predictions agree: the share of equal classes, or 1 − Σ(y − p)² / Σ(y − mean)².
  ///
  /// - Parameter predictions: a class position or a number per row.
  /// - Returns: 1 for numbers that are all equal and met, NaN for no rows or equal numbers missed.
  package func fidelity(of predictions: [Double]) -> Double {
    guard count > 0 else { return .nan }
    switch self {
    case .classes(let classes, _):
      let hits = classes.indices.count { Double(classes[$0]) == predictions[$0] }
      return Double(hits) / Double(count)
    case .numbers(let numbers):
      let mean = Statistics.mean(numbers)
      var errors = 0.0
      var spread = 0.0
      for row in numbers.indices {
        errors += (numbers[row] - predictions[row]) * (numbers[row] - predictions[row])
        spread += (numbers[row] - mean) * (numbers[row] - mean)
      }
      guard spread > 0 else { return errors == 0 ? 1 : .nan }
      return 1 - errors / spread
    }
  }
}
