import FoundationEssentials
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// Training a network, with everything that is recorded of it.
enum NetworkTrainingTask: BenchTask {
  static let name = "train-mlp"
  static let summary = "train an MLP 20-32-16-1 on 20,000 rows, 20 epochs of batches of 128, Adam"
  static let note: String? = TrainingRows.note
  static let runs = 3
  static let rivals: [Rival] = [
    .peer("pytorch", goal: .ratio(1 / 1.5)), .peer("pytorch-recorded"), .peer("scikit-learn"),
  ]

  static func writeInputs(to folder: InputFolder) throws { try TrainingRows.write(to: folder) }

  static func prepare(in folder: InputFolder) throws -> any Work {
    try TrainingRows.work(.mlp(hidden: [32, 16], l2: 1e-4), in: folder)
  }

  static func agreement(_ own: JSON, _ rival: JSON, in folder: InputFolder) throws -> Agreement {
    TrainingRows.agreement(own, rival)
  }
}

/// Training a logistic regression, with everything that is recorded of it.
enum LogisticTrainingTask: BenchTask {
  static let name = "train-logistic"
  static let summary =
    "train a logistic regression on 20,000 rows × 20, 20 epochs of batches of 128, Adam"
  static let note: String? = TrainingRows.note
  static let runs = 3

  static func writeInputs(to folder: InputFolder) throws { try TrainingRows.write(to: folder) }

  static func prepare(in folder: InputFolder) throws -> any Work {
    try TrainingRows.work(.logistic(l2: 1e-4), in: folder)
  }
}

/// What the training tasks have in common.
enum TrainingRows {
  static let note =
    "Retrace's call writes the run: checkpoints, metrics, and every row's loss in every epoch"

  static func write(to folder: InputFolder) throws {
    try folder.write("training.csv") {
      let rows = GeneratedTables.normals(rows: 20_000, columns: 20, purpose: "training rows")
      let model = GeneratedModels.mlp([20, 32, 16, 1], purpose: "training truth")
      let classes = (try? model.predictedClasses(model.features.matrix(of: rows))) ?? []
      let labels = classes.map { $0 == 1 ? "yes" : "no" }
      return Table(rows.namedColumns + [("label", Column(categories: labels))])
    }
  }

  static func work(_ model: ModelSpec, in folder: InputFolder) throws -> any Work {
    let table = try folder.table("training.csv")
    var options = TrainingOptions(target: "label", seed: 1)
    options.model = model
    options.validation = .share(0)
    options.epochs = 20
    options.batch = 128
    options.rate = 0.003
    options.optimizer = .adam
    let run = folder.file("\(model.family)-run")
    return ValueWork { [options] in
      try Trainer.train(table, options, folder: run)
    } check: { run in
      .record(["accuracy": .number(run.lastValue("accuracy", split: "train") ?? .nan)])
    }
  }

  /// First weights and orders differ, so the accuracies are compared.
  static func agreement(_ own: JSON, _ rival: JSON) -> Agreement {
    let (ours, theirs) = (own["accuracy"]?.number ?? .nan, rival["accuracy"]?.number ?? .nan)
    return Agreement(
      isGood: ours >= theirs - 0.02,
      words: "accuracy \(Figures.fourDigits(ours)) and \(Figures.fourDigits(theirs))")
  }
}
