import RetraceModels
import RetraceNumerics

/// One bag of rows and the scores that are boosted on it.
///
/// All arrays span all rows; those that the bag holds out have weight 0 in its gradients, and are
/// what it is measured on. A bag is worked on by one thread at a time.
final class AdditiveBag {
  /// Scores by bin of every term.
  struct Tables {
    /// For each feature a plane of its bins per output.
    var own: [[Float]]
    /// For each pair a plane of its pairs of bins per output.
    var pairs: [[Float]] = []
  }

  let task: AdditiveTask
  /// What every row's score begins with.
  let intercept: [Float]
  /// The tables after the best round so far.
  private(set) var best: Tables
  /// How many rounds of the present phase are done.
  private(set) var rounds = 0
  /// After how many rounds of own terms and of pairs the bag was best.
  private(set) var bestRounds = [0, 0]
  /// Whether the present phase is over for this bag.
  private(set) var isDone = false

  private let number: Int
  private let weights: [Float]
  private let heldOut: [Int32]
  private let rowsByBin: [[Int32]]
  private let orders: [[Int]?]
  private var tables: Tables
  private var pairs: [AdditivePair] = []
  private var scores: [Float]
  private var gradients: [SIMD2<Float>]
  private var bestLoss = Double.infinity
  private var bestRound = 0

  /// Draws the rows that are held out, of each class its share.
  init(_ task: AdditiveTask, number: Int) {
    self.task = task
    self.number = number
    let padded = task.weights.count
    heldOut = Self.heldOut(task, number: number)
    var weights = task.weights
    for row in heldOut { weights[Int(row)] = 0 }
    self.weights = weights
    intercept = Self.intercept(task, weights)
    var present = [Int32](repeating: 0, count: padded)
    for row in 0..<task.rowCount where weights[row] > 0 { present[row] = 1 }
    var rowsByBin: [[Int32]] = []
    var orders: [[Int]?] = []
    for column in task.columns {
      var rows = [Int32](repeating: 0, count: column.axis.count)
      for row in 0..<padded { rows[Int(column.bins[row])] += present[row] }
      rowsByBin.append(rows)
      orders.append(Self.order(column, task, weights, rows))
    }
    self.rowsByBin = rowsByBin
    self.orders = orders
    tables = Tables(
      own: task.columns.map {
        [Float](repeating: 0, count: $0.axis.count * task.outputs)
      })
    best = tables
    scores = intercept.flatMap { [Float](repeating: $0, count: padded) }
    gradients = [SIMD2<Float>](repeating: .zero, count: padded * task.outputs)
    updateGradients()
    bestLoss = loss()
  }

  private static func heldOut(_ task: AdditiveTask, number: Int) -> [Int32] {
    var groups: [[Int32]] = [[]]
    if task.loss != .squared {
      groups = Array(repeating: [], count: max(2, task.outputs))
    }
    for row in 0..<task.rowCount where task.weights[row] > 0 {
      groups[task.loss == .squared ? 0 : Int(task.targets[row])].append(Int32(row))
    }
    var stream = RandomStream(
      seed: task.seed, command: "train", purpose: "additive bag", item: UInt64(number))
    return groups.flatMap { group -> [Int32] in
      let count = Int((Double(group.count) * task.options.holdout).rounded(.down))
      return stream.sample(count, of: group.count).map { group[$0] }.sorted()
    }
  }

  /// The best constant scores.
  private static func intercept(_ task: AdditiveTask, _ weights: [Float]) -> [Float] {
    var sums = [Double](repeating: 0, count: max(2, task.outputs))
    var total = 0.0
    for row in 0..<task.rowCount {
      let weight = Double(weights[row])
      total += weight
      if task.loss == .squared {
        sums[0] += weight * Double(task.targets[row])
      } else {
        sums[Int(task.targets[row])] += weight
      }
    }
    guard total > 0 else { return [Float](repeating: 0, count: task.outputs) }
    switch task.loss {
    case .squared: return [Float(sums[0] / total)]
    case .logistic:
      let share = min(max(sums[1] / total, 1e-6), 1 - 1e-6)
      return [Float(Kernels.log(share / (1 - share)))]
    case .softmax:
      let logs = sums.map { Kernels.log(max($0 / total, 1e-6)) }
      let mean = logs.reduce(0, +) / Double(logs.count)
      return logs.map { Float($0 - mean) }
    }
  }

  /// The levels of a category by their mean target, those with few rows near the mean of all.
  private static func order(
    _ column: AdditiveTask.Column, _ task: AdditiveTask, _ weights: [Float], _ rows: [Int32]
  ) -> [Int]? {
    guard !column.axis.isOrdered else { return nil }
    var sums = [Double](repeating: 0, count: column.axis.count)
    var totals = sums
    for row in 0..<task.rowCount {
      let bin = Int(column.bins[row])
      sums[bin] += Double(weights[row] * task.targets[row])
      totals[bin] += Double(weights[row])
    }
    let mean = sums.reduce(0, +) / max(totals.reduce(0, +), 1e-9)
    let smoothed = zip(sums, totals).map { ($0 + 10 * mean) / ($1 + 10) }
    return Array(column.axis.known).sorted { (smoothed[$0], $0) < (smoothed[$1], $1) }
  }

  private func updateGradients() {
    let count = task.weights.count
    scores.withUnsafeBufferPointer { scores in
      weights.withUnsafeBufferPointer { weights in
        task.targets.withUnsafeBufferPointer { targets in
          gradients.withUnsafeMutableBufferPointer { gradients in
            guard let s = scores.baseAddress, let w = weights.baseAddress,
              let t = targets.baseAddress, let g = gradients.baseAddress
            else { return }
            switch task.loss {
            case .squared:
              AdditiveKernels.squaredGradients(s, targets: t, weights: w, count: count, into: g)
            case .logistic:
              AdditiveKernels.logisticGradients(s, targets: t, weights: w, count: count, into: g)
            case .softmax:
              AdditiveKernels.softmaxGradients(
                s, targets: t, weights: w, count: count, classes: task.outputs, into: g)
            }
          }
        }
      }
    }
  }

  /// The mean loss of the rows that are held out, or without any of all.
  private func loss() -> Double {
    let rows = heldOut.isEmpty ? (0..<task.rowCount).map { Int32($0) } : heldOut
    return scores.withUnsafeBufferPointer { scores in
      task.targets.withUnsafeBufferPointer { targets in
        task.weights.withUnsafeBufferPointer { weights in
          guard let s = scores.baseAddress, let t = targets.baseAddress,
            let w = weights.baseAddress
          else { return 0 }
          return AdditiveKernels.loss(
            task.loss, of: rows, scores: s, count: task.weights.count, targets: t, weights: w,
            classes: task.outputs)
        }
      }
    }
  }

  /// Boosts the features' own terms by some rounds, or until it stops early.
  ///
  /// - Throws: `Interrupted`.
  func boostOwn(rounds count: Int) throws {
    var scratch = AdditiveScratch(task.columns.map(\.axis.count).max() ?? 0, task.outputs)
    let stream = RandomStream(
      seed: task.seed, command: "train", purpose: "additive cuts", item: UInt64(number))
    for _ in 0..<count where !isDone {
      try Interruption.check()
      for position in task.columns.indices {
        let chance =
          rounds < task.options.smoothing
          ? stream.uniform(at: UInt64(rounds * task.columns.count + position)) : nil
        step(position, chance: chance, &scratch)
      }
      finishRound()
    }
  }

  private func step(_ position: Int, chance: Double?, _ scratch: inout AdditiveScratch) {
    let column = task.columns[position]
    let binCount = column.axis.count
    let padded = task.weights.count
    let outputs = task.outputs
    let split = AdditiveSplit(
      outputs: outputs, minLeaf: Int32(task.options.minLeaf), rate: task.options.rate,
      direction: column.direction)
    column.bins.withUnsafeBufferPointer { bins in
      scratch.withPointers(binCount) { sums, delta in
        gradients.withUnsafeBufferPointer { gradients in
          guard let gradients = gradients.baseAddress, let bins = bins.baseAddress else { return }
          for output in 0..<outputs {
            AdditiveKernels.histogram(
              gradients + output * padded, bins: bins, count: padded, binCount: binCount,
              into: sums[output])
          }
        }
        split.step(
          sums, rows: rowsByBin[position], order: orders[position], leaves: task.options.leaves,
          chance: chance, into: delta)
        tables.own[position].withUnsafeMutableBufferPointer { table in
          for entry in table.indices { table[entry] += delta[entry] }
        }
        scores.withUnsafeMutableBufferPointer { scores in
          guard let scores = scores.baseAddress, let bins = bins.baseAddress else { return }
          for output in 0..<outputs {
            AdditiveKernels.add(
              delta + output * binCount, bins: bins, count: padded, to: scores + output * padded)
          }
        }
      }
    }
    updateGradients()
  }

  /// Measures a round and decides whether it was the last.
  private func finishRound() {
    rounds += 1
    let loss = loss()
    if loss < bestLoss - 1e-5 * abs(bestLoss) {
      bestRound = rounds
    }
    if loss < bestLoss {
      bestLoss = loss
      best = tables
      bestRounds[pairs.isEmpty ? 0 : 1] = rounds
    }
    let patience = heldOut.isEmpty ? Int.max : task.options.patience
    isDone =
      rounds >= task.options.rounds
      || rounds - bestRound >= patience && rounds >= task.options.smoothing + patience
  }

  /// How strong the interaction of each pair is in what the own terms leave unexplained.
  ///
  /// - Throws: `Interrupted`.
  func strengths(of pairs: [AdditivePair]) throws -> [Float] {
    restart()
    return try pairs.map { pair in
      try Interruption.check()
      let entries = pair.entries(task)
      var split = AdditivePairSplit(
        rows: pair.rows, columns: pair.columns, leastHessian: task.leastPairHessian)
      var sums = [SIMD2<Float>](repeating: .zero, count: pair.rows * pair.columns)
      var strength: Float = 0
      for output in 0..<task.outputs {
        histogram(entries, output: output, into: &sums)
        sums.withUnsafeBufferPointer { if let sums = $0.baseAddress { split.load(sums) } }
        strength += split.strength()
      }
      return strength
    }
  }

  /// Goes on with the best tables so far and boosts pairs from now on.
  func begin(_ pairs: [AdditivePair]) {
    restart()
    self.pairs = pairs
    tables.pairs = pairs.map {
      [Float](repeating: 0, count: $0.rows * $0.columns * task.outputs)
    }
    best = tables
    rounds = 0
    bestRound = 0
    isDone = pairs.isEmpty
  }

  /// Goes back to the best tables so far.
  private func restart() {
    tables = best
    let padded = task.weights.count
    scores = intercept.flatMap { [Float](repeating: $0, count: padded) }
    for (column, table) in zip(task.columns, tables.own) {
      for output in 0..<task.outputs {
        let (plane, start) = (output * column.axis.count, output * padded)
        for row in 0..<padded { scores[start + row] += table[plane + Int(column.bins[row])] }
      }
    }
    updateGradients()
  }

  private func histogram(_ entries: [UInt16], output: Int, into sums: inout [SIMD2<Float>]) {
    let start = output * entries.count
    sums.withUnsafeMutableBufferPointer { sums in
      sums.update(repeating: .zero)
      gradients.withUnsafeBufferPointer { gradients in
        entries.withUnsafeBufferPointer { entries in
          for row in entries.indices { sums[Int(entries[row])] += gradients[start + row] }
        }
      }
    }
  }

  /// Boosts the pairs by some rounds, or until it stops early.
  ///
  /// - Throws: `Interrupted`.
  func boostPairs(rounds count: Int, entries: [[UInt16]]) throws {
    let padded = task.weights.count
    var splits = pairs.map {
      AdditivePairSplit(
        rows: $0.rows, columns: $0.columns, leastHessian: task.leastPairHessian)
    }
    var sums = pairs.map { [SIMD2<Float>](repeating: .zero, count: $0.rows * $0.columns) }
    var deltas = pairs.map { [Float](repeating: 0, count: $0.rows * $0.columns) }
    let stream = RandomStream(
      seed: task.seed, command: "train", purpose: "additive pair cuts", item: UInt64(number))
    for _ in 0..<count where !isDone {
      try Interruption.check()
      for position in pairs.indices {
        let place = UInt64(4 * (rounds * pairs.count + position))
        let chances: SIMD4<Double>? =
          rounds < task.options.smoothing
          ? SIMD4(
            stream.uniform(at: place), stream.uniform(at: place + 1),
            stream.uniform(at: place + 2), stream.uniform(at: place + 3)) : nil
        let size = pairs[position].rows * pairs[position].columns
        for output in 0..<task.outputs {
          histogram(entries[position], output: output, into: &sums[position])
          sums[position].withUnsafeBufferPointer {
            if let sums = $0.baseAddress { splits[position].load(sums) }
          }
          let tree = chances.map { splits[position].random($0) } ?? splits[position].best()
          guard let tree else { continue }
          deltas[position].withUnsafeMutableBufferPointer { delta in
            guard let delta = delta.baseAddress else { return }
            splits[position].write(tree, rate: Float(task.options.rate), into: delta)
            tables.pairs[position].withUnsafeMutableBufferPointer { table in
              for entry in 0..<size { table[output * size + entry] += delta[entry] }
            }
            entries[position].withUnsafeBufferPointer { entries in
              scores.withUnsafeMutableBufferPointer { scores in
                guard let bins = entries.baseAddress, let scores = scores.baseAddress else {
                  return
                }
                AdditiveKernels.add(
                  delta, bins: bins, count: padded, to: scores + output * padded)
              }
            }
          }
        }
        updateGradients()
      }
      finishRound()
    }
  }
}
