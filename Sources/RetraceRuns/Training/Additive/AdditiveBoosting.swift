import RetraceModels
import RetraceNumerics
import RetraceTables

/// Additive boosting in progress: all bags in step, first the features' own terms, then pairs.
///
/// Source: Y. Lou, R. Caruana, J. Gehrke, "Intelligible Models for Classification and Regression",
/// KDD 2012; Y. Lou et al., "Accurate Intelligible Models with Pairwise Interactions", KDD 2013;
/// H. Nori et al., "InterpretML: A Unified Framework for Machine Learning Interpretability", 2019.
final class AdditiveBoosting {
  let task: AdditiveTask
  private let bags: [AdditiveBag]
  /// The pairs that were chosen, strongest first; nil as long as own terms are boosted.
  private(set) var pairs: [AdditivePair]?
  private var entries: [[UInt16]] = []

  /// Draws the bags.
  ///
  /// - Throws: `Interrupted`.
  init(_ task: AdditiveTask) throws {
    self.task = task
    var bags = [AdditiveBag?](repeating: nil, count: task.options.bags)
    try bags.withUnsafeMutableBufferPointer { buffer in
      // Each block makes one bag in its own slot.
      nonisolated(unsafe) let slots = buffer
      try Parallel.forEachBlock(count: slots.count, blockSize: 1) { _, number in
        slots[number] = AdditiveBag(task, number: number)
      }
    }
    self.bags = bags.compactMap { $0 }
  }

  /// Whether nothing is left to be done.
  var isDone: Bool { pairs != nil && bags.allSatisfy(\.isDone) }

  /// How many rounds the slowest bag has done in the present phase.
  var rounds: Int { bags.map(\.rounds).max() ?? 0 }

  /// After how many rounds of own terms and of pairs each bag was best.
  var bestRounds: [[Int]] { bags.map(\.bestRounds) }

  /// Boosts by some rounds; where own terms are done, pairs are chosen and come next.
  ///
  /// - Throws: `Interrupted`; bags may then have got differently far.
  func run(rounds: Int) throws {
    if pairs == nil {
      try forEachBag { try $0.boostOwn(rounds: rounds) }
      if bags.allSatisfy(\.isDone) { try choosePairs() }
    } else {
      let entries = entries
      try forEachBag { try $0.boostPairs(rounds: rounds, entries: entries) }
    }
  }

  private func forEachBag(_ body: @Sendable (AdditiveBag) throws -> Void) throws {
    // Each block works on its own bag alone.
    nonisolated(unsafe) let bags = bags
    try Parallel.forEachBlock(count: bags.count, blockSize: 1) { _, number in
      try body(bags[number])
    }
  }

  /// Ranks all pairs by the gain that a cut on each feature brings on what is unexplained.
  private func choosePairs() throws {
    let able = task.columns.indices.filter { task.columns[$0].pairAxis != nil }
    var candidates: [AdditivePair] = []
    for (place, first) in able.enumerated() {
      for second in able[(place + 1)...] {
        guard let rows = task.columns[first].pairAxis?.count,
          let columns = task.columns[second].pairAxis?.count
        else { continue }
        candidates.append(
          AdditivePair(first: first, second: second, rows: rows, columns: columns))
      }
    }
    var chosen: [AdditivePair] = []
    // Of several classes a pair would have no one table to read.
    if task.options.pairs > 0, task.outputs == 1, !candidates.isEmpty {
      nonisolated(unsafe) let bags = bags
      let all = candidates
      let strengths = try Parallel.map(count: bags.count) { try bags[$0].strengths(of: all) }
      let totals = candidates.indices.map { pair in
        strengths.reduce(0.0) { $0 + Double($1[pair]) }
      }
      let ranked = candidates.indices.sorted { (-totals[$0], $0) < (-totals[$1], $1) }
      chosen = ranked.prefix(task.options.pairs).map { candidates[$0] }
    }
    entries = chosen.map { $0.entries(task) }
    for bag in bags { bag.begin(chosen) }
    pairs = chosen
  }

  /// The model of the best tables of all bags so far.
  ///
  /// - Parameters:
  ///   - mean: what stands for 0 among the numbers that were learned.
  ///   - scale: what stands for 1 among them.
  func model(
    _ features: FeatureSpace, classes: [Cell]?, target: String?, mean: Double = 0,
    scale: Double = 1
  ) throws -> AdditiveModel {
    let assembly = AdditiveAssembly(task, pairs ?? [], mean: mean, scale: scale)
    return try assembly.model(
      bags.map { ($0.intercept, $0.best) }, features, classes: classes, target: target)
  }
}
