public import RetraceCatalog

/// A kind of training record: one file that describes and reads it, one line in
/// ``RunImporterCatalog/all``.
public protocol RunImporter: Sendable {
  /// How it describes itself.
  static var entry: CatalogEntry { get }

  /// Whether a path, a folder or a file, holds such a record; quick.
  static func recognizes(_ path: String) -> Bool

  /// Reads all runs that a path holds.
  ///
  /// - Throws: ``RunError`` if none of them can be read.
  static func runs(in path: String) throws -> [Run]
}
