import Foundation
import RetraceExplain
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables
import Testing

/// The rates that detectors state of themselves, measured.
@Suite("Detection rates") struct DetectionRateTests {
  @Test("are not worse than stated", arguments: allDetectors.map { $0.name })
  func rates(name: String) throws {
    let detector = try #require(allDetectors.first { $0.name == name })
    #expect(Set(detector.rates.map(\.areFlawed)) == [true, false])
    for rate in detector.rates {
      let make = try #require(Self.runs[rate.runs], "no runs '\(rate.runs)'")
      var found = 0
      // Those that are trained take long: a quarter of them unless all are asked for. As these are
      // some of the runs that the rates were measured on, they hold no more errors than all.
      let isSlow = Self.networks[rate.runs] != nil || rate.runs.contains("labels")
      let count = isSlow && !Self.showsRates ? rate.count / 4 : rate.count
      for seed in 1...count {
        let runs = try make(seed)
        let record = DiagnosisRecord(runs[0], among: runs)
        // A detector that cannot look finds nothing.
        let findings = (try? detector.findings(in: record)) ?? []
        if !findings.isEmpty { found += 1 }
      }
      if Self.showsRates {
        print("rate of \(name): \(found) of \(count) \(rate.runs), stated \(rate.found)")
      }
      #expect(
        rate.areFlawed ? count - found <= rate.count - rate.found : found <= rate.found,
        "\(name): \(found) of \(count) \(rate.runs)")
    }
  }

  /// Whether to measure on all runs and to print what comes out: `DETECTION_RATES=1 swift test`.
  static let showsRates = ProcessInfo.processInfo.environment["DETECTION_RATES"] != nil

  typealias Maker = @Sendable (Int) throws -> [Run]

  static let runs: [String: Maker] = curves.merging(series) { one, _ in one }
    .merging(networks) { one, _ in one }.merging(tables) { one, _ in one }
    .merging(examples) { one, _ in one }

  static let curves: [String: Maker] = [
    "healthy curves": { [SyntheticRuns.healthy($0)] },
    "curves with one NaN or infinity": { [SyntheticRuns.notFinite($0)] },
    "curves made to overfit": { [SyntheticRuns.overfit($0).run] },
    "curves made to diverge": { seed in
      [
        SyntheticRuns.curve("diverge", seed) { shape, time in
          shape.decay(time) + (time > 0.5 ? shape.fall * 3 * (time - 0.5) : 0)
        }
      ]
    },
    "curves cut short": { seed in
      [SyntheticRuns.curve("short", seed) { $0.decay($1 * 0.3) + 0.3 }]
    },
    "curves that never fell": { seed in
      [SyntheticRuns.curve("never", seed) { shape, _ in 0.69 + 0 * shape.floor }]
    },
    "curves that were stuck and came free": { seed in
      [
        SyntheticRuns.curve("stuck", seed) { shape, time in
          let moved = time < 0.2 ? time : time < 0.65 ? 0.2 : time - 0.45
          return shape.floor + shape.fall * exp(-4 * moved)
        }
      ]
    },
    "curves flat for their last five sixths": { seed in
      [
        SyntheticRuns.curve("flat", seed) { shape, time in
          shape.floor + shape.fall * max(0, 1 - 6 * time)
        }
      ]
    },
    "curves that swing": { [SyntheticRuns.swinging($0)] },
    "curves shorter than half a time constant": { seed in
      [
        SyntheticRuns.curve("slow", seed) { shape, time in
          1 + shape.floor + shape.fall * exp(-0.5 * time) * 1.5
        }
      ]
    },
  ]

  static let series: [String: Maker] = [
    "healthy series of step losses": { seed in
      [SyntheticRuns.stepped(losses: SyntheticRuns.positiveSeries("healthy steps", seed))]
    },
    "series of step losses with a spike": { [SyntheticRuns.spiked($0).run] },
    "healthy series of norms": { seed in
      [SyntheticRuns.stepped(norms: SyntheticRuns.positiveSeries("healthy norms", seed))]
    },
    "series of norms that grow": { seed in
      let norms = SyntheticRuns.positiveSeries("growing", seed)
      let last = Double(norms.count)
      return [
        SyntheticRuns.stepped(
          norms: norms.enumerated().map { $1 * exp(6 * Double($0) / last) })
      ]
    },
    "series of norms with a leap": { seed in
      var norms = SyntheticRuns.positiveSeries("leaping", seed)
      norms[norms.count / 2] *= 40
      return [SyntheticRuns.stepped(norms: norms)]
    },
    "series of norms that vanish": { seed in
      let norms = SyntheticRuns.positiveSeries("vanishing", seed)
      let last = Double(norms.count)
      let steps = SyntheticRuns.table(
        norms: norms.enumerated().map { $1 * exp(-14 * Double($0) / last) })
      return [SyntheticRuns.run(train: (0..<20).map { 0.69 - 0.001 * Double($0) }, steps: steps)]
    },
    "groups of runs whose settings make no difference": {
      SyntheticRuns.grid($0, settings: 0, seeds: 0.01)
    },
    "groups of runs of one setting that vary": {
      SyntheticRuns.grid($0, settings: 0, seeds: 0.1, count: 1)
    },
    "groups of runs whose settings make a difference": {
      SyntheticRuns.grid($0, settings: 0.05, seeds: 0.005)
    },
  ]

  static let networks: [String: Maker] = [
    "healthy networks": { [try TrainedRuns.healthy($0)] },
    "networks trained too long on too few rows": { seed in
      [
        try TrainedRuns.train(
          TrainedRuns.table(80, seed: seed), seed: seed, .mlp(hidden: [32], l2: 0)
        ) { options in
          options.validation = .table(TrainedRuns.table(400, seed: 1_000 + seed))
          options.epochs = 100
          options.rate = 0.03
        }
      ]
    },
    "networks on targets drawn by lot": { seed in
      [
        try TrainedRuns.train(
          TrainedRuns.table(600, seed: seed, isByLot: true), seed: seed, .logistic())
      ]
    },
    "regressions with two rows of extreme cells that contradict each other": {
      [try Self.spoiled($0).run]
    },
    "networks trained at 100 times the rate": { seed in
      [try TrainedRuns.train(TrainedRuns.table(600, seed: seed), seed: seed) { $0.rate = 1 }]
    },
    "networks trained at a thousandth of the rate": { seed in
      [try TrainedRuns.train(TrainedRuns.table(600, seed: seed), seed: seed) { $0.rate = 1e-5 }]
    },
    "networks of eight logistic layers": { seed in
      [
        try TrainedRuns.train(
          TrainedRuns.table(300, seed: seed), seed: seed,
          .mlp(hidden: [Int](repeating: 8, count: 8), activation: .logistic)
        ) { $0.epochs = 4 }
      ]
    },
    "networks with units set dead": { seed in
      let run = try TrainedRuns.healthy(seed)
      return [
        try TrainedRuns.changing(run) { parameters, model in
          let bias = model.parameterTensors[1].range
          parameters[bias.lowerBound + seed % bias.count] = -1_000
        }
      ]
    },
    "models that tell one class": { seed in
      let run = try TrainedRuns.healthy(seed)
      return [
        try TrainedRuns.changing(run) { parameters, _ in
          parameters[parameters.count - 1] += seed % 2 == 0 ? 1_000 : -1_000
        }
      ]
    },
  ]

  /// Two rows of the same extreme cells and different labels: what one teaches the other pays for.
  static func spoiled(_ seed: Int) throws -> (run: Run, rows: [Int]) {
    var table = TrainedRuns.table(600, seed: seed)
    let rows = [37 + seed, 337 + seed]
    for name in ["x0", "x1"] {
      var cells = TrainedRuns.numbers(table, name)
      for row in rows { cells[row] = 80 }
      table = TrainedRuns.replacing(table, name, Column(numbers: cells))
    }
    var labels = (0..<600).map { table["y"]?[$0].text }
    (labels[rows[0]], labels[rows[1]]) = ("yes", "no")
    table = TrainedRuns.replacing(table, "y", Column(categories: labels))
    let run = try TrainedRuns.train(table, seed: seed, .logistic()) { options in
      options.validation = .share(0)
      options.batch = 8
      options.rate = 0.5
      options.momentum = 0
    }
    return (run, rows)
  }

  static let tables: [String: Maker] = [
    "generated tables": { seed in
      let (train, valid) = TrainedRuns.split(seed)
      return [TrainedRuns.run(train, valid: valid)]
    },
    "random splits of generated tables": { seed in
      let (train, valid) = TrainedRuns.split(100 + seed)
      return [TrainedRuns.run(train, valid: valid)]
    },
    "tables with 5% of valid copied from train": { [TrainedRuns.sharing($0, jitter: 0)] },
    "tables with 5% of valid copied and jittered": { [TrainedRuns.sharing($0, jitter: 0.008)] },
    "tables with a copy of the target at 1% errors": { seed in
      let table = TrainedRuns.table(600, seed: seed)
      var stream = SyntheticRuns.stream("copy", seed)
      let copy = (0..<600).map { row -> Double in
        (table["y"]?[row].text == "yes") == (stream.nextUniform() < 0.99) ? 1 : 0
      }
      return [
        TrainedRuns.run(
          Table([(name: "copy", column: Column(numbers: copy))] + table.namedColumns))
      ]
    },
    "splits with one feature shifted by half its spread": { seed in
      let (train, valid) = TrainedRuns.split(seed)
      let moved = TrainedRuns.numbers(valid, "x2").map { $0 + 0.5 }
      return [
        TrainedRuns.run(
          train, valid: TrainedRuns.replacing(valid, "x2", Column(numbers: moved)))
      ]
    },
    "splits by one of the features": { seed in
      let table = TrainedRuns.table(1_000, seed: seed)
      let cells = TrainedRuns.numbers(table, "x1")
      let order = cells.indices.sorted { cells[$0] < cells[$1] }
      return [
        TrainedRuns.run(
          table.selecting(rows: Array(order[..<800])),
          valid: table.selecting(rows: Array(order[800...])))
      ]
    },
  ]

  static let examples: [String: Maker] = [
    "examples, where a column is known only afterwards": { seed in
      guard let (table, data) = try TrainedRuns.example(seed) else { return [] }
      return [TrainedRuns.run(table, target: data.target)]
    },
    "examples without that column": { seed in
      guard let (table, data) = try TrainedRuns.example(seed, withoutLeak: true) else { return [] }
      return [TrainedRuns.run(table, target: data.target)]
    },
    "examples, with 8% of the labels flipped": { seed in
      guard let (table, data) = try TrainedRuns.example(seed) else { return [] }
      return [
        try TrainedRuns.train(table, seed: seed, .mlp(), target: data.target) { $0.epochs = 4 }
      ]
    },
    "examples with the labels set right": { seed in
      guard let (table, data) = try TrainedRuns.example(seed, isSetRight: true) else { return [] }
      return [
        try TrainedRuns.train(table, seed: seed, .mlp(), target: data.target) { $0.epochs = 4 }
      ]
    },
  ]
}
