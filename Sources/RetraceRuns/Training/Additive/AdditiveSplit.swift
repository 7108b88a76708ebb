import RetraceNumerics

/// One step of boosting on one feature: a small tree over its bins.
///
/// Its leaves are ranges of bins; missing cells and unknown levels have leaves of their own.
struct AdditiveSplit {
  /// Sums of gradients and hessians that a leaf needs at least.
  static let leastHessian = 1e-3

  let outputs: Int
  /// The fewest rows in a leaf.
  let minLeaf: Int32
  /// The part of a leaf's optimum that is taken.
  let rate: Double
  /// 1 if values may only rise with the bin, -1 if they may only fall, else 0.
  let direction: Int

  /// A range of bins and what lies in it.
  private struct Leaf {
    let range: Range<Int>
    var cut: Int?
    var gain = 0.0
  }

  /// Chooses the leaves with the largest gain and writes what each bin gains by the step.
  ///
  /// - Parameters:
  ///   - sums: gradients and hessians by bin, a plane of `binCount` per output.
  ///   - rows: how many rows lie in each bin.
  ///   - order: the bins of a category in the order in which they are divided; nil for numbers.
  ///   - leaves: how many leaves there may be.
  ///   - chance: nil for the best cut, else a number in 0..<1 that picks one.
  ///   - delta: a plane of `binCount` per output; is overwritten.
  func step(
    _ sums: [UnsafeMutablePointer<SIMD2<Double>>], rows: [Int32], order: [Int]?, leaves: Int,
    chance: Double?, into delta: UnsafeMutablePointer<Float>
  ) {
    let binCount = rows.count
    let places = order ?? []
    func bin(_ place: Int) -> Int { order == nil ? place + 1 : places[place] }
    let count = binCount - 2
    delta.update(repeating: 0, count: binCount * outputs)
    var chosen = [Leaf(range: 0..<count)]
    if let chance {
      let cut = randomCut(chance, rows: rows, count: count, bin: bin)
      if let cut { chosen = [Leaf(range: 0..<cut), Leaf(range: cut..<count)] }
    } else {
      seek(&chosen[0], sums, rows, bin: bin)
      while chosen.count < (direction == 0 ? leaves : 2) {
        guard let best = chosen.indices.max(by: { chosen[$0].gain < chosen[$1].gain }),
          let cut = chosen[best].cut, chosen[best].gain > 0
        else { break }
        let range = chosen[best].range
        var (left, right) = (
          Leaf(range: range.lowerBound..<cut), Leaf(range: cut..<range.upperBound)
        )
        if direction == 0, chosen.count + 1 < leaves {
          seek(&left, sums, rows, bin: bin)
          seek(&right, sums, rows, bin: bin)
        }
        chosen.replaceSubrange(best...best, with: [left, right])
      }
    }
    for output in 0..<outputs {
      var last: Double?
      var values: [Double] = []
      for leaf in chosen {
        var sum = SIMD2<Double>.zero
        for place in leaf.range { sum += sums[output][bin(place)] }
        values.append(value(sum))
      }
      if direction != 0 {
        // A random cut may break the order; such a step is left out.
        for value in values {
          if let last, Double(direction) * (value - last) < 0 { return }
          last = value
        }
      }
      for (leaf, value) in zip(chosen, values) {
        for place in leaf.range { delta[output * binCount + bin(place)] = Float(value) }
      }
      if rows[0] >= minLeaf { delta[output * binCount] = Float(value(sums[output][0])) }
    }
  }

  /// The step's value of a leaf.
  private func value(_ sum: SIMD2<Double>) -> Double {
    sum.y > Self.leastHessian ? -rate * sum.x / sum.y : 0
  }

  private func randomCut(
    _ chance: Double, rows: [Int32], count: Int, bin: (Int) -> Int
  ) -> Int? {
    var candidates: [Int] = []
    var left: Int32 = 0
    var right: Int32 = (0..<count).reduce(0) { $0 + rows[bin($1)] }
    for place in 0..<max(0, count - 1) {
      left += rows[bin(place)]
      right -= rows[bin(place)]
      if left >= minLeaf, right >= minLeaf, rows[bin(place)] > 0 { candidates.append(place + 1) }
    }
    return candidates.isEmpty ? nil : candidates[Int(chance * Double(candidates.count))]
  }

  /// Finds a leaf's best cut.
  private func seek(
    _ leaf: inout Leaf, _ sums: [UnsafeMutablePointer<SIMD2<Double>>], _ rows: [Int32],
    bin: (Int) -> Int
  ) {
    guard leaf.range.count > 1 else { return }
    if outputs == 1 {
      seekOne(&leaf, sums[0], rows, bin: bin)
    } else {
      seekSeveral(&leaf, sums, rows, bin: bin)
    }
  }

  @inline(__always)
  private func seekOne(
    _ leaf: inout Leaf, _ sums: UnsafeMutablePointer<SIMD2<Double>>, _ rows: [Int32],
    bin: (Int) -> Int
  ) {
    var total = SIMD2<Double>.zero
    var rowsRight: Int32 = 0
    for place in leaf.range {
      total += sums[bin(place)]
      rowsRight += rows[bin(place)]
    }
    guard total.y > Self.leastHessian else { return }
    let whole = total.x * total.x / total.y
    var left = SIMD2<Double>.zero
    var rowsLeft: Int32 = 0
    var best = whole * (1 + 1e-12)
    for place in leaf.range.dropLast() {
      let bin = bin(place)
      left += sums[bin]
      rowsLeft += rows[bin]
      rowsRight -= rows[bin]
      guard rowsLeft >= minLeaf, rowsRight >= minLeaf else { continue }
      let right = total - left
      guard left.y > Self.leastHessian, right.y > Self.leastHessian else { continue }
      let gain = left.x * left.x / left.y + right.x * right.x / right.y
      if gain > best {
        if direction != 0, Double(direction) * (left.x / left.y - right.x / right.y) < 0 {
          continue
        }
        best = gain
        leaf.cut = place + 1
      }
    }
    leaf.gain = best - whole
  }

  private func seekSeveral(
    _ leaf: inout Leaf, _ sums: [UnsafeMutablePointer<SIMD2<Double>>], _ rows: [Int32],
    bin: (Int) -> Int
  ) {
    var totals = [SIMD2<Double>](repeating: .zero, count: outputs)
    var rowsRight: Int32 = 0
    for place in leaf.range {
      for output in 0..<outputs { totals[output] += sums[output][bin(place)] }
      rowsRight += rows[bin(place)]
    }
    func part(_ sum: SIMD2<Double>) -> Double {
      sum.y > Self.leastHessian ? sum.x * sum.x / sum.y : 0
    }
    let whole = totals.reduce(0) { $0 + part($1) }
    var left = [SIMD2<Double>](repeating: .zero, count: outputs)
    var rowsLeft: Int32 = 0
    var best = whole * (1 + 1e-12)
    for place in leaf.range.dropLast() {
      let bin = bin(place)
      rowsLeft += rows[bin]
      rowsRight -= rows[bin]
      var gain = 0.0
      for output in 0..<outputs {
        left[output] += sums[output][bin]
        gain += part(left[output]) + part(totals[output] - left[output])
      }
      guard rowsLeft >= minLeaf, rowsRight >= minLeaf, gain > best else { continue }
      best = gain
      leaf.cut = place + 1
    }
    leaf.gain = best - whole
  }
}
