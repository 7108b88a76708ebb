import RetraceTables

extension RunHeader {
  /// The content of `run.json`.
  var json: JSON {
    var members: [JSON.Member] = [
      .init("format", .text("retrace-run")), .init("version", .number(1)),
      .init("name", .text(name)), .init("created", .text(created)), .init("tool", .text(tool)),
      .init("seed", seed.map { .text(String($0)) } ?? .null),
      .init("status", .text(status.rawValue)), .init("task", .text(task)),
      .init("target", target.map(JSON.text) ?? .null),
      .init("classes", .array(classes.map(JSON.text))),
      .init("features", .array(features.map(JSON.text))), .init("params", .object(params)),
      .init("environment", .object(environment)),
      .init(
        "data",
        .object(
          data.sorted { $0.key < $1.key }.map { JSON.Member($0.key, Self.json(of: $0.value)) })),
      .init("checkpoints", .array(checkpoints.map(Self.json(of:)))),
      .init("notes", .array(notes.map(JSON.text))),
    ]
    if let seed, seed < 1 << 53 { members[5] = .init("seed", .number(Double(seed))) }
    if stage != .epoch { members.append(.init("stage", .text(stage.rawValue))) }
    if id != name { members.append(.init("id", .text(id))) }
    if let parent { members.append(.init("parent", .text(parent))) }
    if !tags.isEmpty { members.append(.init("tags", .object(tags))) }
    if let truth { members.append(.init("truth", truth)) }
    if let modelFile { members.append(.init("model_file", .text(modelFile))) }
    if let committed {
      members.append(
        .init(
          "committed_bytes",
          .record([
            "metrics.csv": .number(Double(committed.metrics)),
            "steps.csv": .number(Double(committed.steps)),
          ])))
    }
    return .object(members)
  }

  private static func json(of file: DataFile) -> JSON {
    .record([
      "file": .text(file.file), "sha256": .text(file.digest), "rows": .number(Double(file.rows)),
      "types": .object(
        file.types.sorted { $0.key < $1.key }.map { .init($0.key, .text($0.value.rawValue)) }),
    ])
  }

  private static func json(of checkpoint: RunCheckpoint) -> JSON {
    var members: [JSON.Member] = [
      .init("epoch", .number(Double(checkpoint.epoch))),
      .init("step", .number(Double(checkpoint.step))), .init("file", .text(checkpoint.file)),
      .init("learning_rate", checkpoint.learningRate.map(JSON.number) ?? .null),
    ]
    if let trees = checkpoint.trees { members.append(.init("trees", .number(Double(trees)))) }
    if let depth = checkpoint.depth { members.append(.init("depth", .number(Double(depth)))) }
    return .object(members)
  }

  /// Reads `run.json`.
  ///
  /// - Parameters:
  ///   - json: its content.
  ///   - file: its path, for messages.
  /// - Throws: ``RunError``.
  init(_ json: JSON, file: String) throws {
    guard case .object = json, json["format"] == .text("retrace-run") else {
      throw RunError.damaged(
        file: file, place: "format", reason: "expected \"retrace-run\", so this is no run")
    }
    if json["version"] != .number(1) {
      throw RunError.laterVersion(file: file, version: json["version"]?.serialized ?? "none")
    }
    let reader = FieldReader(file: file, json: json)
    self.init(name: try reader.text("name") ?? "run")
    id = try reader.text("id") ?? name
    parent = try reader.text("parent")
    tags = try reader.members("tags")
    created = try reader.text("created") ?? ""
    tool = try reader.text("tool") ?? ""
    switch json["seed"] {
    case .number(let number)?: seed = UInt64(exactly: number)
    case .text(let text)?: seed = UInt64(text)
    default: seed = nil
    }
    if let word = try reader.text("status") {
      guard let known = Status(rawValue: word) else {
        throw reader.wrong("status", "'\(word)' is not known")
      }
      status = known
    }
    task = try reader.text("task") ?? ""
    if let word = try reader.text("stage") {
      guard let known = TrainingStage(rawValue: word) else {
        throw reader.wrong("stage", "'\(word)' is not known")
      }
      stage = known
    }
    target = try reader.text("target")
    classes = try reader.texts("classes")
    features = try reader.texts("features")
    params = try reader.members("params")
    environment = try reader.members("environment")
    notes = try reader.texts("notes")
    truth = json["truth"]
    if try reader.text("model_file") != nil { modelFile = try reader.fileName("model_file") }
    for member in try reader.members("data") {
      data[member.key] = try Self.dataFile(member, file)
    }
    checkpoints = try reader.array("checkpoints").enumerated().map {
      try Self.checkpoint($1, file, place: "checkpoints[\($0)]")
    }
    for (one, next) in zip(checkpoints, checkpoints.dropFirst()) where one.epoch >= next.epoch {
      throw reader.wrong("checkpoints", "epoch \(next.epoch) does not follow \(one.epoch)")
    }
    if status == .running, let bytes = json["committed_bytes"] {
      let inner = FieldReader(file: file, json: bytes, place: "committed_bytes")
      committed = Committed(
        metrics: try inner.whole("metrics.csv") ?? 0, steps: try inner.whole("steps.csv") ?? 0)
    }
  }

  private static func dataFile(_ member: JSON.Member, _ file: String) throws -> DataFile {
    let reader = FieldReader(file: file, json: member.value, place: "data.\(member.key)")
    var types: [String: Column.Kind] = [:]
    for type in try reader.members("types") {
      guard case .text(let word) = type.value, let kind = Column.Kind(rawValue: word) else {
        throw reader.wrong("types", "the type of '\(type.key)' is not known")
      }
      types[type.key] = kind
    }
    return DataFile(
      file: try reader.fileName("file"), digest: try reader.text("sha256") ?? "",
      rows: try reader.whole("rows") ?? 0, types: types)
  }

  private static func checkpoint(
    _ json: JSON, _ file: String, place: String
  ) throws -> RunCheckpoint {
    let reader = FieldReader(file: file, json: json, place: place)
    guard let epoch = try reader.whole("epoch") else { throw reader.wrong("epoch", "is absent") }
    var rate: Double?
    if case .number(let number)? = json["learning_rate"] { rate = number }
    return RunCheckpoint(
      epoch: epoch, step: try reader.whole("step") ?? 0, file: try reader.fileName("file"),
      learningRate: rate, trees: try reader.whole("trees"), depth: try reader.whole("depth"))
  }
}
