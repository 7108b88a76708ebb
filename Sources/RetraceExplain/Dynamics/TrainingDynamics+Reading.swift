import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables

extension TrainingDynamics {
  typealias NamedColumn = (name: String, column: Column)

  /// The columns for classes.
  static func classes(
    _ run: Run, _ records: ExampleRecords, _ targets: RecordedTargets, _ epochs: [Int],
    _ options: Options, _ notes: inout [String]
  ) throws -> [NamedColumn] {
    let (hasEnds, hasOnline) = (records.has("train.logits"), records.has("train.online_logits"))
    guard hasEnds || hasOnline else {
      throw RunError.absentRecord(
        run: run.name, record: "logits per training row",
        wayOut: "train it with 'train', or record 'train.logits' with the recorder")
    }
    if options.online == .always, !hasOnline {
      throw RunError.absentRecord(
        run: run.name, record: "logits at the moment of training",
        wayOut: "leave out 'online:' to take those at the ends of epochs")
    }
    if options.online == .never, !hasEnds {
      throw RunError.absentRecord(
        run: run.name, record: "logits at the ends of epochs",
        wayOut: "leave out 'online:' to take those at the moment of training")
    }
    let labels = targets.labels
    func course(online: Bool) throws -> ScoreCourse {
      var course = ScoreCourse(rows: labels.count)
      let name = online ? "train.online_logits" : "train.logits"
      for epoch in epochs {
        try Interruption.check()
        let logits =
          online
          ? try records.onlineLogits(epoch: epoch) : try records.logits("train", epoch: epoch)
        try check(logits, rows: labels.count, classes: targets.classes.count, name, run)
        course.add(try ExampleScores(logits, labels: labels), epoch: epoch)
      }
      return course
    }
    let online = hasOnline && options.online != .never ? try course(online: true) : nil
    let ends = hasEnds && options.online != .always ? try course(online: false) : nil
    guard let map = ends ?? online, let events = online ?? ends else { return [] }
    if !hasOnline {
      notes.append(
        "logits at the moment of training are not recorded: forgetting, first_learned and aum "
          + "are from the ends of epochs")
    }
    if ends == nil, options.online != .always {
      notes.append("logits at the ends of epochs are not recorded: all is from training itself")
    }
    var columns: [NamedColumn] = []
    func add(_ name: String, _ numbers: [Double]) {
      // Where there is no label nothing is defined.
      let cells = labels.indices.map { labels[$0] < 0 ? .missing : numbers[$0] }
      columns.append((name, Column(numbers: cells)))
    }
    add("confidence", map.confidence)
    add("variability", map.variability)
    add("correctness", map.correctness)
    add("forgetting", events.forgetting)
    add("first_learned", events.firstLearned)
    add("aum", events.areaUnderMargin)
    if hasEnds {
      let epoch = options.el2nEpoch ?? min(3, records.epochCount)
      guard (0...records.epochCount).contains(epoch) else {
        throw ExplainError.unsuited(
          "'el2n_epoch: \(epoch)' is past the run's last epoch \(records.epochCount)")
      }
      let logits = try records.logits("train", epoch: epoch)
      try check(logits, rows: labels.count, classes: targets.classes.count, "train.logits", run)
      let scores = try ExampleScores(logits, labels: labels)
      add("el2n", labels.indices.map(scores.errorNorm))
    }
    let norms = try gradientNorms(run, targets, epoch: options.grandEpoch, &notes)
    if let norms { add("grand", norms.lastLayer) }
    add("mean_loss", map.meanLoss)
    add("final_loss", map.finalLoss)
    if let norms { add("grand_full", norms.all) }
    if online != nil, let ends {
      add("forgetting_end", ends.forgetting)
      add("first_learned_end", ends.firstLearned)
      add("aum_end", ends.areaUnderMargin)
    }
    return columns
  }

  /// The columns for numbers.
  static func numbers(
    _ run: Run, _ records: ExampleRecords, _ targets: RecordedTargets, _ epochs: [Int],
    _ options: Options,
    _ notes: inout [String]
  ) throws -> [NamedColumn] {
    notes.append(
      "a number is predicted: confidence, correctness, forgetting, aum, el2n and grand are "
        + "defined for classes only")
    let rows = targets.values.count
    var (mean, squares) = ([Double](repeating: 0, count: rows), [Double](repeating: 0, count: rows))
    var (sums, last) = (mean, mean)
    for (position, epoch) in epochs.enumerated() {
      try Interruption.check()
      let predicted = try records.logits("train", epoch: epoch).column(0)
      let losses =
        records.has("train.loss")
        ? try records.losses("train", epoch: epoch)
        : zip(predicted, targets.values).map { ($0 - $1) * ($0 - $1) }
      guard predicted.count == rows, losses.count == rows else {
        throw RunError.damaged(
          file: run.name, place: "train.logits",
          reason: "it has \(predicted.count) rows, the run has \(rows)")
      }
      for row in 0..<rows {
        let difference = predicted[row] - mean[row]
        mean[row] += difference / Double(position + 1)
        squares[row] += difference * (predicted[row] - mean[row])
        sums[row] += losses[row]
      }
      last = losses
    }
    let count = Double(epochs.count)
    return [
      ("prediction", Column(numbers: mean)),
      ("variability", Column(numbers: squares.map { ($0 / count).squareRoot() })),
      ("mean_loss", Column(numbers: sums.map { $0 / count })),
      ("final_loss", Column(numbers: last)),
    ]
  }

  /// Checks that logits are of as many rows and classes as the run has.
  static func check(
    _ logits: Matrix, rows: Int, classes: Int, _ name: String, _ run: Run
  ) throws {
    let width = logits.columns
    guard logits.rows == rows, width == classes || (width == 1 && classes == 2) else {
      throw RunError.damaged(
        file: run.name, place: name,
        reason: "it has \(logits.rows) rows × \(width), the run has \(rows) rows and "
          + "\(classes) classes")
    }
  }

  /// The norms of the loss gradients at a checkpoint; nil, with a note, where there is none.
  private static func gradientNorms(
    _ run: Run, _ targets: RecordedTargets, epoch: Int, _ notes: inout [String]
  ) throws -> (lastLayer: [Double], all: [Double])? {
    func without(_ reason: String) { notes.append("without grand: \(reason)") }
    guard run.model is any DenseModel else {
      without("it needs a network or a linear model, and its checkpoints")
      return nil
    }
    do {
      guard let model = try run.model(atEpoch: epoch) as? any DenseModel else { return nil }
      let rows = try model.features.matrix(of: targets.table)
      return try model.lossGradientNorms(rows, targets: targets.values.map { $0.isNaN ? -1 : $0 })
    } catch let error as RunError {
      if case .noCheckpoint = error, epoch > 0 { throw error }
      without("the checkpoint of epoch \(epoch) cannot be read")
    } catch is ModelError {
      without("the model does not take the training rows")
    }
    return nil
  }
}
