import RetraceNumerics

/// The search for the split of a leaf that gains most, over the histogram of a column.
///
/// A leaf with the sums G of gradients and H of hessians lowers the loss, to second order, by
/// ½ G² / (H + λ); a split gains what its sides lower it by more than the leaf does.
///
/// Source: T. Chen and C. Guestrin, "XGBoost: A Scalable Tree Boosting System", KDD 2016, equations
/// 6 and 7; categories by the order of their levels' G / H: G. Ke et al., "LightGBM", NeurIPS 2017.
struct SplitSearch: Sendable {
  /// The gradient and the hessian that rows of a bin add up to.
  typealias Sums = SIMD2<Double>

  /// A leaf that is to be split.
  struct Leaf: Sendable {
    let gradient: Double
    let hessian: Double
    /// Between which bounds its values have to lie.
    var low = -Double.infinity
    var high = Double.infinity
  }

  /// What is added to hessians.
  let l2: Double
  /// The least sum of hessians of a side.
  let minimumHessian: Double
  /// What is added to the hessian of a level before levels are put into order, and to those of
  /// sides of categories with more than ``plainLevels`` levels before they are compared.
  var smoothing = 10.0
  /// Categories with so few levels are not smoothed.
  static let plainLevels = 4
  /// Gains below this are none.
  static let leastGain = 1e-10

  /// The value of a leaf: −G / (H + λ), within its bounds.
  func value(_ gradient: Double, _ hessian: Double, _ low: Double, _ high: Double) -> Double {
    let divisor = hessian + l2
    let value = divisor > 0 ? -gradient / divisor : 0
    return min(max(value, low), high)
  }

  /// What a value lowers the loss by, twice: −(2 G w + (H + λ) w²).
  private func decrease(_ gradient: Double, _ hessian: Double, _ value: Double) -> Double {
    -(2 * gradient * value + (hessian + l2) * value * value)
  }

  /// The best split of a leaf by a column.
  ///
  /// - Parameters:
  ///   - histogram: the sums of each bin, those of missing cells last.
  ///   - direction: 1 or −1 where values must not fall or rise with the column, else 0.
  func best(
    _ column: BinnedColumns.Column, _ histogram: UnsafePointer<Sums>, _ leaf: Leaf,
    direction: Double
  ) -> BoostedTree.Split {
    if case .levels(let groups) = column.meaning {
      return bestLevels(groups.count, histogram, leaf)
    }
    let missing = column.hasMissing ? histogram[column.missingBin] : .zero
    let hasMissing = missing.y > 0
    let isBound = direction != 0 || leaf.low > -.infinity || leaf.high < .infinity
    func sweep(_ start: Sums, last: Int) -> BoostedTree.Split {
      isBound
        ? boundSweep(histogram, last: last, start: start, leaf, direction)
        : sweepFreely(histogram, last: last, start: start, leaf)
    }
    // Missing cells right: then the last bin of all parts them from the rest.
    var best = sweep(.zero, last: hasMissing ? column.count - 1 : column.count - 2)
    if hasMissing {
      var other = sweep(missing, last: column.count - 2)
      other.missingGoesLeft = true
      if other.gain > best.gain { best = other }
    } else if best.gain > -.infinity {
      // What no row tells goes where most rows go.
      best.missingGoesLeft = best.hessian * 2 > leaf.hessian
    }
    return best
  }

  private func sweepFreely(
    _ histogram: UnsafePointer<Sums>, last: Int, start: Sums, _ leaf: Leaf
  ) -> BoostedTree.Split {
    var split = BoostedTree.Split()
    guard last >= 0 else { return split }
    let total = Sums(leaf.gradient, leaf.hessian)
    let least = max(minimumHessian, 1e-12)
    let whole = leaf.gradient * leaf.gradient / (leaf.hessian + l2)
    // Gains are fractions that are compared crosswise: no division in the loop.
    var (bestTop, bestBottom, bestBin) = (whole + Self.leastGain, 1.0, -1)
    var bestLeft = Sums.zero
    var left = start
    for bin in 0...last {
      left += histogram[bin]
      let right = total - left
      let (a, b) = (left.y + l2, right.y + l2)
      let top = left.x * left.x * b + right.x * right.x * a
      let bottom = a * b
      if top * bestBottom > bestTop * bottom, left.y >= least, right.y >= least {
        (bestTop, bestBottom, bestBin, bestLeft) = (top, bottom, bin, left)
      }
    }
    guard bestBin >= 0 else { return split }
    split.gain = bestTop / bestBottom - whole
    split.bin = bestBin
    (split.gradient, split.hessian) = (bestLeft.x, bestLeft.y)
    return split
  }

  private func boundSweep(
    _ histogram: UnsafePointer<Sums>, last: Int, start: Sums, _ leaf: Leaf, _ direction: Double
  ) -> BoostedTree.Split {
    var split = BoostedTree.Split()
    guard last >= 0 else { return split }
    var left = start
    for bin in 0...last {
      left += histogram[bin]
      guard let gain = gain(left, leaf, direction), gain > split.gain else { continue }
      (split.gain, split.bin) = (gain, bin)
      (split.gradient, split.hessian) = (left.x, left.y)
    }
    return split
  }

  /// What a division gains within bounds; nil if it is not allowed.
  private func gain(_ left: Sums, _ leaf: Leaf, _ direction: Double) -> Double? {
    let right = Sums(leaf.gradient, leaf.hessian) - left
    let least = max(minimumHessian, 1e-12)
    guard left.y >= least, right.y >= least else { return nil }
    let a = value(left.x, left.y, leaf.low, leaf.high)
    let b = value(right.x, right.y, leaf.low, leaf.high)
    guard direction * (b - a) >= 0 else { return nil }
    let own = value(leaf.gradient, leaf.hessian, leaf.low, leaf.high)
    let gain =
      decrease(left.x, left.y, a) + decrease(right.x, right.y, b)
      - decrease(leaf.gradient, leaf.hessian, own)
    return gain > Self.leastGain ? gain : nil
  }

  /// The best division of the bins of a category, missing cells being one more.
  private func bestLevels(
    _ count: Int, _ histogram: UnsafePointer<Sums>, _ leaf: Leaf
  ) -> BoostedTree.Split {
    var split = BoostedTree.Split()
    let present = (0...count).filter { histogram[$0].y > 0 }
    guard present.count > 1 else { return split }
    let isPlain = present.count <= Self.plainLevels
    let extra = isPlain ? 0 : smoothing
    let keys = (0...count).map { bin in
      histogram[bin].x / (histogram[bin].y + max(extra, 1e-12))
    }
    let order = present.sorted { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }
    let search = SplitSearch(
      l2: l2 + extra, minimumHessian: minimumHessian, smoothing: smoothing)
    var left = Sums.zero
    for cut in 0..<order.count - 1 {
      left += histogram[order[cut]]
      guard let gain = search.gain(left, leaf, 0), gain > split.gain else { continue }
      split.gain = gain
      split.bin = cut
      (split.gradient, split.hessian) = (left.x, left.y)
    }
    guard split.gain > -.infinity else { return split }
    let gone = order[...split.bin]
    split.missingGoesLeft = gone.contains(count)
    let leftIsLarger = split.hessian * 2 > leaf.hessian
    if histogram[count].y <= 0 { split.missingGoesLeft = leftIsLarger }
    // Levels that the leaf has no rows of go where most rows go.
    let absent = leftIsLarger ? (0..<count).filter { histogram[$0].y <= 0 } : []
    split.leftBins = (gone.filter { $0 < count } + absent).sorted()
    return split
  }
}
