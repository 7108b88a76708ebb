package import RetraceModels
package import RetraceNumerics

/// Measures a model on rows in which single columns, or groups of them, are shuffled.
///
/// The permutations are keyed by seed, name and repeat: two models measured on the same rows,
/// such as two checkpoints, meet the same ones.
package struct PermutationScorer: Sendable {
  /// What is permuted together.
  package struct Player: Sendable, Equatable {
    /// The name of the feature or the group.
    package let name: String
    /// The positions of the features.
    package let features: [Int]
  }

  /// Rows a model is asked about at a time.
  private static let blockSize = 2_048

  private let rows: Matrix
  private let targets: [Double]
  private let outputs: ModelOutputs
  private let metric: ModelMetric
  private let scale: OutputScale
  private let repeats: Int
  private let seed: UInt64
  /// What is permuted, one after the other.
  package let players: [Player]
  /// Whether a player's columns hold one value each, so that there is nothing to permute.
  package let isConstant: [Bool]

  /// Prepares the measuring of models that take the same rows.
  package init(
    _ measured: MeasuredRows, players: [Player], outputs: ModelOutputs, metric: ModelMetric,
    repeats: Int, seed: UInt64
  ) {
    rows = measured.matrix
    targets = measured.targets
    self.players = players
    self.outputs = outputs
    self.metric = metric
    self.repeats = repeats
    self.seed = seed
    scale = outputs.defaultScale
    let matrix = measured.matrix
    isConstant = players.map { player in
      player.features.allSatisfy { feature in
        let first = matrix.rows > 0 ? matrix[0, feature].bitPattern : 0
        return (0..<matrix.rows).allSatisfy { matrix[$0, feature].bitPattern == first }
      }
    }
  }

  /// How many units of work ``scores(of:progress:)`` reports.
  package var work: Int { players.count * repeats }

  /// Measures a model.
  ///
  /// - Returns: the metric on the rows as they are, and per player and repeat how much worse it
  ///   is with the player's columns permuted.
  /// - Throws: ``ExplainError`` where the metric is undefined or predictions are not finite,
  ///   `Interrupted`.
  /// - Complexity: players × repeats predictions of all rows.
  package func scores(
    of calls: ModelCalls, progress: ProgressCounter
  ) throws -> (base: Double, worsenings: [[Double]]) {
    let predictions = try calls.predictInBlocks(rows, scale: scale)
    let bad = (0..<predictions.rows).count { row in
      (0..<predictions.columns).contains { !predictions[row, $0].isFinite }
    }
    guard bad == 0 else {
      throw ExplainError.predictionNotFinite(explainer: "importance", rows: bad)
    }
    let base = metric.value(predictions, scale: scale, targets: targets, outputs: outputs)
    guard base.isFinite else {
      throw ExplainError.unsuited(
        "'\(metric.rawValue)' is undefined on these rows, as where all are of one class; take "
          + "other rows or another 'metric:'")
    }
    let active = players.indices.filter { !isConstant[$0] }
    let measured = try Parallel.map(count: active.count * repeats) { item in
      defer { progress.add() }
      let player = players[active[item / repeats]]
      let permuted = try self.predictions(of: calls, permuting: player, round: item % repeats)
      return metric.value(permuted, scale: scale, targets: targets, outputs: outputs)
    }
    progress.add((players.count - active.count) * repeats)
    var worsenings = players.map { _ in [Double](repeating: 0, count: repeats) }
    for (item, value) in measured.enumerated() {
      worsenings[active[item / repeats]][item % repeats] = metric.worsening(from: base, to: value)
    }
    return (base, worsenings)
  }

  private func predictions(
    of calls: ModelCalls, permuting player: Player, round: Int
  ) throws -> Matrix {
    var stream = RandomStream(
      seed: seed, command: "importance", purpose: "rows of \(player.name)", item: UInt64(round))
    let order = stream.permutation(rows.rows)
    let width = rows.columns
    var found: [Double] = []
    found.reserveCapacity(rows.rows * outputs.count(on: scale))
    for start in stride(from: 0, to: rows.rows, by: Self.blockSize) {
      try Interruption.check()
      let end = min(rows.rows, start + Self.blockSize)
      var block = Array(rows.elements[start * width..<end * width])
      rows.elements.withUnsafeBufferPointer { source in
        block.withUnsafeMutableBufferPointer { target in
          for feature in player.features {
            for row in start..<end {
              target[(row - start) * width + feature] = source[order[row] * width + feature]
            }
          }
        }
      }
      found += try calls.predict(
        Matrix(rows: end - start, columns: width, elements: block), scale: scale
      ).elements
    }
    return Matrix(rows: rows.rows, columns: outputs.count(on: scale), elements: found)
  }
}
