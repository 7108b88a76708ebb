extension ModelSpec {
  /// Settings that reach a good fit where the caller gives none.
  struct Defaults {
    /// Epochs for many rows; fewer rows are learned more often, for at least `steps` in all.
    let epochs: Int
    let steps: Int
    let batch: Int
    let sgdRate: Double
    let adamRate: Double
    let l2: Double

    /// How often each of some rows is learned.
    func epochs(rows: Int, batch: Int) -> Int {
      let stepsPerEpoch = (max(1, rows) - 1) / max(1, batch) + 1
      return min(max(epochs, steps / stepsPerEpoch), 100)
    }
  }

  /// Settings that reach a good fit where the caller gives none.
  var defaults: Defaults {
    switch self {
    case .logistic:
      Defaults(epochs: 30, steps: 750, batch: 32, sgdRate: 0.005, adamRate: 0.005, l2: 1e-3)
    default:
      Defaults(epochs: 20, steps: 500, batch: 32, sgdRate: 0.01, adamRate: 0.003, l2: 3e-3)
    }
  }
}
