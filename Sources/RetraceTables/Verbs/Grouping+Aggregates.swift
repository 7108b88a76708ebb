import RetraceNumerics

extension Grouping {
  /// A statistic that is computed for all groups in one sweep.
  public enum Aggregate: String, Sendable, CaseIterable {
    /// How many rows, missing ones included.
    case length
    /// The sum of the values that are not missing.
    case sum
    /// Their mean.
    case mean
    /// The least.
    case min
    /// The greatest.
    case max
    /// Their standard deviation, divided by n − 1.
    case sd
    /// Their variance, divided by n − 1.
    case variance
  }

  /// A statistic of a column per group; nil if the column has no numbers.
  ///
  /// Missing values are skipped, true counts as 1. A group without a value has a missing
  /// statistic, and a sum of 0. Rows are added up in fixed order, so that the result depends on
  /// nothing else.
  /// - Complexity: O(rows).
  public func aggregate(_ aggregate: Aggregate, of column: Column) -> Column? {
    if aggregate == .length { return Column(numbers: counts.map(Double.init)) }
    let numbers: [Double]
    switch column.storage {
    case .numbers(let values): numbers = values
    case .logicals(let bytes): numbers = bytes.map { $0 == 2 ? .missing : Double($0) }
    default: return nil
    }
    switch aggregate {
    case .length: return nil
    case .min: return Column(numbers: extremes(of: numbers) { $0 < $1 })
    case .max: return Column(numbers: extremes(of: numbers) { $0 > $1 })
    case .sum: return Column(numbers: sums(of: numbers).sums)
    case .mean: return Column(numbers: means(of: numbers).means)
    case .variance: return Column(numbers: variances(of: numbers))
    case .sd:
      return Column(numbers: variances(of: numbers).map { $0.isMissing ? $0 : $0.squareRoot() })
    }
  }

  /// Compensated sums (Neumaier) and how many values went into each.
  private func sums(of numbers: [Double]) -> (sums: [Double], counts: [Int]) {
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: count)
    var present = [Int](repeating: 0, count: count)
    let groups = groups
    sums.withUnsafeMutableBufferPointer { sums in
      present.withUnsafeMutableBufferPointer { present in
        for row in 0..<numbers.count where !numbers[row].isMissing {
          let group = Int(groups[row])
          sums[group].add(numbers[row])
          present[group] += 1
        }
      }
    }
    return (sums.map(\.value), present)
  }

  private func means(of numbers: [Double]) -> (means: [Double], counts: [Int]) {
    let (sums, present) = sums(of: numbers)
    return (zip(sums, present).map { $1 == 0 ? .missing : $0 / Double($1) }, present)
  }

  private func variances(of numbers: [Double]) -> [Double] {
    let (means, present) = means(of: numbers)
    var squares = [Double](repeating: 0, count: count)
    var rests = [Double](repeating: 0, count: count)
    for row in 0..<numbers.count where !numbers[row].isMissing {
      let group = Int(groups[row])
      let deviation = numbers[row] - means[group]
      squares[group] += deviation * deviation
      rests[group] += deviation
    }
    return squares.indices.map { group in
      guard present[group] > 1 else { return .missing }
      let n = Double(present[group])
      return (squares[group] - rests[group] * rests[group] / n) / (n - 1)
    }
  }

  /// NaN wins over every number, as it does without groups.
  private func extremes(
    of numbers: [Double], by isBetter: (Double, Double) -> Bool
  ) -> [Double] {
    var best = [Double](repeating: .missing, count: count)
    for row in 0..<numbers.count where !numbers[row].isMissing {
      let group = Int(groups[row])
      let current = best[group]
      if current.isMissing || numbers[row].isNaN
        || (!current.isNaN && isBetter(numbers[row], current))
      {
        best[group] = numbers[row]
      }
    }
    return best
  }
}
