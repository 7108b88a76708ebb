import RetraceCatalog
public import RetraceTables

/// Every model format, one line each, and reading by content.
public enum ModelFormatCatalog {
  /// The formats, the most particular first.
  public static let all: [any ModelFormat.Type] = [
    XGBoostJSON.self,
    XGBoostUBJSON.self,
    PlainModelJSON.self,
    LightGBMText.self,
    CatBoostJSON.self,
    ONNXFormat.self,
    SafetensorsNetwork.self,
  ]

  /// The format of a file; nil if none knows it.
  public static func format(of file: MappedFile) -> (any ModelFormat.Type)? {
    all.first { $0.recognizes(file) }
  }

  /// Reads a model of whatever format.
  ///
  /// - Throws: ``ModelError`` if no format knows the file or it is damaged, `TableError` if it
  ///   cannot be opened.
  public static func load(path: String) throws -> any Model {
    try load(path: path, hints: ModelHints()).model
  }

  /// Reads a model of whatever format, with what the user says about it.
  ///
  /// - Throws: ``ModelError`` if no format knows the file, it is damaged, or a hint does not fit;
  ///   `TableError` if it cannot be opened, or is of a kind that is never read.
  public static func load(path: String, hints: ModelHints) throws -> LoadedModel {
    let file = try MappedFile(path: path)
    guard let format = format(of: file) else {
      try ForeignFile.refuse(file)
      throw ModelError.unknownFormat(file: path, formats: all.map { $0.entry.name })
    }
    return try format.load(file, hints: hints)
  }
}
