/// Two features that may interact.
struct AdditivePair: Sendable, Equatable {
  /// The positions of the features.
  let first: Int
  let second: Int
  /// How many bins they have in pairs.
  let rows: Int
  let columns: Int

  /// The pair of bins of each row.
  func entries(_ task: AdditiveTask) -> [UInt16] {
    let (a, b) = (task.columns[first], task.columns[second])
    return zip(a.bins, b.bins).map {
      UInt16(a.pairBins[Int($0)]) * UInt16(columns) + UInt16(b.pairBins[Int($1)])
    }
  }
}
