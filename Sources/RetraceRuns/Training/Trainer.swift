import FoundationEssentials
import RetraceModels
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
    let task = try TrainingTask(table, options)
    let writer = try writer(task, folder)
    var session = TrainingSession(task)
    var status = RunHeader.Status.finished
    var notes: [String] = []
    do {
      try writer.record(session.start(), tensors: task.model.parameterTensors)
      for epoch in 1...task.settings.epochs {
        let record = try session.run(epoch)
        try writer.record(record, tensors: task.model.parameterTensors)
      }
    } catch is Interrupted {
      guard session.epochsDone > 0 else {
        try writer.remove()
        throw Interrupted()
      }
      status = .interrupted
      notes.append(
        "stopped after \(session.epochsDone) of \(task.settings.epochs) epochs")
    } catch let error as TrainingSession.Diverged {
      status = .diverged
      notes.append(
        "the loss is not finite in epoch \(error.epoch), step \(error.step): the run ends with "
          + "epoch \(session.epochsDone); try a smaller rate than \(task.settings.rate)")
    }
    // A stop ends the training; the run that it leaves is still to be read.
    return try Interruption.postponed {
      try writer.finish(
        status, model: task.model.with(parameters: session.parameters), notes: notes)
      return try RunReader.load(folder)
    }
  }

  private static func writer(_ task: TrainingTask, _ folder: String) throws -> RunWriter {
    var header = RunHeader(
      name: task.options.name ?? "\(task.options.model.family) of \(task.target.name)")
    header.created = Date().formatted(.iso8601)
    header.seed = task.options.seed
    header.task = task.target.isClassification ? "classification" : "regression"
    header.target = task.target.name
    header.classes = task.target.classes.map(\.displayText)
    header.features = task.model.features.names
    header.params = params(task)
    header.environment = [
      JSON.Member("system", .text("linux")), JSON.Member("processor", .text(processor)),
    ]
    header.notes = task.notes
    header.truth = task.options.truth
    var examples: ExampleFile? = ExampleFile(
      path: "\(folder)/examples.safetensors", epochs: task.settings.epochs,
      trainRows: task.trainRows, validRows: task.validRows, hasValid: task.valid != nil,
      outputs: task.model.network.outputCount)
    if let size = examples?.size, size > ExampleFile.sizeLimit {
      header.notes.append(
        "no records per row: they would take \(size >> 20) MB, the limit is "
          + "\(ExampleFile.sizeLimit >> 20) MB; take fewer epochs or rows")
      examples = nil
    }
    return try RunWriter(
      folder: folder, header: header, model: task.model, train: task.trainTable,
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

  private static func params(_ task: TrainingTask) -> [JSON.Member] {
    let (options, settings) = (task.options, task.settings)
    var params = [JSON.Member("model", .text(options.model.family))]
    if case .mlp(let hidden, let activation, _) = options.model {
      params.append(JSON.Member("hidden", .array(hidden.map { .number(Double($0)) })))
      params.append(JSON.Member("activation", .text(activation.rawValue)))
    }
    params += [
      JSON.Member("epochs", .number(Double(settings.epochs))),
      JSON.Member("batch", .number(Double(settings.batch))),
      JSON.Member("rate", .number(settings.rate)),
      JSON.Member("optimizer", .text(options.optimizer.rawValue)),
    ]
    if options.optimizer == .sgd {
      params.append(JSON.Member("momentum", .number(settings.momentum)))
    }
    params.append(JSON.Member("l2", .number(settings.l2)))
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
