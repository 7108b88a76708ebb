public import RetraceCatalog
public import RetraceTables

/// A kind of model file: one file that describes and reads it, one line in
/// ``ModelFormatCatalog/all``.
public protocol ModelFormat: Sendable {
  /// How it describes itself.
  static var entry: CatalogEntry { get }

  /// Whether a file is of this format, by its content; quick, and without a full reading.
  static func recognizes(_ file: MappedFile) -> Bool

  /// Reads a model.
  ///
  /// - Throws: ``ModelError/unreadable(file:place:reason:)`` for anything that is wrong with the
  ///   file. Whatever the bytes are, it neither crashes nor allocates without bound.
  static func load(_ file: MappedFile) throws -> any Model
}
