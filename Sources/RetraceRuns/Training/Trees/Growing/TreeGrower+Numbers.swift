import RetraceNumerics

/// The search for splits of number columns: one sweep in ascending order for all nodes of a level.
extension TreeGrower {
  /// The best split of each node by a number column.
  func numberSplits(_ level: Level, _ column: SortedColumn) -> [Candidate] {
    let sides = column.hasMissing ? [false, true] : [false]
    var best = [Candidate](repeating: Candidate(), count: level.counts.count)
    for missingGoesLeft in sides {
      let found =
        level.narrowCodes.isEmpty
        ? sweep(level, level.codes, column, missingGoesLeft: missingGoesLeft)
        : sweep(level, level.narrowCodes, column, missingGoesLeft: missingGoesLeft)
      for slot in found.indices where found[slot].score > best[slot].score {
        best[slot] = found[slot]
      }
    }
    // The last slot holds the rows of finished leaves.
    best[best.count - 1] = Candidate()
    best.removeLast()
    return best
  }

  private func sweep<Code: UnsignedInteger & FixedWidthInteger>(
    _ level: Level, _ codes: [Code], _ column: SortedColumn, missingGoesLeft: Bool
  ) -> [Candidate] {
    switch level.classes {
    case 0: Self.numberSweep(level, codes, column, missingGoesLeft: missingGoesLeft)
    case 2: Self.pairSweep(level, codes, column, missingGoesLeft: missingGoesLeft)
    default: Self.classSweep(level, codes, column, missingGoesLeft: missingGoesLeft)
    }
  }

  /// What a sweep knows of a node so far.
  private struct State {
    /// The last number that went left.
    var last = Double.nan
    /// The rows on the left, and all.
    var left = 0.0
    let count: Double
    /// The sum of the squared class counts on the left, or of the numbers' residuals.
    var leftSum = 0.0
    /// The sum of the squared class counts on the right.
    var rightSum = 0.0
    /// What the best split gains, and what a further one must surpass: gains that differ by
    /// rounding only are equal.
    var best = -Double.infinity
    var bar = -Double.infinity
    var low = Double.nan
    var high = Double.nan

    init(count: Double) { self.count = count }

    var candidate: Candidate {
      guard best > -.infinity else { return Candidate() }
      return Candidate(score: best, threshold: TreeGrower.midpoint(low, high))
    }

    /// Tries to split before a number; what is gained is `gain` / (rows left · rows right).
    @inline(__always)
    mutating func tryGain(_ gain: Double, _ right: Double, at value: Double) {
      // A division only where it pays.
      guard gain > bar * (left * right) else { return }
      best = gain / (left * right)
      bar = best * (1 + 1e-14)
      low = last
      high = value
    }
  }

  /// The threshold between neighbouring numbers: their midpoint, at least the lower and below the
  /// upper one.
  package static func midpoint(_ low: Double, _ high: Double) -> Double {
    if low.isNaN { return -.infinity }
    if high.isNaN { return .infinity }
    return QuantileBins.between(low, high)
  }

  /// Gini: the sum over both sides of Σ counts² / rows, which is largest where impurity is least.
  private static func classSweep<Code: UnsignedInteger & FixedWidthInteger>(
    _ level: Level, _ codes: [Code], _ column: SortedColumn, missingGoesLeft: Bool
  ) -> [Candidate] {
    let (shift, width, least) = (level.shift, level.classes, level.minimumLeaf)
    let totals = level.classCounts
    var left = [Double](repeating: 0, count: totals.count)
    var states = level.counts.map { State(count: $0) }
    if missingGoesLeft {
      left = totals
      for row in column.order { left[Int(codes[Int(row)])] -= 1 }
    }
    for slot in states.indices {
      for position in slot * width..<(slot + 1) * width {
        let (here, there) = (left[position], totals[position] - left[position])
        states[slot].left += here
        states[slot].leftSum += here * here
        states[slot].rightSum += there * there
      }
    }
    left.withUnsafeMutableBufferPointer { left in
      states.withUnsafeMutableBufferPointer { states in
        for (row, value) in zip(column.order, column.values) {
          let code = Int(truncatingIfNeeded: codes[Int(row)])
          let slot = code &>> shift
          if value != states[slot].last {
            tryClasses(&states[slot], at: value, least)
            states[slot].last = value
          }
          let here = left[code]
          states[slot].leftSum += 2 * here + 1
          states[slot].rightSum -= 2 * (totals[code] - here) - 1
          states[slot].left += 1
          left[code] = here + 1
        }
        guard column.hasMissing, !missingGoesLeft else { return }
        for slot in states.indices { tryClasses(&states[slot], at: .nan, least) }
      }
    }
    return states.map { state in
      var candidate = state.candidate
      candidate.missingGoesLeft = missingGoesLeft
      return candidate
    }
  }

  @inline(__always)
  private static func tryClasses(_ state: inout State, at value: Double, _ least: Double) {
    let left = state.left
    let right = state.count - left
    guard left >= least, right >= least else { return }
    state.tryGain(state.leftSum * right + state.rightSum * left, right, at: value)
  }

  /// Gini of two classes: (positives left · rows − rows left · positives)² / (rows left · rows
  /// right), which orders the splits of a node as Σ counts² / rows does.
  private static func pairSweep<Code: UnsignedInteger & FixedWidthInteger>(
    _ level: Level, _ codes: [Code], _ column: SortedColumn, missingGoesLeft: Bool
  ) -> [Candidate] {
    let least = level.minimumLeaf
    // The sum on the left counts positives.
    var states = level.counts.map { State(count: $0) }
    for slot in states.indices { states[slot].rightSum = level.classCounts[2 * slot + 1] }
    if missingGoesLeft {
      for slot in states.indices {
        states[slot].left = states[slot].count
        states[slot].leftSum = states[slot].rightSum
      }
      for row in column.order {
        let code = Int(codes[Int(row)])
        states[code >> 1].left -= 1
        states[code >> 1].leftSum -= Double(code & 1)
      }
    }
    column.order.withUnsafeBufferPointer { order in
      column.values.withUnsafeBufferPointer { values in
        codes.withUnsafeBufferPointer { codes in
          states.withUnsafeMutableBufferPointer { states in
            for place in 0..<order.count {
              let code = Int(truncatingIfNeeded: codes[Int(order[place])])
              let slot = code &>> 1
              let value = values[place]
              if value != states[slot].last {
                tryPair(&states[slot], at: value, least)
                states[slot].last = value
              }
              states[slot].left += 1
              states[slot].leftSum += Double(code & 1)
            }
            guard column.hasMissing, !missingGoesLeft else { return }
            for slot in states.indices { tryPair(&states[slot], at: .nan, least) }
          }
        }
      }
    }
    return states.map { state in
      var candidate = state.candidate
      candidate.missingGoesLeft = missingGoesLeft
      return candidate
    }
  }

  @inline(__always)
  private static func tryPair(_ state: inout State, at value: Double, _ least: Double) {
    let left = state.left
    let right = state.count - left
    guard left >= least, right >= least else { return }
    let cross = state.leftSum * state.count - left * state.rightSum
    state.tryGain(cross * cross, right, at: value)
  }

  /// Squared error: (Σ residuals on the left)² / (rows left · rows right), which is the error's
  /// decrease but for a factor that is the node's own.
  private static func numberSweep<Code: UnsignedInteger & FixedWidthInteger>(
    _ level: Level, _ codes: [Code], _ column: SortedColumn, missingGoesLeft: Bool
  ) -> [Candidate] {
    let least = level.minimumLeaf
    var states = level.counts.map { State(count: $0) }
    let residuals = level.residuals
    if missingGoesLeft {
      for slot in states.indices { states[slot].left = states[slot].count }
      for row in column.order {
        let slot = Int(codes[Int(row)])
        states[slot].left -= 1
        // Residuals of a node sum to 0.
        states[slot].leftSum -= residuals[Int(row)]
      }
    }
    column.order.withUnsafeBufferPointer { order in
      column.values.withUnsafeBufferPointer { values in
        codes.withUnsafeBufferPointer { codes in
          residuals.withUnsafeBufferPointer { residuals in
            states.withUnsafeMutableBufferPointer { states in
              for place in 0..<order.count {
                let row = Int(order[place])
                let slot = Int(truncatingIfNeeded: codes[row])
                let value = values[place]
                if value != states[slot].last {
                  tryNumbers(&states[slot], at: value, least)
                  states[slot].last = value
                }
                states[slot].leftSum += residuals[row]
                states[slot].left += 1
              }
              guard column.hasMissing, !missingGoesLeft else { return }
              for slot in states.indices { tryNumbers(&states[slot], at: .nan, least) }
            }
          }
        }
      }
    }
    return states.map { state in
      var candidate = state.candidate
      candidate.missingGoesLeft = missingGoesLeft
      return candidate
    }
  }

  @inline(__always)
  private static func tryNumbers(_ state: inout State, at value: Double, _ least: Double) {
    let left = state.left
    let right = state.count - left
    guard left >= least, right >= least else { return }
    state.tryGain(state.leftSum * state.leftSum, right, at: value)
  }
}
