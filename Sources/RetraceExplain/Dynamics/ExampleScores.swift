import Glibc
package import RetraceNumerics

/// What logits say of each row and its label.
///
/// One logit is the log odds of the second of two classes; it gives what the softmax of (0, logit)
/// gives. Rows without a label have NaN everywhere and are not right.
package struct ExampleScores: Sendable {
  private static let width = 5

  /// The number of rows.
  package let count: Int
  private let numbers: [Double]

  /// Scores each row.
  ///
  /// - Parameters:
  ///   - logits: rows × 1, or rows × classes.
  ///   - labels: the position of each row's class; -1 for none.
  /// - Throws: `Interrupted`.
  package init(_ logits: Matrix, labels: [Int]) throws {
    precondition(labels.count == logits.rows, "a label per row")
    count = logits.rows
    let columns = logits.columns
    var numbers = [Double](repeating: .nan, count: count * Self.width)
    try Parallel.fill(&numbers, rowLength: Self.width, blockSize: 4_096) { range, target in
      logits.elements.withUnsafeBufferPointer { source in
        for row in range {
          let part = UnsafeBufferPointer(rebasing: source[row * columns..<(row + 1) * columns])
          let start = (row - range.lowerBound) * Self.width
          Self.score(
            part, label: labels[row],
            into: UnsafeMutableBufferPointer(rebasing: target[start..<start + Self.width]))
        }
      }
    }
    self.numbers = numbers
  }

  /// The probability of the row's label.
  package func confidence(_ row: Int) -> Double { numbers[row * Self.width] }
  /// The logit of the label minus the largest other one.
  package func margin(_ row: Int) -> Double { numbers[row * Self.width + 1] }
  /// The cross entropy.
  package func loss(_ row: Int) -> Double { numbers[row * Self.width + 2] }
  /// |softmax − indicator of the label|₂.
  package func errorNorm(_ row: Int) -> Double { numbers[row * Self.width + 3] }
  /// Whether the label is what the model tells.
  package func isRight(_ row: Int) -> Bool { numbers[row * Self.width + 4] == 1 }

  private static func score(
    _ logits: UnsafeBufferPointer<Double>, label: Int,
    into target: UnsafeMutableBufferPointer<Double>
  ) {
    guard label >= 0, label < max(2, logits.count), !logits.isEmpty else { return }
    guard logits.count > 1 else {
      let margin = label == 1 ? logits[0] : -logits[0]
      target[0] = Kernels.logistic(margin)
      target[1] = margin
      target[2] = Kernels.softplus(-margin)
      // Both entries of the difference are as large.
      target[3] = Kernels.logistic(-margin) * 2.0.squareRoot()
      target[4] = (logits[0] >= 0) == (label == 1) && !margin.isNaN ? 1 : 0
      return
    }
    var (best, rival) = (0, -Double.infinity)
    for column in logits.indices {
      if logits[column] > logits[best] { best = column }
      if column != label { rival = max(rival, logits[column]) }
    }
    let largest = logits[best]
    var (total, others) = (0.0, 0.0)
    for column in logits.indices { total += Kernels.exp(logits[column] - largest) }
    for column in logits.indices where column != label {
      let share = Kernels.exp(logits[column] - largest) / total
      others += share * share
    }
    let confidence = Kernels.exp(logits[label] - largest) / total
    target[0] = confidence
    target[1] = logits[label] - rival
    target[2] = largest - logits[label] + Kernels.log(total)
    target[3] = ((1 - confidence) * (1 - confidence) + others).squareRoot()
    target[4] = best == label && !total.isNaN ? 1 : 0
  }
}
