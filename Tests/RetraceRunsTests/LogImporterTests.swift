import Foundation
import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@testable import RetraceRuns

@Suite("Logs of training")
struct LogImporterTests {
  static func load(_ name: String) throws -> Run {
    let found = try RunImporterCatalog.load(FixtureFolder.path(name))
    #expect(found.runs.count == 1)
    return try #require(found.runs.first)
  }

  /// The values of a metric.
  static func values(_ run: Run, _ metric: String, split: String? = nil) -> [Double] {
    guard let names = run.metrics["metric"], let splits = run.metrics["split"],
      let values = run.metrics.numbers("value")
    else { return [] }
    return values.indices.filter { row in
      names[row] == .text(metric) && (split.map { splits[row] == .text($0) } ?? true)
    }.map { values[$0] }
  }

  static func json(_ name: String) throws -> JSON {
    try JSONParser.parse(path: FixtureFolder.path(name))
  }

  @Test(
    "are recognised by what they hold",
    arguments: [
      ("keras/training.csv", "CSV log", "keras"),
      ("keras/training_semicolon.csv", "CSV log", "keras"),
      ("keras/history.json", "Keras history", "keras"),
      ("xgboost/evals_result.json", "boosting log", "xgboost"),
      ("xgboost/sklearn_evals_result.json", "boosting log", "xgboost"),
      ("lightgbm/record_evaluation.json", "boosting log", "lightgbm"),
      ("lightgbm/cv.json", "boosting log", "lightgbm"),
      ("sklearn/mlp_loss_curve.json", "scikit-learn curves", "scikit-learn"),
      ("plain/log.jsonl", "JSON lines log", "json lines"),
      ("plain/train.log", "text log", "text log"),
      ("huggingface/output", "Hugging Face Trainer", "transformers"),
      ("huggingface/output/trainer_state.json", "Hugging Face Trainer", "transformers"),
    ])
  func sources(_ file: String, _ source: String, _ tool: String) throws {
    let found = try RunImporterCatalog.load(FixtureFolder.path(file))
    #expect(found.source == source)
    #expect(found.runs.first?.header.tool == tool)
  }

  @Test(
    "are not taken for runs where they are something else",
    arguments: [
      ("steps.csv", "step,task,duration\n1,clean,2\n2,cook,3\n"),
      ("walk.csv", "step,error_code,name\n1,2,a\n2,3,b\n"),
      ("back.csv", "step,loss\n5,2\n2,3\n"),
      ("numbers.csv", "step,height\n1,2\n2,3\n"),
      ("claims.csv", "region,loss,epoch\nnorth,1,1\nsouth,2,2\n"),
      ("rows.jsonl", "{\"step\": 1, \"name\": \"a\"}\n{\"step\": 2, \"name\": \"b\"}\n"),
      ("lists.json", "{\"a\": [1, 2], \"b\": [3, 4]}"),
      ("data.json", "{\"train\": {\"rows\": [1, 2]}}"),
      ("notes.txt", "epoch 1 was fine\nepoch 2 was better: we saw a loss\n"),
      ("state.json", "{\"format\": \"x\", \"layers\": [{\"weights\": [1, 2]}]}"),
    ])
  func others(_ name: String, _ content: String) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/\(name)"
    try Data(content.utf8).write(to: URL(filePath: path))
    #expect(RunImporterCatalog.importer(for: path) == nil)
  }

  @Test("are read where the user says that they are runs")
  func asked() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/numbers.csv"
    try Data("step,height,name\n3,2,a\n2,3,b\n".utf8).write(to: URL(filePath: path))
    let run = try #require(try RunImporterCatalog.load(path).runs.first)
    #expect(Self.values(run, "height") == [2, 3])
    #expect(run.notes == ["the column 'name' holds no numbers and was left out"])
  }

  @Test("of Keras give what the callback wrote", arguments: ["training.csv", "history.json"])
  func keras(_ file: String) throws {
    let run = try Self.load("keras/\(file)")
    let history = try Self.json("keras/history.json")
    for metric in ["accuracy", "loss", "val_accuracy", "val_loss"] {
      #expect(Self.values(run, metric) == CurvesJSON.numbers(history["history"]?[metric]))
    }
    #expect(run.metrics["split"]?[0] == .missing)
    #expect(Self.values(run, "val_loss", split: "valid").count == 12)
    #expect(Set(run.metrics.numbers("epoch") ?? []) == Set((0..<12).map(Double.init)))
    #expect(run.metrics.numbers("step")?.allSatisfy(\.isMissing) == true)
  }

  @Test("of Keras between semicolons leave out what was not measured")
  func semicolons() throws {
    let run = try Self.load("keras/training_semicolon.csv")
    #expect(
      Self.values(run, "loss") == [
        0.026294773444533348, 0.02491520345211029, 0.024081166833639145,
      ])
    #expect(Self.values(run, "val_loss").isEmpty)
  }

  @Test("of XGBoost and LightGBM give a number a round")
  func boosting() throws {
    for (file, split) in [
      ("xgboost/evals_result", "train"), ("lightgbm/record_evaluation", "valid"),
    ] {
      let run = try Self.load("\(file).json")
      let json = try Self.json("\(file).json")
      guard case .object(let measures)? = json[split] else { continue }
      for measure in measures {
        #expect(
          Self.values(run, measure.key, split: split) == CurvesJSON.numbers(measure.value))
      }
    }
    let run = try Self.load("xgboost/sklearn_evals_result.json")
    let json = try Self.json("xgboost/sklearn_evals_result.json")
    let losses = Self.values(run, "validation_1-logloss")
    #expect(losses == CurvesJSON.numbers(json["validation_1"]?["logloss"]))
    #expect(losses.count == 46)
    #expect(losses.indices.min { losses[$0] < losses[$1] } == 40)
    #expect(run.metrics.numbers("step")?.max() == 45)
    let folds = try Self.load("lightgbm/cv.json")
    #expect(Self.values(folds, "valid binary_logloss-mean", split: "valid").count == 15)
  }

  @Test("of scikit-learn give curves and params")
  func scikit() throws {
    let run = try Self.load("sklearn/mlp_loss_curve.json")
    let json = try Self.json("sklearn/mlp_loss_curve.json")
    #expect(
      Self.values(run, "loss_curve", split: "train") == CurvesJSON.numbers(json["loss_curve_"]))
    #expect(
      Self.values(run, "validation_scores", split: "valid")
        == CurvesJSON.numbers(json["validation_scores_"]))
    #expect(run.params.first { $0.key == "solver" }?.value == .text("adam"))
    #expect(run.header.seed == 20)
  }

  @Test("in JSON lines keep a bare NaN and tell of the line that was cut")
  func jsonLines() throws {
    let run = try Self.load("plain/log.jsonl")
    let losses = Self.values(run, "loss")
    #expect(losses.count == 24)
    #expect(losses.filter(\.isNaN).count == 1)
    #expect(losses.contains { $0.isMissing } == false)
    #expect(Self.values(run, "loss", split: "valid").count == 12)
    #expect(run.metrics.numbers("step")?.prefix(3) == [10, 10, 10])
    #expect(run.notes == ["line 25, the last one, is cut off and was left out"])
  }

  @Test("of text lines give epochs and measures")
  func text() throws {
    let run = try Self.load("plain/train.log")
    #expect(Self.values(run, "loss").count == 12)
    #expect(Self.values(run, "val_acc", split: "valid").last == 0.9789)
    #expect(run.metrics.numbers("epoch")?.last == 12)
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/out.txt"
    let bars = """
      Epoch 1/2
      1/9 - loss: 9.0\u{8}\u{8}\r9/9 ━━━ 1s 2ms/step - accuracy: 0.90 - loss: 0.5 - val_loss: nan
      Epoch 2/2
      9/9 ━━━ 1s 2ms/step - accuracy: 0.95 - loss: 0.25 - val_loss: 1e-3
      """
    try Data(bars.utf8).write(to: URL(filePath: path))
    let keras = try #require(try RunImporterCatalog.load(path).runs.first)
    #expect(Self.values(keras, "loss") == [0.5, 0.25])
    #expect(Self.values(keras, "val_loss").last == 1e-3)
    #expect(keras.metrics.numbers("epoch")?.last == 2)
  }

  @Test("of a Trainer give its history, arguments, checkpoints and last evaluation")
  func huggingFace() throws {
    let run = try Self.load("huggingface/output")
    let expected = try Self.json("huggingface/expected.json")
    #expect(run.notes.isEmpty)
    #expect(run.name == "output")
    guard case .object(let series)? = expected["series"] else { return }
    let names = try #require(run.metrics["metric"])
    let columns = ["step", "value", "epoch"].compactMap { run.metrics.numbers($0) }
    var epochs: [JSON] = []
    for member in series where member.key != "epoch" {
      let rows = (0..<run.metrics.rowCount).filter { names[$0] == .text(member.key) }
      let points = rows.map { JSON.array([.number(columns[0][$0]), .number(columns[1][$0])]) }
      #expect(.array(points) == member.value, "\(member.key)")
      epochs += rows.map { .array([.number(columns[0][$0]), .number(columns[2][$0])]) }
    }
    guard case .array(let wanted)? = expected["series"]?["epoch"] else { return }
    #expect(epochs.allSatisfy(wanted.contains))
    #expect(wanted.allSatisfy(epochs.contains))
    #expect(run.checkpoints.map(\.step) == [38, 76, 114, 152, 190])
    #expect(run.checkpoints.map(\.epoch) == [1, 2, 3, 4, 5])
    #expect(run.checkpoints[0].learningRate == 0.0028411764705882354)
    #expect(run.params.first { $0.key == "learning_rate" }?.value == .number(0.003))
    #expect(run.header.tags.first { $0.key == "best_metric" }?.value == .number(0.9))
    #expect(run.header.status == .finished)
    #expect(run.header.seed == 20)
    #expect(Self.values(run, "loss", split: "train").count == 19)
    #expect(Self.values(run, "eval_loss", split: "valid").count == 6)
  }

  @Test("of a Trainer that was stopped come from the latest checkpoint")
  func stoppedTrainer() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/output"
    try FileManager.default.copyItem(
      atPath: FixtureFolder.path("huggingface/output"), toPath: path)
    try FileManager.default.removeItem(atPath: "\(path)/trainer_state.json")
    try FileManager.default.removeItem(atPath: "\(path)/checkpoint-190")
    let run = try #require(try RunImporterCatalog.load(folder.path).runs.first)
    #expect(
      run.notes == ["read from the state of 'checkpoint-152', later steps are not in it"])
    #expect(run.header.status == .unknown)
    #expect(run.metrics.numbers("step")?.contains(152) == true)
  }

  @Test("that are links to devices, pipes or themselves are refused")
  func links() throws {
    let folder = try TemporaryFolder()
    let files = FileManager.default
    for name in ["trainer_state.json", "log.jsonl", "training.csv", "events.out.tfevents.1"] {
      let path = "\(folder.path)/run-\(name)"
      try files.createDirectory(atPath: path, withIntermediateDirectories: true)
      try files.createSymbolicLink(
        atPath: "\(path)/\(name)", withDestinationPath: "/dev/zero")
      #expect(throws: (any Error).self) { try RunImporterCatalog.load(path) }
      #expect(throws: (any Error).self) { try RunImporterCatalog.load("\(path)/\(name)") }
    }
    let ring = "\(folder.path)/ring"
    try files.createDirectory(atPath: ring, withIntermediateDirectories: true)
    try files.createSymbolicLink(atPath: "\(ring)/train", withDestinationPath: ring)
    #expect(throws: RunError.self) { try RunImporterCatalog.load(ring) }
  }
}
