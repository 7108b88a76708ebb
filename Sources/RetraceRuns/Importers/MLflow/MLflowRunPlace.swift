import RetraceTables

/// Where a run of a file store lies, and how it is read.
struct MLflowRunPlace: Sendable {
  /// Its experiment; nil for a run folder that the user named.
  let experiment: MLflowExperiment?
  let path: String

  init(experiment: MLflowExperiment, path: String) {
    self.experiment = experiment
    self.path = path
  }

  /// A run that is read by itself; its experiment may lie around it.
  init(single folder: StoreFolder) {
    path = folder.path
    experiment = StoreArtifacts.parent(folder.path).flatMap(StoreFolder.init).flatMap {
      MLflowExperiment($0, isInTrash: false)
    }
  }

  /// Reads the run; nil if the folder holds none.
  ///
  /// Where its `meta.yaml` is damaged, the rest is read with a note.
  func read(_ buffer: StoreBuffer) -> (start: Double, run: Run)? {
    guard let folder = StoreFolder(path) else { return nil }
    var damage: String?
    var meta = MLflowMeta([])
    do {
      if let bytes = try folder.read("meta.yaml", into: buffer, limit: MLflowFileStore.metaLimit) {
        meta = MLflowMeta(try YAMLText.members(bytes, isTyped: false))
      } else {
        damage = "there is no such file"
      }
    } catch {
      damage = "\(error)"
    }
    let id = meta.text("run_id") ?? meta.text("run_uuid")
    if id == nil {
      damage = damage ?? "it names no run"
      guard ["params", "metrics", "tags"].contains(where: { folder.folder($0) != nil }) else {
        return nil
      }
    }
    var run = MLflowRun(id: id ?? String(path.split(separator: "/").last ?? "run"))
    if let damage { run.notes.append("without its 'meta.yaml': \(damage)") }
    run.name = meta.text("run_name") ?? ""
    run.experiment = experiment?.name
    run.status = meta.text("status").map(MLflowRun.status) ?? .unknown
    run.isDeleted = meta.text("lifecycle_stage") == "deleted" || experiment?.isDeleted == true
    run.start = meta.number("start_time")
    run.end = meta.number("end_time")
    run.user = meta.text("user_id") ?? ""
    var reading = MLflowFolderReading(run: run, folder: folder, buffer: buffer)
    reading.readAll(experiment: experiment, artifactURI: meta.text("artifact_uri") ?? "")
    return (run.start ?? 0, reading.run.run(folder: path))
  }
}
