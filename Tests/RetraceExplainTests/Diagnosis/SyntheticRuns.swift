import Foundation
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// Runs made in memory of curves and steps, with and without a flaw.
enum SyntheticRuns {
  static func stream(_ purpose: String, _ seed: Int) -> RandomStream {
    RandomStream(seed: UInt64(seed), command: "test", purpose: purpose)
  }

  /// A run of curves; some tell the split by a column, others by the metric's name.
  static func run(
    train: [Double], valid: [Double]? = nil, named: Bool = false, name: String = "made",
    params: [JSON.Member] = [], steps: Table? = nil
  ) -> Run {
    var log = MetricLog()
    for (epoch, value) in train.enumerated() {
      log.append(
        named ? "train_loss" : "loss", value, step: Double(10 * epoch), epoch: Double(epoch),
        split: named ? nil : "train")
    }
    for (epoch, value) in (valid ?? []).enumerated() {
      log.append(
        named ? "val_loss" : "loss", value, step: Double(10 * epoch), epoch: Double(epoch),
        split: named ? nil : "valid")
    }
    var header = RunHeader(name: name)
    header.params = params
    return Run(header: header, metrics: log.table, steps: steps)
  }

  /// The shape of a healthy curve: an exponential decay of 3 to 6 time constants and noise of
  /// 0.5% to 3% of its fall.
  struct Shape {
    let count: Int
    let floor: Double
    let fall: Double
    let constants: Double
    let noise: Double

    init(_ stream: inout RandomStream) {
      count = 20 + stream.nextBelow(100)
      floor = 0.1 + 0.4 * stream.nextUniform()
      fall = 0.5 + 1.5 * stream.nextUniform()
      constants = 3 + 3 * stream.nextUniform()
      noise = fall * (0.005 + 0.025 * stream.nextUniform())
    }

    /// Values over the run's share of time, from 0 to 1.
    func values(_ stream: inout RandomStream, _ value: (Double) -> Double) -> [Double] {
      (0..<count).map { index in
        value(Double(index) / Double(count - 1)) + noise * stream.nextNormal()
      }
    }

    func decay(_ time: Double) -> Double { floor + fall * exp(-constants * time) }
  }

  static func healthy(_ seed: Int) -> Run {
    var stream = stream("healthy", seed)
    let shape = Shape(&stream)
    let gap = shape.fall * 0.1 * stream.nextUniform()
    let train = shape.values(&stream) { shape.decay($0) }
    let valid = shape.values(&stream) { shape.decay($0) + gap * (1 - exp(-4 * $0)) }
    return run(train: train, valid: valid, named: seed % 2 == 0)
  }

  /// The validation loss turns somewhere between 15% and 55% of the run.
  static func overfit(_ seed: Int) -> (run: Run, onset: Double) {
    var stream = stream("overfit", seed)
    let shape = Shape(&stream)
    let turn = 0.15 + 0.4 * stream.nextUniform()
    let lift = 0.25 + 0.5 * stream.nextUniform()
    let train = shape.values(&stream) { shape.decay($0) }
    let valid = shape.values(&stream) { time in
      let bottom = shape.decay(turn) + 0.05 * shape.fall
      return time < turn
        ? shape.decay(time) + 0.05 * shape.fall
        : bottom + lift * shape.fall * (time - turn) / (1 - turn)
    }
    return (run(train: train, valid: valid, named: seed % 2 == 0), turn * Double(shape.count - 1))
  }

  static func curve(_ purpose: String, _ seed: Int, _ value: (Shape, Double) -> Double) -> Run {
    var stream = stream(purpose, seed)
    let shape = Shape(&stream)
    return run(train: shape.values(&stream) { value(shape, $0) }, named: seed % 2 == 0)
  }

  /// Noise, at a share of the fall, on every second value up and on the others down.
  static func swinging(_ seed: Int) -> Run {
    var stream = stream("swing", seed)
    let shape = Shape(&stream)
    let size = shape.fall * (0.2 + 0.3 * stream.nextUniform())
    let values = shape.values(&stream) { shape.decay($0) }
    return run(train: values.map { abs($0 + size * stream.nextNormal()) })
  }

  static func notFinite(_ seed: Int) -> Run {
    var stream = stream("not finite", seed)
    let shape = Shape(&stream)
    var train = shape.values(&stream) { shape.decay($0) }
    train[stream.nextBelow(train.count)] = [Double.nan, .infinity, -.infinity][seed % 3]
    return run(train: train, named: seed % 2 == 0)
  }

  // MARK: Steps

  static func table(steps losses: [Double]? = nil, norms: [Double]? = nil) -> Table {
    let count = losses?.count ?? norms?.count ?? 0
    var columns: [(name: String, column: Column)] = [
      ("step", Column(numbers: (0..<count).map(Double.init))),
      ("epoch", Column(numbers: (0..<count).map { Double(1 + $0 / 20) })),
      ("batch", Column(numbers: (0..<count).map { Double($0 % 20) })),
      ("learning_rate", Column(numbers: [Double](repeating: 0.01, count: count))),
    ]
    if let losses { columns.append(("loss", Column(numbers: losses))) }
    if let norms { columns.append(("gradient_norm", Column(numbers: norms))) }
    return Table(columns)
  }

  /// Means of batches of 4 to 64 losses that are exponentially distributed, as cross entropies
  /// are, about a decaying mean.
  static func positiveSeries(_ purpose: String, _ seed: Int) -> [Double] {
    var stream = stream(purpose, seed)
    let count = 200 + stream.nextBelow(1_500)
    let batch = 4 << stream.nextBelow(5)
    return (0..<count).map { step in
      let mean = 0.2 + exp(-4 * Double(step) / Double(count))
      let sum = (0..<batch).reduce(0.0) { sum, _ in sum - log(stream.nextOpenUniform()) }
      return mean * sum / Double(batch)
    }
  }

  static func stepped(losses: [Double]? = nil, norms: [Double]? = nil) -> Run {
    run(
      train: (0..<20).map { 0.2 + exp(-0.25 * Double($0)) },
      steps: table(steps: losses, norms: norms))
  }

  static func spiked(_ seed: Int) -> (run: Run, step: Int) {
    var losses = positiveSeries("spiked", seed)
    var stream = stream("spike", seed)
    let step = 30 + stream.nextBelow(losses.count - 60)
    losses[step] *= 8 + 10 * stream.nextUniform()
    return (stepped(losses: losses), step)
  }

  // MARK: Seeds

  /// Runs of four settings with five seeds each.
  static func grid(_ seed: Int, settings: Double, seeds: Double, count: Int = 4) -> [Run] {
    var stream = stream("grid", seed)
    let means = (0..<count).map { _ in 0.8 + settings * stream.nextNormal() }
    return (0..<count).flatMap { setting in
      (0..<5).map { number in
        var log = MetricLog()
        let accuracy = min(1, max(0, means[setting] + seeds * stream.nextNormal()))
        log.append("accuracy", accuracy, epoch: 9, split: "valid")
        var header = RunHeader(name: "run \(setting)-\(number)")
        header.params = [
          .init("rate", .number(Double(setting))), .init("seed", .number(Double(number))),
        ]
        let valid = Table([
          (name: "x", column: Column(numbers: [Double](repeating: 0, count: 400)))
        ])
        return Run(header: header, metrics: log.table, valid: valid)
      }
    }
  }
}
