import FoundationEssentials
public import RetraceModels
import RetraceNumerics
public import RetraceTables

/// Trains models and records how it went.
public enum Trainer {
  /// Trains a model on a table and keeps the run in a folder.
  ///
  /// Mini-batch gradient descent on the mean loss (cross entropy, or squared error in standard
  /// deviations of the target) plus l2 / 2 · Σ weights². Every epoch is recorded as a whole. A
  /// stop by the user ends the run after the last whole epoch; so does a loss that is not finite.
  ///
  /// The same table, options and seed give the same parameters, to the bit, on any number of
  /// threads of a machine.
  ///
  /// - Parameters:
  ///   - table: rows with the target and what is learned from.
  ///   - options: how.
  ///   - folder: where the run is kept; a run that stands there is replaced.
  /// - Returns: the run as it reads from the folder.
  /// - Throws: ``RunError``, `ModelError`, `TableError`; `Interrupted` if it was stopped before the
  ///   first epoch was done, and then nothing is kept.
  /// - Complexity: O(epochs · rows · parameters).
  public static func train(
    _ table: Table, _ options: TrainingOptions, folder: String
  ) throws -> Run {
    let data = try TrainingData(table, options)
    var learner = try options.model.learner(data)
    let writer = try writer(data, learner, folder)
    var status = RunHeader.Status.finished
    var notes: [String] = []
    do {
      try writer.record(learner.start(), staged: learner)
      while learner.stagesDone < learner.stageCount, !learner.hasEnded {
        try writer.record(
          learner.run(learner.stagesDone + 1, measured: true), staged: learner)
      }
    } catch is Interrupted {
      guard learner.stagesDone > 0 else {
        try writer.remove()
        throw Interrupted()
      }
      status = .interrupted
      notes.append(
        "stopped after \(learner.stagesDone) of \(learner.stageCount) \(learner.stage.plural)")
    } catch let error as Diverged {
      status = .diverged
      notes.append(note(of: error, learner))
    }
    // A stop ends the training; the run that it leaves is still to be read.
    return try Interruption.postponed {
      try writer.finish(status, staged: learner, notes: notes + learner.notes)
      return try RunReader.load(folder)
    }
  }

  /// Trains a model on a table and keeps nothing but the model.
  ///
  /// The model is that of ``train(_:_:folder:)`` with the same table and options, to the bit.
  ///
  /// - Parameters:
  ///   - table: rows with the target and what is learned from.
  ///   - options: how.
  /// - Throws: ``RunError``, also if the loss is no longer finite, `ModelError`, `TableError`;
  ///   `Interrupted` wherever it was stopped.
  public static func fit(_ table: Table, _ options: TrainingOptions) throws -> any Model {
    var learner = try options.model.learner(TrainingData(table, options))
    do {
      while learner.stagesDone < learner.stageCount, !learner.hasEnded {
        _ = try learner.run(learner.stagesDone + 1, measured: false)
      }
    } catch let error as Diverged {
      throw RunError.diverged(
        stage: "\(learner.stage.rawValue) \(error.stage)", advice: error.advice)
    }
    return try learner.model
  }

  private static func note(of error: Diverged, _ learner: any Learner) -> String {
    let word = learner.stage.rawValue
    let place = error.place.isEmpty ? "" : ", \(error.place)"
    return "the loss is not finite in \(word) \(error.stage)\(place): the run ends with "
      + "\(word) \(learner.stagesDone); \(error.advice)"
  }

  private static func writer(
    _ task: TrainingData, _ learner: any Learner, _ folder: String
  ) throws -> RunWriter {
    var header = RunHeader(
      name: task.options.name ?? "\(task.options.model.family) of \(task.target.name)")
    header.created = Date().formatted(.iso8601)
    header.seed = task.options.seed
    header.task = task.target.isClassification ? "classification" : "regression"
    header.target = task.target.name
    header.classes = task.target.classes.map(\.displayText)
    header.features = task.features.features.names
    header.stage = learner.stage
    header.params = params(task, learner)
    header.environment = [
      JSON.Member("system", .text("linux")), JSON.Member("processor", .text(processor)),
    ]
    header.notes = task.notes
    header.truth = task.options.truth
    var examples: ExampleFile? = ExampleFile(
      path: "\(folder)/examples.safetensors", epochs: learner.stageCount,
      trainRows: task.trainRows, validRows: task.validRows, hasValid: task.valid != nil,
      outputs: learner.outputCount, extra: learner.extraRecords)
    if let size = examples?.size, size > ExampleFile.sizeLimit {
      header.notes.append(
        "no records per row: they would take \(size >> 20) MB, the limit is "
          + "\(ExampleFile.sizeLimit >> 20) MB; take fewer \(learner.stage.plural) or rows")
      examples = nil
    }
    return try RunWriter(
      folder: folder, header: header, model: learner.model, train: task.trainTable,
      valid: task.validTable, examples: examples)
  }

  private static var processor: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "arm64"
    #else
      "other"
    #endif
  }

  private static func params(
    _ task: TrainingData, _ learner: any Learner
  ) -> [JSON.Member] {
    let options = task.options
    var params = [JSON.Member("model", .text(options.model.family))] + learner.params
    switch options.weights {
    case .equal: break
    case .balanced: params.append(JSON.Member("weights", .text("balanced")))
    case .given(let given):
      let members = given.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .number($0.value)) }
      params.append(JSON.Member("weights", .object(members)))
    }
    if case .share(let share) = options.validation {
      params.append(JSON.Member("valid", .number(share)))
    }
    return params
  }
}
