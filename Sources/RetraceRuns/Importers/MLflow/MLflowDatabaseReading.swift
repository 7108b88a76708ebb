import GRDB
import RetraceNumerics

/// Reads all runs of a database, with one pass over each table.
struct MLflowDatabaseReading {
  let database: Database
  let path: String
  private var runs: [MLflowRun] = []
  private var places: [String: Int] = [:]
  private var experimentOf: [Double] = []
  private var artifactURIs: [String] = []

  init(database: Database, path: String) {
    self.database = database
    self.path = path
  }

  /// Reads them: experiments by number, runs by the time when they began.
  mutating func readAll() throws -> [Run] {
    try readRuns()
    try each("params", ["run_uuid", "key", "value"]) { reading, place, row in
      guard let key = SQLiteFile.text(row[1]) else { return }
      reading.runs[place].params.append((key, SQLiteFile.text(row[2]) ?? ""))
    }
    try each("tags", ["run_uuid", "key", "value"]) { reading, place, row in
      guard let key = SQLiteFile.text(row[1]) else { return }
      reading.runs[place].tags.append((key, SQLiteFile.text(row[2]) ?? ""))
    }
    try readMetrics()
    try readInputs()
    let models = try modelArtifacts()
    let base = StoreArtifacts.parent(path) ?? "/"
    for place in runs.indices { readArtifacts(place, base: base, models: models) }
    let order = runs.indices.sorted { one, other in
      if experimentOf[one] != experimentOf[other] { return experimentOf[one] < experimentOf[other] }
      let (first, second) = (runs[one].start ?? 0, runs[other].start ?? 0)
      return first != second ? first < second : one < other
    }
    return order.map { runs[$0].run(folder: path) }
  }

  private func requireColumns(_ table: String, _ names: [String]) throws -> Set<String> {
    guard let columns = try SQLiteFile.columns(table, in: database, path: path),
      columns.isSuperset(of: names)
    else {
      throw RunError.damaged(
        file: path, place: "table '\(table)'",
        reason: "it is absent or has other columns than \(names.joined(separator: ", "))")
    }
    return columns
  }

  /// Calls a body for each row of a table that belongs to a run, named by its first column.
  private mutating func each(
    _ table: String, _ columns: [String], _ body: (inout Self, Int, Row) throws -> Void
  ) throws {
    _ = try requireColumns(table, columns)
    let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
    // In the order of writing: an index would give another one.
    let rows = try Row.fetchCursor(database, sql: "SELECT \(list) FROM \(table) NOT INDEXED")
    var (last, place) = ("", -1)
    var count = 0
    while let row = try rows.next() {
      count += 1
      if count % 4_096 == 0 { try Interruption.check() }
      guard let id = SQLiteFile.text(row[0]) else { continue }
      if id != last {
        last = id
        place = places[id] ?? -1
      }
      if place >= 0 { try body(&self, place, row) }
    }
  }

  private mutating func readRuns() throws {
    _ = try requireColumns("experiments", ["experiment_id", "name"])
    var experiments: [String: (name: String, isDeleted: Bool)] = [:]
    let stages = try SQLiteFile.columns("experiments", in: database, path: path) ?? []
    let stage = stages.contains("lifecycle_stage") ? "lifecycle_stage" : "NULL"
    for row in try Row.fetchAll(
      database, sql: "SELECT experiment_id, name, \(stage) FROM experiments")
    {
      guard let id = SQLiteFile.text(row[0]) else { continue }
      experiments[id] = (SQLiteFile.text(row[1]) ?? "", SQLiteFile.text(row[2]) == "deleted")
    }
    let known = try requireColumns("runs", ["run_uuid", "experiment_id", "status"])
    let names = [
      "run_uuid", "experiment_id", "status", "name", "start_time", "end_time", "user_id",
      "lifecycle_stage", "artifact_uri",
    ]
    let list = names.map { known.contains($0) ? $0 : "NULL" }.joined(separator: ", ")
    let rows = try Row.fetchCursor(database, sql: "SELECT \(list) FROM runs NOT INDEXED")
    while let row = try rows.next() {
      guard let id = SQLiteFile.text(row[0]), places[id] == nil else { continue }
      var run = MLflowRun(id: id)
      let experiment = SQLiteFile.text(row[1]).flatMap { experiments[$0] }
      run.experiment = experiment?.name
      run.status = SQLiteFile.text(row[2]).map(MLflowRun.status) ?? .unknown
      run.name = SQLiteFile.text(row[3]) ?? ""
      run.start = SQLiteFile.number(row[4])
      run.end = SQLiteFile.number(row[5])
      run.user = SQLiteFile.text(row[6]) ?? ""
      run.isDeleted = SQLiteFile.text(row[7]) == "deleted" || experiment?.isDeleted == true
      places[id] = runs.count
      runs.append(run)
      experimentOf.append(SQLiteFile.number(row[1]) ?? 0)
      artifactURIs.append(SQLiteFile.text(row[8]) ?? "")
    }
  }

  private mutating func readMetrics() throws {
    var positions = [[String: Int]](repeating: [:], count: runs.count)
    var damaged = [Int](repeating: 0, count: runs.count)
    var infinite = [Int](repeating: 0, count: runs.count)
    let columns = try requireColumns("metrics", ["run_uuid", "key", "value", "timestamp"])
    // Both came in later versions.
    let wanted =
      ["run_uuid", "key", "value", "timestamp"]
      + ["step", "is_nan"].filter { columns.contains($0) }
    try each("metrics", wanted) { reading, place, row in
      guard let key = SQLiteFile.text(row[1]), let time = SQLiteFile.number(row[3]) else {
        damaged[place] += 1
        return
      }
      let step = wanted.count > 4 && wanted[4] == "step" ? SQLiteFile.number(row[4]) : 0
      let isNaN = wanted.last == "is_nan" && SQLiteFile.number(row[wanted.count - 1]) == 1
      guard let step, let value = isNaN ? .nan : SQLiteFile.number(row[2]), step.isFinite,
        time.isFinite
      else {
        damaged[place] += 1
        return
      }
      if abs(value) == .greatestFiniteMagnitude { infinite[place] += 1 }
      let position = positions[place][key] ?? reading.runs[place].metrics.count
      if position == reading.runs[place].metrics.count {
        positions[place][key] = position
        reading.runs[place].metrics.append(MLflowMetric(key))
      }
      reading.runs[place].metrics[position].append(value: value, step: step, milliseconds: time)
    }
    for place in runs.indices {
      if damaged[place] > 0 {
        runs[place].notes.append("\(damaged[place]) measures could not be read")
      }
      if infinite[place] > 0 {
        runs[place].notes.append(
          "\(infinite[place]) measures are \(Double.greatestFiniteMagnitude), which stands for "
            + "infinity in this store")
      }
    }
  }

  /// Reads which data sets the runs were given; older versions have no such tables.
  private mutating func readInputs() throws {
    let links = ["input_uuid", "source_type", "source_id", "destination_type", "destination_id"]
    let sets = [
      "dataset_uuid", "name", "digest", "dataset_source_type", "dataset_source", "dataset_schema",
      "dataset_profile",
    ]
    guard try SQLiteFile.columns("inputs", in: database, path: path)?.isSuperset(of: links) == true,
      try SQLiteFile.columns("datasets", in: database, path: path)?.isSuperset(of: sets) == true
    else { return }
    var inputs: [String: MLflowRun.Input] = [:]
    for row in try Row.fetchAll(
      database, sql: "SELECT \(sets.joined(separator: ", ")) FROM datasets")
    {
      guard let id = SQLiteFile.text(row[0]) else { continue }
      var input = MLflowRun.Input()
      input.name = SQLiteFile.text(row[1]) ?? ""
      input.digest = SQLiteFile.text(row[2]) ?? ""
      input.sourceType = SQLiteFile.text(row[3]) ?? ""
      input.source = SQLiteFile.text(row[4]) ?? ""
      input.schema = SQLiteFile.text(row[5]) ?? ""
      input.profile = SQLiteFile.text(row[6]) ?? ""
      inputs[id] = input
    }
    var contexts: [String: String] = [:]
    if try SQLiteFile.columns("input_tags", in: database, path: path)?
      .isSuperset(of: ["input_uuid", "name", "value"]) == true
    {
      for row in try Row.fetchAll(
        database,
        sql: "SELECT input_uuid, value FROM input_tags WHERE name = 'mlflow.data.context'")
      {
        if let id = SQLiteFile.text(row[0]) { contexts[id] = SQLiteFile.text(row[1]) }
      }
    }
    for row in try Row.fetchAll(
      database,
      sql: "SELECT input_uuid, source_id, destination_id FROM inputs "
        + "WHERE source_type = 'DATASET' AND destination_type = 'RUN'")
    {
      guard let place = SQLiteFile.text(row[2]).flatMap({ places[$0] }),
        var input = SQLiteFile.text(row[1]).flatMap({ inputs[$0] })
      else { continue }
      input.context = SQLiteFile.text(row[0]).flatMap { contexts[$0] } ?? ""
      runs[place].inputs.append(input)
    }
  }

  /// Where the models that came out of runs are kept, by run.
  private func modelArtifacts() throws -> [String: [(id: String, uri: String)]] {
    let names = ["model_id", "artifact_location", "source_run_id"]
    guard
      try SQLiteFile.columns("logged_models", in: database, path: path)?.isSuperset(of: names)
        == true
    else { return [:] }
    var models: [String: [(id: String, uri: String)]] = [:]
    for row in try Row.fetchAll(
      database, sql: "SELECT \(names.joined(separator: ", ")) FROM logged_models")
    {
      guard let id = SQLiteFile.text(row[0]), let uri = SQLiteFile.text(row[1]),
        let run = SQLiteFile.text(row[2])
      else { continue }
      models[run, default: []].append((id, uri))
    }
    return models
  }

  private mutating func readArtifacts(
    _ place: Int, base: String, models: [String: [(id: String, uri: String)]]
  ) {
    let id = runs[place].id
    var isWhole = true
    let uri = artifactURIs[place]
    if let folder = MLflowArtifacts.folder(uri, id: id, base: base) {
      isWhole = StoreArtifacts.list(folder, into: &runs[place].artifacts)
    } else if let scheme = MLflowArtifacts.remoteScheme(uri) {
      runs[place].notes.append(
        "its artifacts lie in another place (\(scheme)) and were not looked at")
    }
    for model in models[id] ?? [] {
      guard let folder = MLflowArtifacts.folder(model.uri, id: model.id, base: base) else {
        continue
      }
      isWhole = StoreArtifacts.list(folder, into: &runs[place].artifacts) && isWhole
    }
    if !isWhole {
      runs[place].notes.append(
        "not all of its artifacts are listed: links are left out, and what lies deep")
    }
  }
}
