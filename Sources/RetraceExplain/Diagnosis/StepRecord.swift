import RetraceNumerics
import RetraceRuns
import RetraceTables

/// The columns of a run's steps as arrays; absent ones are nil.
struct StepRecord {
  let count: Int
  let step: [Double]?
  let epoch: [Double]?
  let batch: [Double]?
  let rate: [Double]?
  let loss: [Double]?
  let gradientNorm: [Double]?

  init?(_ table: Table?) {
    guard let table, table.rowCount > 0 else { return nil }
    func numbers(_ name: String) -> [Double]? {
      guard case .numbers(let numbers)? = table[name]?.storage,
        numbers.contains(where: { !$0.isMissing })
      else { return nil }
      return numbers
    }
    count = table.rowCount
    step = numbers("step")
    epoch = numbers("epoch")
    batch = numbers("batch")
    rate = numbers("learning_rate")
    loss = numbers("loss")
    gradientNorm = numbers("gradient_norm")
  }

  /// The number of a step as its record has it.
  func number(_ index: Int) -> Double { step?[index] ?? Double(index) }

  /// A column as a curve over epochs where they are known, else over steps.
  func curve(_ name: String, _ values: [Double]?) -> MetricCurve? {
    guard let values else { return nil }
    if let epoch {
      return MetricCurve(name: name, split: "train", axis: .epoch, x: epoch, y: values)
    }
    let x = step ?? (0..<count).map(Double.init)
    return MetricCurve(name: name, split: "train", axis: .step, x: x, y: values)
  }
}
