import RetraceModels
import RetraceNumerics

/// What boosting lowers: the cross entropy of classes, or the squared error of numbers in standard
/// deviations of the target.
struct BoostingObjective: Sendable {
  /// The loss.
  enum Loss: Sendable {
    /// Of two classes, from the log odds of the second.
    case logistic
    /// Of several classes, from a sum for each.
    case softmax(Int)
    /// Of numbers, in units of a scale.
    case squares(scale: Double)
  }

  static let blockRows = 4_096

  let loss: Loss
  /// What is said before the first tree.
  let base: [Double]

  /// The objective of prepared data.
  ///
  /// Before the first tree each row is told the log odds of the classes' weighted shares, or the
  /// weighted mean.
  ///
  /// - Throws: ``RunError`` if the weights leave nothing or the numbers are too large.
  init(_ data: TrainingData) throws {
    let weights = data.weights ?? [Double](repeating: 1, count: data.trainTargets.count)
    let total = Kernels.sum(weights)
    guard total > 0, total.isFinite else {
      throw RunError.unsuitedOption("weights", reason: "leave no training row that counts")
    }
    guard data.target.isClassification else {
      let (mean, scale) = try data.scaling()
      loss = .squares(scale: scale)
      base = [mean]
      return
    }
    let count = data.target.classes.count
    var shares = [Double](repeating: 0, count: count)
    for (row, target) in data.trainTargets.enumerated() { shares[Int(target)] += weights[row] }
    // A class without rows that count is still possible.
    let least = 1e-6
    shares = shares.map { min(max($0 / total, least), 1 - least) }
    if count == 2 {
      loss = .logistic
      base = [Kernels.log(shares[1] / (1 - shares[1]))]
    } else {
      loss = .softmax(count)
      base = shares.map { Kernels.log($0) }
    }
  }

  /// How many sums a row has.
  var outputs: Int { base.count }

  /// What trees' values are multiplied by: they are grown on targets of unit scale.
  var scale: Double { if case .squares(let scale) = loss { scale } else { 1 } }

  /// The link of the model.
  var link: TreeEnsemble.Link {
    switch loss {
    case .logistic: .logistic
    case .softmax: .softmax
    case .squares: .identity
    }
  }

  /// The gradient and the hessian of the loss of every row, for each output.
  ///
  /// logistic: p − y and p (1 − p). softmax: p − y and p (1 − p) · K / (K − 1), a bound of the
  /// hessian's diagonal. squares: the residual and 1.
  ///
  /// Source: J. Friedman, "Greedy Function Approximation: A Gradient Boosting Machine", Annals of
  /// Statistics 29(5), 2001; J. Friedman, T. Hastie and R. Tibshirani, "Additive Logistic
  /// Regression", Annals of Statistics 28(2), 2000.
  ///
  /// - Parameters:
  ///   - sums: the trees' sums without the base, row by row.
  ///   - pairs: is overwritten, output by output.
  func gradients(
    _ sums: [Double], targets: [Double], weights: [Double]?, into pairs: inout [SIMD2<Float>]
  ) throws {
    let (rows, outputs) = (targets.count, outputs)
    try pairs.withUnsafeMutableBufferPointer { buffer in
      // Blocks are disjoint ranges of rows.
      nonisolated(unsafe) let pairs = buffer
      try Parallel.forEachBlock(count: rows, blockSize: Self.blockRows) { range, _ in
        var scores = margins(sums, range)
        scores.withUnsafeMutableBufferPointer { scores in
          switch loss {
          case .logistic: Kernels.logistic(scores)
          case .softmax: Kernels.softmaxRows(scores, columns: outputs)
          case .squares: break
          }
          targets.withUnsafeBufferPointer { targets in
            for row in range {
              let place = (row - range.lowerBound) * outputs
              let weight = weights?[row] ?? 1
              switch loss {
              case .logistic:
                let share = scores[place]
                pairs[row] = SIMD2(
                  Float(weight * (share - targets[row])), Float(weight * share * (1 - share)))
              case .softmax(let count):
                let factor = weight * Double(count) / Double(count - 1)
                for output in 0..<outputs {
                  let share = scores[place + output]
                  let hit = targets[row] == Double(output) ? 1.0 : 0
                  pairs[output * rows + row] = SIMD2(
                    Float(weight * (share - hit)), Float(factor * share * (1 - share)))
                }
              case .squares(let scale):
                pairs[row] = SIMD2(
                  Float(weight * ((scores[place] - targets[row]) / scale)), Float(weight))
              }
            }
          }
        }
      }
    }
  }

  /// Base and sums of some rows.
  private func margins(_ sums: [Double], _ range: Range<Int>) -> [Double] {
    let outputs = outputs
    return [Double](unsafeUninitializedCapacity: range.count * outputs) { buffer, count in
      sums.withUnsafeBufferPointer { sums in
        let start = range.lowerBound * outputs
        for place in 0..<range.count * outputs {
          buffer[place] = base[outputs == 1 ? 0 : place % outputs] + sums[start + place]
        }
      }
      count = range.count * outputs
    }
  }

  /// The margins of all rows, or the numbers.
  func margins(_ sums: [Double]) throws -> [Double] {
    try Parallel.mapBlocks(count: sums.count / outputs, blockSize: Self.blockRows) { range, _ in
      margins(sums, range)
    }.flatMap { $0 }
  }

  /// The loss of each row.
  func losses(_ sums: [Double], targets: [Double]) throws -> [Double] {
    let outputs = outputs
    return try Parallel.generate(count: targets.count, blockSize: Self.blockRows) { range, part in
      let scores = margins(sums, range)
      switch loss {
      case .logistic:
        for row in range {
          let score = scores[row - range.lowerBound]
          part[row - range.lowerBound] = targets[row] == 1 ? -score : score
        }
        Kernels.softplus(part)
      case .softmax:
        for row in range {
          let place = (row - range.lowerBound) * outputs
          part[row - range.lowerBound] =
            Kernels.logSumExp(scores[place..<place + outputs])
            - scores[place + Int(targets[row])]
        }
      case .squares(let scale):
        for row in range {
          let difference = (scores[row - range.lowerBound] - targets[row]) / scale
          part[row - range.lowerBound] = difference * difference
        }
      }
    }
  }
}
