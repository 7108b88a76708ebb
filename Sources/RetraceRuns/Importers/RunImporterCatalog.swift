import RetraceCatalog

/// Every importer, one line each, and reading by content.
public enum RunImporterCatalog {
  /// The importers, the most particular first.
  public static let all: [any RunImporter.Type] = [
    RetraceRunFolder.self
  ]

  /// The importer for what a path holds; nil if none knows it.
  public static func importer(for path: String) -> (any RunImporter.Type)? {
    all.first { $0.recognizes(path) }
  }

  /// Reads all runs that a path holds.
  ///
  /// - Throws: ``RunError`` if no importer knows it or none of the runs can be read.
  public static func load(_ path: String) throws -> [Run] {
    guard let importer = importer(for: path) else {
      throw RunError.unknownRecord(path: path, importers: all.map { $0.entry.name })
    }
    return try importer.runs(in: path)
  }
}
