public import RetraceCatalog

/// Retrace's own run folder, or a folder of such folders.
public enum RetraceRunFolder: RunImporter {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "run folder",
    summary: "A folder with run.json, metrics.csv and checkpoints, or several of them.",
    discussion: """
      `train` and the recorder write it. A folder whose folders hold a `run.json` is read as \
      several runs, in order of their names.
      """,
    examples: [Example("load(\"runs/first\")", "read a run")],
    searchTerms: ["run.json", "retrace", "recorder"])

  /// Whether the folder or one in it has a `run.json`.
  public static func recognizes(_ path: String) -> Bool { !folders(path).isEmpty }

  /// Reads the run, or the runs of all folders in this one.
  ///
  /// - Throws: ``RunError`` of the first that cannot be read.
  public static func runs(in path: String) throws -> [Run] {
    let folders = folders(path)
    guard !folders.isEmpty else { return [try RunReader.load(path)] }
    return try folders.map(RunReader.load)
  }

  private static func folders(_ path: String) -> [String] {
    if RunReader.holdsRun(path) { return [path] }
    return RunFiles.names(in: path).map { "\(path)/\($0)" }.filter(RunReader.holdsRun)
  }
}
