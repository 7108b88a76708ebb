import RetraceNumerics
import RetraceTables

/// What MLflow records of a run, in its terms, whichever store it comes from.
struct MLflowRun {
  /// A data set that the run was given.
  struct Input {
    var name = ""
    var digest = ""
    var sourceType = ""
    var source = ""
    var schema = ""
    var profile = ""
    /// What it was used for, such as `training`; empty if that was not said.
    var context = ""
  }

  var id: String
  var name = ""
  var experiment: String?
  var status = RunHeader.Status.unknown
  var isDeleted = false
  /// Milliseconds since 1970.
  var start: Double?
  var end: Double?
  var user = ""
  var params: [(key: String, value: String)] = []
  var tags: [(key: String, value: String)] = []
  var metrics: [MLflowMetric] = []
  var inputs: [Input] = []
  var artifacts: [String] = []
  var notes: [String] = []

  init(id: String) { self.id = id }

  /// The status of a number, as file stores have it, or a word, as databases have it.
  static func status(_ text: String) -> RunHeader.Status {
    switch text {
    case "1", "RUNNING": .running
    case "2", "SCHEDULED": .scheduled
    case "3", "FINISHED": .finished
    case "4", "FAILED": .failed
    case "5", "KILLED": .killed
    default: .unknown
    }
  }

  private func tag(_ key: String) -> String? {
    tags.first { $0.key == key }.map(\.value)
  }

  /// The run as this program has it.
  ///
  /// - Parameter folder: where it was read.
  func run(folder: String) -> Run {
    var header = RunHeader(name: name.isEmpty ? tag("mlflow.runName") ?? id : name)
    header.id = id
    header.parent = tag("mlflow.parentRunId")
    header.experiment = experiment
    header.isDeleted = isDeleted
    header.created = RunHeader.moment(milliseconds: start)
    if let start, let end, end >= start { header.duration = (end - start) / 1_000 }
    header.tool = "mlflow"
    header.status = status
    header.params = params.map { JSON.Member($0.key, ScalarText.value($0.value)) }
    header.tags = tags.map { JSON.Member($0.key, .text($0.value)) }
    header.environment = environment
    header.inputs = inputs.map(\.json)
    for input in inputs { header.add(input) }
    header.artifacts = artifacts
    header.notes = notes
    var log = MetricLog()
    for metric in metrics { metric.append(to: &log) }
    return Run(folder: folder, header: header, metrics: log.table, tables: tables)
  }

  /// The data sets as a table, if there are any.
  private var tables: [(name: String, table: Table)] {
    guard !inputs.isEmpty else { return [] }
    func texts(_ body: (Input) -> String) -> Column {
      Column(texts: inputs.map { body($0).isEmpty ? nil : body($0) })
    }
    let table = Table([
      (name: "name", column: texts(\.name)), (name: "context", column: texts(\.context)),
      (name: "digest", column: texts(\.digest)),
      (name: "rows", column: Column(numbers: inputs.map { $0.rows.map(Double.init) ?? .missing })),
      (name: "source_type", column: texts(\.sourceType)),
      (name: "source", column: texts(\.source)),
    ])
    return [(name: "inputs", table: table)]
  }

  private var environment: [JSON.Member] {
    var members: [JSON.Member] = []
    for (name, key) in [
      ("user", "mlflow.user"), ("source", "mlflow.source.name"),
      ("source_type", "mlflow.source.type"), ("git_commit", "mlflow.source.git.commit"),
      ("git_branch", "mlflow.source.git.branch"), ("project", "mlflow.project.entryPoint"),
      ("docker_image", "mlflow.docker.image.name"),
    ] {
      if let value = tag(key), !value.isEmpty { members.append(.init(name, .text(value))) }
    }
    if tag("mlflow.user") == nil, !user.isEmpty {
      members.insert(.init("user", .text(user)), at: 0)
    }
    return members
  }
}

extension MLflowRun.Input {
  /// How many rows it has; nil if its profile does not tell.
  fileprivate var rows: Int? {
    guard let profile = try? JSONParser.parse(profile),
      case .number(let rows)? = profile["num_rows"]
    else { return nil }
    return Int(exactly: rows).flatMap { $0 >= 0 ? $0 : nil }
  }

  fileprivate var json: JSON {
    var members: [JSON.Member] = [
      .init("name", .text(name)), .init("digest", .text(digest)),
      .init("context", context.isEmpty ? .null : .text(context)),
      .init("rows", rows.map { .number(Double($0)) } ?? .null),
      .init("source_type", .text(sourceType)), .init("source", .text(source)),
    ]
    for (name, text) in [("schema", schema), ("profile", profile)] where !text.isEmpty {
      members.append(.init(name, (try? JSONParser.parse(text)) ?? .text(text)))
    }
    return .object(members)
  }
}

extension RunHeader {
  /// Notes a data set among the tables, named by what it was used for.
  fileprivate mutating func add(_ input: MLflowRun.Input) {
    let context = input.context == "evaluation" ? "eval" : input.context
    let split = MetricName("\(context)_rows").split
    let name = split ?? (input.name.isEmpty ? "data" : input.name)
    guard data[name] == nil else { return }
    data[name] = DataFile(
      file: input.name, digest: input.digest, rows: input.rows ?? 0, types: [:])
  }
}
