public import RetraceCatalog

/// A kind of training record: one file that describes and reads it, one line in
/// ``RunImporterCatalog/all``.
public protocol RunImporter: Sendable {
  /// How it describes itself; the name is what `load` says it found.
  static var entry: CatalogEntry { get }

  /// Whether a path, a folder or a file, is such a record itself; quick.
  ///
  /// Folders that merely hold records somewhere below are searched by ``RunImporterCatalog``.
  static func recognizes(_ path: String) -> Bool

  /// Whether a path can be read as such a record if the user says that it is a run, though it
  /// might be something else, such as a table.
  static func canRead(_ path: String) -> Bool

  /// Reads all runs of the record.
  ///
  /// What is damaged is left out with a note in the run, as long as something of it can be read.
  ///
  /// - Throws: ``RunError`` if nothing can be read, `Interrupted`.
  static func runs(in path: String) throws -> [Run]
}

extension RunImporter {
  /// Whether it is such a record by itself.
  public static func canRead(_ path: String) -> Bool { recognizes(path) }
}
