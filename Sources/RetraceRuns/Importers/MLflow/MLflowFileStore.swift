public import RetraceCatalog
import RetraceNumerics
import RetraceTables

/// MLflow's folder of experiments, `mlruns`.
public enum MLflowFileStore: RunImporter {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "MLflow file store",
    summary: "MLflow's folder 'mlruns', or an experiment or run of it.",
    discussion: """
      All runs of all experiments, also failed, nested and deleted ones; every value of every \
      metric. The last value of a metric is, as MLflow has it, that of the largest step. Params \
      that are numbers or logicals become such, tags stay texts. Data sets that a run was given \
      are its table `run.inputs`.
      """,
    examples: [Example("load(\"mlruns\")", "read all runs of a store")],
    searchTerms: ["mlflow", "mlruns", "experiment", "tracking"])

  /// The largest `meta.yaml`, and how much of one tells whose it is.
  static let metaLimit = 1 << 20

  /// Whether the folder is a store, an experiment or a run.
  public static func recognizes(_ path: String) -> Bool {
    guard let folder = StoreFolder(path) else { return false }
    return kind(of: folder, StoreBuffer()) != nil
  }

  /// Reads the runs: experiments by their ids, runs by the time when they began.
  ///
  /// - Throws: ``RunError`` if no run can be read, `Interrupted`.
  public static func runs(in path: String) throws -> [Run] {
    guard let folder = StoreFolder(StoreArtifacts.absolute(path)),
      let kind = kind(of: folder, StoreBuffer())
    else { throw RunError.noRun(folder: path, reason: "it is no store of MLflow") }
    var places: [MLflowRunPlace] = []
    switch kind {
    case .store:
      for entry in folder.entries() where entry.kind == .folder {
        guard let inner = folder.folder(entry.name) else { continue }
        if entry.name == ".trash" {
          for deleted in inner.entries() where deleted.kind == .folder {
            guard let experiment = inner.folder(deleted.name) else { continue }
            places += MLflowExperiment(experiment, isInTrash: true)?.runs ?? []
          }
        } else if !entry.name.hasPrefix(".") {
          places += MLflowExperiment(inner, isInTrash: false)?.runs ?? []
        }
      }
    case .experiment: places = MLflowExperiment(folder, isInTrash: false)?.runs ?? []
    case .run: places = [MLflowRunPlace(single: folder)]
    }
    guard !places.isEmpty else {
      throw RunError.noRun(folder: path, reason: "its experiments have no runs")
    }
    return try load(places, in: path)
  }

  private static func load(_ places: [MLflowRunPlace], in path: String) throws -> [Run] {
    let progress = ProgressCounter("runs", total: places.count)
    let blocks = try Parallel.mapBlocks(count: places.count, blockSize: 8) { range, _ in
      let buffer = StoreBuffer()
      return try range.map { position in
        try Interruption.check()
        defer { progress.add() }
        return places[position].read(buffer).map {
          (experiment: places[position].experiment?.path ?? "", start: $0.start, run: $0.run)
        }
      }
    }
    var order: [String: Int] = [:]
    for place in places {
      let experiment = place.experiment?.path ?? ""
      if order[experiment] == nil { order[experiment] = order.count }
    }
    let found = blocks.joined().compactMap { $0 }
    guard !found.isEmpty else {
      throw RunError.noRun(folder: path, reason: "its experiments have no runs that can be read")
    }
    return found.enumerated().sorted { one, other in
      let (first, second) = (
        order[one.element.experiment] ?? 0, order[other.element.experiment] ?? 0
      )
      if first != second { return first < second }
      if one.element.start != other.element.start { return one.element.start < other.element.start }
      return one.offset < other.offset
    }.map(\.element.run)
  }

  /// What a folder of a store is.
  enum Kind {
    case store
    case experiment
    case run
  }

  private static func kind(of folder: StoreFolder, _ buffer: StoreBuffer) -> Kind? {
    if let kind = metaKind(of: folder, buffer) { return kind }
    // Experiments are named by numbers.
    let isStore = folder.entries().contains { entry in
      guard entry.kind == .folder, !entry.name.isEmpty,
        entry.name.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let inner = folder.folder(entry.name)
      else { return false }
      return metaKind(of: inner, buffer) == .experiment
    }
    return isStore ? .store : nil
  }

  /// What the `meta.yaml` in a folder, if it has one, belongs to.
  static func metaKind(of folder: StoreFolder, _ buffer: StoreBuffer) -> Kind? {
    guard let bytes = try? folder.read("meta.yaml", into: buffer, limit: metaLimit) else {
      return nil
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    func has(_ key: String) -> Bool { lines.contains { $0.hasPrefix("\(key):") } }
    if has("run_id") || has("run_uuid") { return has("artifact_uri") ? .run : nil }
    return has("experiment_id") && has("artifact_location") && !has("model_id")
      ? .experiment : nil
  }
}
