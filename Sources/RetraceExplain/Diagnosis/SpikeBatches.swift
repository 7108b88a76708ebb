import RetraceNumerics
import RetraceRuns
import RetraceTables

/// The rows of batches: which of them have extreme losses and cells, and which come again.
struct SpikeBatches {
  private let run: Run
  private let examples: ExampleRecords
  private let steps: StepRecord
  private let train: Table
  private let batchSize: Int

  /// Opens the batches of a run; nil if the order of its rows is not recorded.
  init?(_ record: DiagnosisRecord) {
    guard let examples = record.run.examples, examples.has("batch_order"),
      let steps = record.steps, let epochs = steps.epoch, let batches = steps.batch,
      let train = record.run.train
    else { return nil }
    run = record.run
    self.examples = examples
    self.steps = steps
    self.train = train
    // As many batches an epoch as the first epoch has; the last one may be smaller.
    let count = zip(epochs, batches).prefix(1_000_000).reduce(0.0) { largest, step in
      step.0 == epochs[0] && step.1.isFinite ? max(largest, step.1 + 1) : largest
    }
    guard count >= 1, count < 1e9 else { return nil }
    let given = run.params.first { ["batch", "batch_size"].contains($0.key) }?.value
    if case .number(let size)? = given, size >= 1, size < 1e9 {
      batchSize = Int(size)
    } else {
      batchSize = (train.rowCount + Int(count) - 1) / Int(count)
    }
  }

  /// The rows of a step's batch; empty if they are not known.
  func rows(_ step: Int) -> [Int] {
    guard let epoch = steps.epoch?[step], let batch = steps.batch?[step],
      let number = Int(exactly: epoch), number >= 1, number <= examples.epochCount,
      let place = Int(exactly: batch), place >= 0, place < 1 << 40,
      let order = try? examples.batchOrder(epoch: number)
    else { return [] }
    let start = place * batchSize
    guard start < order.count else { return [] }
    return order[start..<min(order.count, start + batchSize)].filter {
      $0 >= 0 && $0 < train.rowCount
    }
  }

  /// What there is to say of the batches of some spikes.
  func describe(
    _ spikes: [Int], worst: Int
  ) -> (text: String?, evidence: [JSON.Member], row: Int?) {
    let rows = rows(worst)
    guard !rows.isEmpty else { return (nil, [], nil) }
    var evidence: [JSON.Member] = [
      .init("batch_rows", .array(rows.map { .number(Double($0)) }))
    ]
    let losses = losses(rows, step: worst)
    let byLoss = rows.indices.sorted { losses[$0] > losses[$1] }
    if losses.contains(where: { $0 > 0 }) {
      let largest = byLoss.prefix(3).map { index in
        JSON.record(["row": .number(Double(rows[index])), "loss": .number(losses[index])])
      }
      evidence.append(.init("largest_losses", .array(largest)))
    }
    let extremes = extremes(rows)
    if !extremes.isEmpty {
      evidence.append(
        .init(
          "extreme_cells",
          .array(
            extremes.prefix(5).map { extreme in
              .record([
                "row": .number(Double(extreme.row)), "column": .text(extreme.column),
                "value": .number(extreme.value), "modified_z": .number(extreme.score),
              ])
            })))
    }
    // Rows that are in every batch of several.
    if spikes.count > 1 {
      var seen: [Int: Int] = [:]
      for step in spikes { for row in Set(self.rows(step)) { seen[row, default: 0] += 1 } }
      if let most = seen.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) }),
        most.value > 1, 2 * most.value >= spikes.count
      {
        evidence.append(.init("row_in_most_spikes", .number(Double(most.key))))
        return (
          "row \(most.key) of train is in the batches of \(most.value) of them", evidence, most.key
        )
      }
    }
    let culprit = extremes.first?.row ?? byLoss.first.map { rows[$0] }
    let text = culprit.map { row in
      extremes.first.map {
        "row \(row) of its batch has \($0.column) \(ExplanationText.number($0.value))"
      } ?? "row \(row) has the largest loss of its batch"
    }
    return (text, evidence, culprit)
  }

  /// The losses of rows at the end of the epoch before, when they were learned last.
  private func losses(_ rows: [Int], step: Int) -> [Double] {
    guard let epoch = steps.epoch?[step], let number = Int(exactly: epoch),
      let all = try? examples.losses("train", epoch: max(0, number - 1))
    else { return rows.map { _ in 0 } }
    return rows.map { $0 < all.count ? all[$0] : 0 }
  }

  /// The cells of some rows that lie far from the median of their column, the furthest first.
  private func extremes(
    _ rows: [Int]
  ) -> [(row: Int, column: String, value: Double, score: Double)] {
    var found: [(row: Int, column: String, value: Double, score: Double)] = []
    for name in run.features {
      guard case .numbers(let numbers)? = train[name]?.storage else { continue }
      let present = numbers.filter(\.isFinite)
      let middle = Statistics.median(present)
      let spread = Statistics.medianAbsoluteDeviation(present)
      guard spread > 0 else { continue }
      for row in rows where numbers[row].isFinite {
        let score = 0.6745 * abs(numbers[row] - middle) / spread
        if score > 3.5 { found.append((row, name, numbers[row], score)) }
      }
    }
    return found.sorted { ($0.score, $1.row) > ($1.score, $0.row) }
  }
}
