import Glibc
public import RetraceCatalog

/// Retrace's own run folder.
public enum RetraceRunFolder: RunImporter {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "run folder",
    summary: "A folder with run.json, metrics.csv and checkpoints.",
    discussion: """
      `train` and the recorder write it. A folder whose folders hold a `run.json` is read as \
      several runs, in order of their names.
      """,
    examples: [Example("load(\"runs/first\")", "read a run")],
    searchTerms: ["run.json", "retrace", "recorder"])

  /// Whether the folder has a `run.json`, which other recorders write, too, and beside it what
  /// only this format has.
  public static func recognizes(_ path: String) -> Bool {
    RunReader.holdsRun(path)
      && (access("\(path)/metrics.csv", F_OK) == 0 || access("\(path)/model.json", F_OK) == 0)
  }

  /// Reads the run.
  ///
  /// - Throws: ``RunError`` if it cannot be read.
  public static func runs(in path: String) throws -> [Run] { [try RunReader.load(path)] }
}
