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

  /// Reads a model, with what the user says about it where the file does not.
  ///
  /// Formats whose files say all leave this to the default; names, classes, target and scaling
  /// are applied to every format's models alike.
  static func load(_ file: MappedFile, hints: ModelHints) throws -> LoadedModel
}

extension ModelFormat {
  /// Reads a model whose file says all that its reader needs.
  ///
  /// - Throws: ``ModelError``, also where layers are said that the file tells itself.
  public static func load(_ file: MappedFile, hints: ModelHints) throws -> LoadedModel {
    guard hints.layers == nil else {
      throw ModelError.unsuitedHint(
        "layers", reason: "the file is \(entry.name), which tells its layers itself")
    }
    return LoadedModel(try hints.applied(to: load(file)), format: entry.name)
  }
}
