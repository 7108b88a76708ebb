import RetraceModels
import RetraceRuns

extension Run {
  /// The checkpoints of some epochs, or all of them, in order.
  ///
  /// - Throws: `RunError` if there are none, or none of an epoch that was asked for.
  func checkpoints(ofEpochs asked: [Int]?) throws -> [RunCheckpoint] {
    _ = try requireModel()
    guard let first = checkpoints.first, let last = checkpoints.last else {
      throw RunError.absentRecord(
        run: name, record: "checkpoints",
        wayOut: "train it with 'train', or record parameters after each epoch")
    }
    guard let asked else { return checkpoints }
    let wanted = Set(asked)
    let found = checkpoints.filter { wanted.contains($0.epoch) }
    if let absent = wanted.subtracting(found.map(\.epoch)).min() {
      throw RunError.noCheckpoint(
        run: name, epoch: absent, available: "\(first.epoch) to \(last.epoch)")
    }
    guard !found.isEmpty else {
      throw ExplainError.unsuited("'epochs:' names no epoch; leave it out to take all")
    }
    return found
  }
}
