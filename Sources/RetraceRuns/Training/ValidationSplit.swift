import RetraceNumerics

/// Which rows are trained on and which the model is measured on.
struct ValidationSplit {
  /// Rows to train on, ascending.
  let train: [Int]
  /// Rows to measure on, ascending.
  let valid: [Int]

  /// Draws a share of the rows; of each class its share.
  ///
  /// A class with one row stays with the training rows. The draw of a class depends on the seed
  /// and the class alone.
  ///
  /// - Parameters:
  ///   - rows: the rows to split.
  ///   - values: the position of the class per row of the table; not used without classes.
  ///   - classCount: how many classes there are; 0 for numbers.
  init(rows: [Int], values: [Double], classCount: Int, share: Double, seed: UInt64) {
    var groups = [[Int]](repeating: [], count: max(1, classCount))
    for row in rows { groups[classCount == 0 ? 0 : Int(values[row])].append(row) }
    let stream = RandomStream(seed: seed, command: "train", purpose: "valid")
    var valid: Set<Int> = []
    for (number, group) in groups.enumerated() where group.count > 1 {
      var own = stream.item(number)
      let count = min(group.count - 1, Int((Double(group.count) * share).rounded()))
      valid.formUnion(own.sample(count, of: group.count).map { group[$0] })
    }
    train = rows.filter { !valid.contains($0) }
    self.valid = rows.filter(valid.contains)
  }
}
