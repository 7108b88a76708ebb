public import RetraceRuns

/// One metric of a run on one split: its values in the order of their record.
public struct MetricSeries: Sendable {
  /// The metric as its tool calls it: `val_loss`.
  public let name: String
  /// `train`, `valid`, `test`, or another word of the tool; empty if it is not known.
  public let split: String
  /// What is measured, without the split: `loss`.
  public let measure: String
  /// The step of each value, missing where it is not known.
  public let steps: [Double]
  /// The epoch of each value, missing where it is not known.
  public let epochs: [Double]
  /// The values; NaN and infinities are values, too.
  public let values: [Double]
  private let tellsSplit: Bool

  init(name: String, split: String, steps: [Double], epochs: [Double], values: [Double]) {
    let parts = MetricName(name)
    self.name = name
    self.split = split
    measure = parts.measure
    tellsSplit = parts.split != nil
    self.steps = steps
    self.epochs = epochs
    self.values = values
  }

  /// The name with the split, as a column has it: `val_loss` as the tool calls it, else
  /// `valid_loss`.
  public var column: String { tellsSplit || split.isEmpty ? name : "\(split)_\(name)" }

  /// The name with the split in words: `valid loss`.
  public var label: String { tellsSplit || split.isEmpty ? name : "\(split) \(name)" }

  /// The name with the split as the JSON form of a run has it: `valid.loss`.
  public var key: String { tellsSplit || split.isEmpty ? name : "\(split).\(name)" }

  /// Whether less of it is better.
  public var isLoss: Bool { MetricName(measure).isLoss }

  /// The position of the value with the greatest step, the later one of equals; nil without
  /// values.
  public var lastPosition: Int? {
    var last: Int?
    for position in values.indices {
      guard let earlier = last else {
        last = position
        continue
      }
      let step = place(position)
      let before = place(earlier)
      if !(step < before) { last = position }
    }
    return last
  }

  /// The value with the greatest step.
  public var last: Double? { lastPosition.map { values[$0] } }

  /// The position of the least or the greatest finite value, the first one of equals.
  public func bestPosition(isLess: Bool) -> Int? {
    var best: Int?
    for position in values.indices where values[position].isFinite {
      guard let earlier = best else {
        best = position
        continue
      }
      let isBetter =
        isLess ? values[position] < values[earlier] : values[position] > values[earlier]
      if isBetter { best = position }
    }
    return best
  }

  /// Where a value lies in training: `epoch 5` or `step 120`; nil if that is not known.
  public func place(of position: Int) -> String? {
    if epochs[position].isFinite { return "epoch \(Self.text(epochs[position]))" }
    if steps[position].isFinite { return "step \(Self.text(steps[position]))" }
    return nil
  }

  /// Whether it is what a name asks for: the tool's name, the name with the split in any of the
  /// ways tools write it, or the measure on any split.
  public func answers(to wanted: MetricName, name wantedName: String) -> Bool {
    if name == wantedName || key == wantedName || column == wantedName { return true }
    guard measure == wanted.measure else { return false }
    return wanted.split == nil || wanted.split == split
  }

  private func place(_ position: Int) -> Double {
    steps[position].isNaN ? epochs[position] : steps[position]
  }

  private static func text(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }
}
