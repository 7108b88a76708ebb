import Glibc

/// The inner loops of additive boosting, in 32 bits, over all rows of a plane at once.
///
/// Buffers by row have a multiple of ``AdditiveTask/lanes`` elements.
enum AdditiveKernels {
  typealias Lanes = SIMD8<Float>

  /// Adds to each row's score the entry of its bin.
  static func add(
    _ table: UnsafePointer<Float>, bins: UnsafePointer<UInt16>, count: Int,
    to scores: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<count { scores[row] += table[Int(bins[row])] }
  }

  /// Sums gradients and hessians by bin.
  ///
  /// Rows alternate between two halves of the sums, so that neighbours in one bin do not wait for
  /// each other.
  ///
  /// - Parameter sums: 2 · `binCount` pairs; is overwritten, the first half with the result.
  static func histogram(
    _ gradients: UnsafePointer<SIMD2<Float>>, bins: UnsafePointer<UInt16>, count: Int,
    binCount: Int, into sums: UnsafeMutablePointer<SIMD2<Double>>
  ) {
    sums.update(repeating: .zero, count: 2 * binCount)
    let other = sums + binCount
    var row = 0
    while row < count {
      sums[Int(bins[row])] += SIMD2<Double>(gradients[row])
      other[Int(bins[row + 1])] += SIMD2<Double>(gradients[row + 1])
      row += 2
    }
    for bin in 0..<binCount { sums[bin] += other[bin] }
  }

  /// Gradients and hessians of half the squared error.
  static func squaredGradients(
    _ scores: UnsafePointer<Float>, targets: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    count: Int, into gradients: UnsafeMutablePointer<SIMD2<Float>>
  ) {
    for row in 0..<count {
      gradients[row] = SIMD2(weights[row] * (scores[row] - targets[row]), weights[row])
    }
  }

  /// Gradients and hessians of the log loss of two classes.
  static func logisticGradients(
    _ scores: UnsafePointer<Float>, targets: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    count: Int, into gradients: UnsafeMutablePointer<SIMD2<Float>>
  ) {
    var row = 0
    while row < count {
      let score = UnsafeRawPointer(scores + row).loadUnaligned(as: Lanes.self)
      let target = UnsafeRawPointer(targets + row).loadUnaligned(as: Lanes.self)
      let weight = UnsafeRawPointer(weights + row).loadUnaligned(as: Lanes.self)
      let probability = 1 / (1 + exp(-score))
      store(
        weight * (probability - target), weight * probability * (1 - probability),
        to: gradients + row)
      row += AdditiveTask.lanes
    }
  }

  /// Gradients and hessians of the log loss of several classes.
  ///
  /// - Parameters:
  ///   - scores: a plane per class, one after another.
  ///   - gradients: a plane per class.
  static func softmaxGradients(
    _ scores: UnsafePointer<Float>, targets: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    count: Int, classes: Int, into gradients: UnsafeMutablePointer<SIMD2<Float>>
  ) {
    var row = 0
    while row < count {
      func score(_ position: Int) -> Lanes {
        UnsafeRawPointer(scores + position * count + row).loadUnaligned(as: Lanes.self)
      }
      let target = UnsafeRawPointer(targets + row).loadUnaligned(as: Lanes.self)
      let weight = UnsafeRawPointer(weights + row).loadUnaligned(as: Lanes.self)
      var largest = score(0)
      for position in 1..<classes {
        let other = score(position)
        largest.replace(with: other, where: other .> largest)
      }
      var total = Lanes.zero
      for position in 0..<classes { total += exp(score(position) - largest) }
      for position in 0..<classes {
        let probability = exp(score(position) - largest) / total
        let truth = Lanes.zero.replacing(with: 1, where: target .== Float(position))
        store(
          weight * (probability - truth), weight * probability * (1 - probability),
          to: gradients + position * count + row)
      }
      row += AdditiveTask.lanes
    }
  }

  /// The mean weighted loss of some rows.
  static func loss(
    _ loss: AdditiveTask.Loss, of rows: [Int32], scores: UnsafePointer<Float>, count: Int,
    targets: UnsafePointer<Float>, weights: UnsafePointer<Float>, classes: Int
  ) -> Double {
    var sum = 0.0
    var total = 0.0
    for row in rows {
      let row = Int(row)
      let score = Double(scores[row])
      let weight = Double(weights[row])
      total += weight
      switch loss {
      case .squared:
        let error = score - Double(targets[row])
        sum += weight * error * error / 2
      case .logistic:
        let signed = targets[row] > 0 ? -score : score
        sum += weight * (max(signed, 0) + log1p(Glibc.exp(-abs(signed))))
      case .softmax:
        var largest = score
        for position in 1..<classes {
          largest = max(largest, Double(scores[position * count + row]))
        }
        var parts = 0.0
        for position in 0..<classes {
          parts += Glibc.exp(Double(scores[position * count + row]) - largest)
        }
        sum += weight * (log(parts) + largest - Double(scores[Int(targets[row]) * count + row]))
      }
    }
    return total > 0 ? sum / total : 0
  }

  @inline(__always)
  private static func store(
    _ gradient: Lanes, _ hessian: Lanes, to target: UnsafeMutablePointer<SIMD2<Float>>
  ) {
    var both = SIMD16<Float>.zero
    both.evenHalf = gradient
    both.oddHalf = hessian
    UnsafeMutableRawPointer(target).storeBytes(of: both, as: SIMD16<Float>.self)
  }

  /// exp of numbers to about two units in the last place; beyond ±80 that of ±80.
  ///
  /// By n = round(x / ln 2) and a polynomial of what is left; n gets into the exponent by its bits.
  @inline(__always)
  private static func exp(_ numbers: Lanes) -> Lanes {
    var x = numbers.replacing(with: 80, where: numbers .> 80)
    x.replace(with: -80, where: x .< -80)
    let magic: Float = 12_582_912
    let shifted = x * 1.442_695_04 + magic
    let whole = shifted - magic
    let rest = (x - whole * 0.693_359_375) + whole * 2.121_944_4e-4
    var result = rest * 1.987_569_15e-4 + 1.398_199_95e-3
    result = result * rest + 8.333_451_907e-3
    result = result * rest + 4.166_579_589e-2
    result = result * rest + 1.666_666_546e-1
    result = result * rest + 0.5
    result = result * rest * rest + rest + 1
    let exponent = unsafeBitCast(shifted, to: SIMD8<UInt32>.self) &<< 23
    return unsafeBitCast(
      unsafeBitCast(result, to: SIMD8<UInt32>.self) &+ exponent, to: Lanes.self)
  }
}
