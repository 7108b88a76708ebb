import Glibc
import RetraceModels
import RetraceNumerics
import RetraceTables

/// Reads the files of a fully recorded run; what is missing or damaged is left out with a note.
final class FullRecordingReader {
  let folder: String
  private let json: JSON
  private let fields: FieldReader
  private var header: RunHeader
  private var notes: [String] = []

  init(folder: String) throws {
    self.folder = folder
    let file = "\(folder)/run.json"
    json = try ImportedJSON.parse(file)
    guard case .object = json else {
      throw RunError.damaged(file: file, place: "", reason: "expected an object")
    }
    fields = FieldReader(file: file, json: json)
    let last = folder.split(separator: "/").last.map(String.init)
    header = RunHeader(name: try fields.text("name") ?? last ?? "run")
  }

  func run() throws -> Run {
    try describe()
    let epochs = try TableReader.read(
      RunFiles.mapped("\(folder)/epochs.csv"), options: RunFiles.options([:]))
    let log = try metrics(epochs)
    let preprocessing = attempt("preprocessing") {
      try RecordedPreprocessing(folder: folder)
    }
    let train = table("train", preprocessing)
    let valid = table("valid", preprocessing)
    listCheckpoints(epochs)
    let model = preprocessing.flatMap { preprocessing in
      attempt("model") { try self.model(preprocessing, train: train) }
    }
    header.features = model?.features.names ?? preprocessing?.names ?? []
    let steps = attempt("steps.csv") { try self.steps() }
    let examples = attempt("records per row") { try self.examples(train: train, valid: valid) }
    if let truth = truth() { header.truth = truth }
    return Run(
      folder: folder, header: header, metrics: log.table, train: train, valid: valid,
      steps: steps, model: model, examples: examples, notes: header.notes + notes)
  }

  private func attempt<Part>(_ what: String, _ body: () throws -> Part) -> Part? {
    do {
      return try body()
    } catch {
      notes.append("without its \(what): \(error)")
      return nil
    }
  }

  private func describe() throws {
    header.target = try fields.text("target")
    header.classes = try fields.texts("class_names")
    header.task = header.classes.isEmpty ? "regression" : "classification"
    header.params = try fields.members("config")
    if case .number(let seed)? = json["config"]?["seed"] { header.seed = UInt64(exactly: seed) }
    for key in ["optimizer", "loss", "init", "architecture", "batch_order", "data"] {
      if let text = json[key], case .text = text { header.tags.append(.init(key, text)) }
    }
    let environment = "\(folder)/environment.json"
    if access(environment, F_OK) == 0 {
      header.environment =
        attempt("environment") {
          guard case .object(let members) = try ImportedJSON.parse(environment) else {
            throw RunError.damaged(file: environment, place: "", reason: "expected an object")
          }
          return members
        } ?? []
    }
    header.tool = header.environment.contains { $0.key == "torch" } ? "torch" : "recording"
  }

  /// The measures after each epoch.
  private func metrics(_ epochs: Table) throws -> MetricLog {
    guard let numbers = epochs.numbers("epoch") else {
      throw RunError.damaged(
        file: "\(folder)/epochs.csv", place: "", reason: "there is no column 'epoch' of numbers")
    }
    let steps = epochs.numbers("step")
    let measures = epochs.names.filter { $0 != "epoch" && $0 != "step" }.compactMap { name in
      epochs.numbers(name).map { (name: MetricName(name), values: $0) }
    }
    var log = MetricLog()
    for row in numbers.indices {
      for (name, values) in measures where !values[row].isMissing {
        log.append(
          name.measure, values[row], step: steps?[row] ?? .missing, epoch: numbers[row],
          split: name.split ?? "")
      }
    }
    return log
  }

  private func listCheckpoints(_ epochs: Table) {
    let numbers = epochs.numbers("epoch") ?? []
    let (steps, rates) = (epochs.numbers("step"), epochs.numbers("lr_last"))
    for name in RunFiles.names(in: "\(folder)/checkpoints").sorted(by: NaturalOrder.precedes) {
      guard name.hasPrefix("epoch_"), name.hasSuffix(".safetensors"),
        let epoch = Int(name.dropFirst(6).dropLast(12)), epoch >= 0, epoch <= 1 << 53,
        header.checkpoints.last.map({ $0.epoch < epoch }) ?? true
      else { continue }
      let row = numbers.firstIndex(of: Double(epoch))
      let step = row.flatMap { steps?[$0] }.flatMap { Int(exactly: $0) }
      let rate = row.flatMap { rates?[$0] }.flatMap { $0.isMissing ? nil : $0 }
      header.checkpoints.append(
        RunCheckpoint(
          epoch: epoch, step: step ?? 0, file: "checkpoints/\(name)", learningRate: rate))
    }
    if header.checkpoints.isEmpty { notes.append("without its checkpoints: there are none") }
  }

  private func table(
    _ name: String, _ preprocessing: RecordedPreprocessing?
  ) -> Table? {
    let file = "data/\(name).csv"
    guard access("\(folder)/\(file)", F_OK) == 0 else { return nil }
    var types = preprocessing?.types ?? [:]
    if let target = header.target {
      types[target] = header.classes.isEmpty ? .number : .category
    }
    let read: (Table, String)? = attempt("\(name) rows") {
      let mapped = try RunFiles.mapped("\(folder)/\(file)")
      let names = try TableReader.read(mapped, options: RunFiles.options([:])).names
      let table = try TableReader.read(
        mapped, options: RunFiles.options(types.filter { names.contains($0.key) }))
      return (table, RunFiles.digest(mapped))
    }
    guard let (table, digest) = read else { return nil }
    header.data[name] = RunHeader.DataFile(
      file: file, digest: digest, rows: table.rowCount,
      types: Dictionary(
        table.namedColumns.map { ($0.name, $0.column.kind) }, uniquingKeysWith: { one, _ in one }))
    return table
  }

  /// The network with the parameters of the last checkpoint.
  private func model(_ preprocessing: RecordedPreprocessing, train: Table?) throws -> any Model {
    guard let last = header.checkpoints.last else {
      throw RunError.noRun(folder: "\(folder)/checkpoints", reason: "there are no checkpoints")
    }
    let path = "\(folder)/\(last.file)"
    let sizes = try ForeignLayers.sizes(of: TensorFile(RunFiles.mapped(path)), path: path)
    let (space, encoding) = preprocessing.features(train: train)
    guard sizes[0] == encoding.width else {
      throw RunError.damaged(
        file: path, place: "",
        reason: "the network takes \(sizes[0]) numbers, the preprocessing "
          + "makes \(encoding.width)")
    }
    var hidden = Activation.relu
    if case .text(let word)? = json["config"]?["activation"] {
      let name = word.lowercased() == "sigmoid" ? "logistic" : word.lowercased()
      guard let known = Activation(rawValue: name) else {
        throw fields.wrong("config.activation", "'\(word)' is not known")
      }
      hidden = known
    }
    let outputs = sizes[sizes.count - 1]
    let classes = header.classes
    let output: Activation =
      classes.isEmpty ? .identity : outputs == 1 ? .logistic : .softmax
    guard
      classes.isEmpty
        ? outputs == 1 : outputs == classes.count || (outputs, classes.count) == (1, 2)
    else {
      throw RunError.damaged(
        file: path, place: "", reason: "\(outputs) outputs for \(classes.count) classes")
    }
    let network = DenseNetwork(
      sizes: sizes,
      activations: [Activation](repeating: hidden, count: sizes.count - 2) + [output])
    let model = MLP(
      features: space, encoding: encoding, network: network,
      classes: classes.isEmpty ? nil : classes.map(Cell.text), target: header.target)
    return try Run.restore(model, from: path)
  }

  private func steps() throws -> Table {
    let table = try TableReader.read(
      RunFiles.mapped("\(folder)/steps.csv"), options: RunFiles.options([:]))
    let own = ["lr": "learning_rate", "grad_norm": "gradient_norm"]
    var columns = table.namedColumns.map {
      (name: own[$0.name] ?? $0.name, column: $0.column)
    }
    for name in RunFiles.stepColumns where !columns.contains(where: { $0.name == name }) {
      let missing = [Double](repeating: .missing, count: table.rowCount)
      columns.append((name: name, column: Column(numbers: missing)))
    }
    let main = RunFiles.stepColumns.compactMap { name in columns.first { $0.name == name } }
    return Table(main + columns.filter { !RunFiles.stepColumns.contains($0.name) })
  }

  private func examples(train: Table?, valid: Table?) throws -> ExampleRecords {
    let files = [
      ("train.logits", "per_example/logits"), ("train.loss", "per_example/loss"),
      ("train.margin", "per_example/margin"),
      ("valid.logits", "per_example/valid_logits"), ("valid.loss", "per_example/valid_loss"),
      ("train.online_logits", "per_example/online_logits"), ("batch_order", "order"),
    ]
    var records: [ExampleRecord] = []
    for (name, file) in files {
      let path = "\(folder)/\(file).npy"
      guard access(path, F_OK) == 0 else { continue }
      records.append(ExampleRecord(name, try NPYArray(RunFiles.mapped(path))))
    }
    guard !records.isEmpty else {
      throw RunError.noRun(folder: "\(folder)/per_example", reason: "there are no .npy files")
    }
    for (name, table) in [("train", train), ("valid", valid)] {
      guard let table else { continue }
      let rows = table.numbers("row_id") ?? (0..<table.rowCount).map(Double.init)
      records.append(ExampleRecord("\(name).rows", numbers: rows))
    }
    return try ExampleRecords(
      records, name: "\(folder)/per_example", epochCount: header.checkpoints.last?.epoch ?? 0,
      classCount: header.classes.count, trainRows: train?.rowCount ?? 0,
      validRows: valid?.rowCount ?? 0)
  }

  /// What was planted; flipped rows also under the name that Retrace's own data has.
  private func truth() -> JSON? {
    let path = "\(folder)/truth.json"
    guard access(path, F_OK) == 0,
      case .object(let members)? = attempt("truth", { try ImportedJSON.parse(path) })
    else { return nil }
    guard let rows = members.first(where: { $0.key == "flipped_row_id" }) else {
      return .object(members)
    }
    return .object([.init("flipped_rows", rows.value)] + members)
  }
}
