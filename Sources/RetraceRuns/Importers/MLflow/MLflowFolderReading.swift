import RetraceTables

/// Reads the folders of one run: params, tags, metrics, inputs, artifacts.
struct MLflowFolderReading {
  private(set) var run: MLflowRun
  let folder: StoreFolder
  let buffer: StoreBuffer

  /// The largest text of a param or tag, the largest history of a metric, and how deep folders lie.
  static let (textLimit, metricLimit, depthLimit) = (1 << 24, 1 << 32, 32)

  init(run: MLflowRun, folder: StoreFolder, buffer: StoreBuffer) {
    self.run = run
    self.folder = folder
    self.buffer = buffer
  }

  /// Reads all of it.
  mutating func readAll(experiment: MLflowExperiment?, artifactURI: String) {
    each("params") { reading, name, bytes in
      reading.run.params.append((name, String(decoding: bytes, as: UTF8.self)))
    }
    each("tags") { reading, name, bytes in
      reading.run.tags.append((name, String(decoding: bytes, as: UTF8.self)))
    }
    each("metrics", limit: Self.metricLimit) { reading, name, bytes in
      var metric = MLflowMetric(name)
      let damaged = metric.append(lines: bytes)
      if damaged > 0 {
        reading.run.notes.append(
          "metric '\(name)': \(damaged) of \(damaged + metric.values.count) lines could not be "
            + "read")
      }
      reading.run.metrics.append(metric)
    }
    readInputs(experiment)
    readArtifacts(experiment, artifactURI)
  }

  /// Calls a body for each file of a folder of the run, named by its path in it.
  private mutating func each(
    _ kind: String, limit: Int = textLimit,
    _ body: (inout Self, String, UnsafeRawBufferPointer) -> Void
  ) {
    guard let inner = folder.folder(kind) else {
      if folder.holds(kind) { leaveOut(kind, "it is a link or may not be opened") }
      return
    }
    each(inner, kind, prefix: "", depth: 0, limit, body)
  }

  private mutating func each(
    _ inner: StoreFolder, _ kind: String, prefix: String, depth: Int, _ limit: Int,
    _ body: (inout Self, String, UnsafeRawBufferPointer) -> Void
  ) {
    for entry in inner.entries() {
      let name = prefix + entry.name
      switch entry.kind {
      case .file:
        do {
          if let bytes = try inner.read(entry.name, into: buffer, limit: limit) {
            body(&self, name, bytes)
          } else {
            leaveOut("\(kind)/\(name)", "it cannot be opened by its name")
          }
        } catch {
          leaveOut("\(kind)/\(name)", "\(error)")
        }
      case .folder:
        guard depth < Self.depthLimit, let next = inner.folder(entry.name) else {
          leaveOut("\(kind)/\(name)", "it lies too deep or may not be opened")
          continue
        }
        each(next, kind, prefix: "\(name)/", depth: depth + 1, limit, body)
      case .other: leaveOut("\(kind)/\(name)", "it is no plain file")
      }
    }
  }

  private mutating func leaveOut(_ what: String, _ reason: String) {
    run.notes.append("without '\(what)': \(reason)")
  }

  /// The values of a `meta.yaml` in a folder; nil, with a note, if it cannot be read.
  private mutating func meta(_ inner: StoreFolder, _ what: String) -> MLflowMeta? {
    do {
      guard
        let bytes = try inner.read("meta.yaml", into: buffer, limit: MLflowFileStore.metaLimit)
      else {
        leaveOut(what, "there is no 'meta.yaml' in it")
        return nil
      }
      return MLflowMeta(try YAMLText.members(bytes, isTyped: false))
    } catch {
      leaveOut(what, "\(error)")
      return nil
    }
  }

  /// Reads which data sets the run was given.
  private mutating func readInputs(_ experiment: MLflowExperiment?) {
    guard let inputs = folder.folder("inputs") else { return }
    let store = experiment.flatMap { StoreFolder($0.path) }?.folder("datasets")
    for entry in inputs.entries() where entry.kind == .folder {
      let what = "inputs/\(entry.name)"
      guard let inner = inputs.folder(entry.name), let link = meta(inner, what),
        link.text("source_type") == "DATASET", let id = link.text("source_id")
      else { continue }
      guard let data = store?.folder(id) else {
        leaveOut(what, "the data set is not in the experiment's folder")
        continue
      }
      guard let set = meta(data, what) else { continue }
      var input = MLflowRun.Input()
      input.name = set.text("name") ?? ""
      input.digest = set.text("digest") ?? ""
      input.sourceType = set.text("source_type") ?? ""
      input.source = set.text("source") ?? ""
      input.schema = set.text("schema") ?? ""
      input.profile = set.text("profile") ?? ""
      input.context = link.tag("mlflow.data.context") ?? ""
      run.inputs.append(input)
    }
  }

  /// Lists the files that belong to the run and to the models that came out of it.
  private mutating func readArtifacts(_ experiment: MLflowExperiment?, _ uri: String) {
    let found = MLflowArtifacts.folder(uri, run: run.id, beside: folder)
    var isWhole = true
    if let found {
      isWhole = StoreArtifacts.list(found, into: &run.artifacts)
    } else if let scheme = MLflowArtifacts.remoteScheme(uri) {
      run.notes.append("its artifacts lie in another place (\(scheme)) and were not looked at")
    }
    if let outputs = folder.folder("outputs"), let experiment,
      let models = StoreFolder(experiment.path)?.folder("models")
    {
      for entry in outputs.entries() where entry.kind == .folder {
        guard let model = models.folder(entry.name)?.folder("artifacts") else { continue }
        isWhole = StoreArtifacts.list(model, into: &run.artifacts) && isWhole
      }
    }
    if !isWhole {
      run.notes.append(
        "not all of its artifacts are listed: links are left out, and what lies deep")
    }
  }
}
