import Glibc
public import RetraceCatalog
import RetraceTables

/// MLflow's SQLite database, `mlflow.db`.
public enum MLflowDatabase: RunImporter {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "MLflow database",
    summary: "MLflow's SQLite database, such as 'mlflow.db'.",
    discussion: """
      All runs of all experiments, also failed, nested and deleted ones; every value of every \
      metric. The database is only read. MLflow keeps infinity there as the largest number, and a \
      note of the run says where.
      """,
    examples: [Example("load(\"mlflow.db\")", "read all runs of a database")],
    searchTerms: ["mlflow", "sqlite", "database", "tracking"])

  /// Whether the path is such a database, or a folder that holds one and its artifacts.
  public static func recognizes(_ path: String) -> Bool {
    if SQLiteFile.startsAsDatabase(path) { return isOurs(path) }
    return database(in: path) != nil
  }

  /// Reads the runs: experiments by their numbers, runs by the time when they began.
  ///
  /// - Throws: ``RunError`` if the database is locked or damaged or has no runs, `Interrupted`.
  public static func runs(in path: String) throws -> [Run] {
    let file = StoreArtifacts.absolute(database(in: path) ?? path)
    let runs = try SQLiteFile.read(file) { database in
      var reading = MLflowDatabaseReading(database: database, path: file)
      return try reading.readAll()
    }
    guard !runs.isEmpty else { throw RunError.noRun(folder: path, reason: "it has no runs") }
    return runs
  }

  /// The database in a folder that holds nothing else but artifacts.
  private static func database(in path: String) -> String? {
    guard let folder = StoreFolder(path), folder.holdsFile("mlflow.db") else { return nil }
    let file = "\(path)/mlflow.db"
    guard SQLiteFile.startsAsDatabase(file), isOurs(file) else { return nil }
    for entry in folder.entries() where !entry.name.hasPrefix("mlflow.db") {
      switch entry.kind {
      case .folder:
        let inner = "\(path)/\(entry.name)"
        let isArtifacts = ["mlartifacts", "mlruns"].contains(entry.name)
        guard isArtifacts && !MLflowFileStore.recognizes(inner) || entry.name.hasPrefix(".")
        else { return nil }
      case .file:
        // Another record beside it would be lost if the folder were read as this one.
        if RunImporterCatalog.importer(for: "\(path)/\(entry.name)") != nil { return nil }
      case .other: break
      }
    }
    return file
  }

  /// Whether the schema is MLflow's: by its words in the first pages, else by asking.
  private static func isOurs(_ path: String) -> Bool {
    if holdsWord("latest_metrics", path) { return true }
    let columns = try? SQLiteFile.read(path) { database in
      try ["runs", "metrics", "experiments"].map {
        try SQLiteFile.columns($0, in: database, path: path)
      }
    }
    // One that cannot be opened now is MLflow's by its words, so that reading tells why.
    guard let columns else { return holdsWord("run_uuid", path) }
    return columns.allSatisfy { $0 != nil } && columns[0]?.contains("run_uuid") == true
  }

  private static func holdsWord(_ word: String, _ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    let count = read(descriptor, buffer, 1 << 20)
    let sought = Array(word.utf8)
    guard count >= sought.count else { return false }
    let bytes = UnsafeRawBufferPointer(start: buffer, count: count)
    return (0...(count - sought.count)).contains { start in
      bytes[start] == sought[0] && bytes[start..<start + sought.count].elementsEqual(sought)
    }
  }
}
