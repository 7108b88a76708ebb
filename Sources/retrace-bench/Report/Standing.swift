import RetraceTables

/// How the programs stand after a contest.
struct Standing {
  /// One program's line.
  struct Entry {
    let name: String
    /// The seconds of the first run, and of the others.
    let first: Double
    let seconds: [Double]
    /// The seconds that all cores together were busy in them.
    let cpuSeconds: [Double]
    let peak: Int
    /// Its seconds over Retrace's, the median over pairs of runs; nil for Retrace itself.
    let ratio: Double?
    let goal: Goal?
    let agreement: Agreement?
    let absence: Contestant.Absence?

    /// Whether the goal is reached; nil without a goal or without a measurement.
    var isMet: Bool? {
      guard absence == nil, let goal else { return nil }
      switch goal {
      case .ratio(let least): return ratio.map { $0 >= least }
      case .seconds(let most): return Figures.median(seconds) < most
      }
    }
  }

  /// The task.
  let task: any BenchTask.Type
  /// The programs, Retrace first.
  let entries: [Entry]

  /// Compares what the programs took and found.
  init(
    _ task: any BenchTask.Type, own: Contestant, rivals: [Contestant], folder: InputFolder
  ) throws {
    self.task = task
    var entries = [Self.entry(own, ratio: nil, goal: task.goal, agreement: nil)]
    for rival in rivals {
      guard own.isPresent, rival.isPresent else {
        entries.append(
          Self.entry(rival, ratio: nil, goal: rival.rival?.goal, agreement: nil))
        continue
      }
      let ratios = zip(rival.seconds, own.seconds).dropFirst().map { $0 / $1 }
      entries.append(
        Self.entry(
          rival, ratio: Figures.median(Array(ratios)), goal: rival.rival?.goal,
          agreement: try task.agreement(own.result, rival.result, in: folder)))
    }
    self.entries = entries
  }

  private static func entry(
    _ contestant: Contestant, ratio: Double?, goal: Goal?, agreement: Agreement?
  ) -> Entry {
    Entry(
      name: contestant.name, first: contestant.seconds.first ?? .nan,
      seconds: Array(contestant.seconds.dropFirst()),
      cpuSeconds: Array(contestant.cpuSeconds.dropFirst()), peak: contestant.peak, ratio: ratio,
      goal: goal, agreement: agreement, absence: contestant.absence)
  }

  /// Whether a program failed or found something else.
  var isBroken: Bool {
    entries.contains { entry in
      if case .failed = entry.absence { return true }
      return entry.agreement.map { !$0.isGood } ?? false
    }
  }
}
