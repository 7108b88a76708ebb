extension TrainingOptions {
  /// The settings with defaults filled in.
  struct Resolved {
    let epochs: Int
    let batch: Int
    let rate: Double
    let momentum: Double
    let l2: Double
  }

  /// Fills in defaults and checks ranges.
  ///
  /// - Parameter rows: how many rows are learned from.
  /// - Throws: ``RunError/unsuitedOption(_:reason:)``.
  func resolved(rows: Int) throws -> Resolved {
    try model.check()
    let defaults = model.defaults
    let batch = batch ?? defaults.batch
    let resolved = Resolved(
      epochs: epochs ?? defaults.epochs(rows: rows, batch: batch), batch: batch,
      rate: rate ?? (method == .sgd ? defaults.sgdRate : defaults.adamRate),
      momentum: momentum ?? 0.9, l2: l2 ?? model.l2 ?? defaults.l2)
    func require(_ isFine: Bool, _ name: String, _ takes: String, _ got: Any) throws {
      guard !isFine else { return }
      throw RunError.unsuitedOption(name, reason: "takes \(takes), got \(got)")
    }
    try require(
      (1...100_000).contains(resolved.epochs), "epochs", "a whole number from 1 to 100000",
      resolved.epochs)
    try require(
      (1...1_000_000).contains(resolved.batch), "batch", "a whole number from 1 to 1000000",
      resolved.batch)
    try require(
      resolved.rate > 0 && resolved.rate.isFinite, "rate", "a number above 0", resolved.rate)
    try require(
      (0..<1).contains(resolved.momentum), "momentum", "a number from 0 to below 1",
      resolved.momentum)
    try require(resolved.l2 >= 0 && resolved.l2.isFinite, "l2", "a number from 0 on", resolved.l2)
    return resolved
  }
}
