public import RetraceCatalog
public import RetraceTables

/// Retrace's own model file, which can be read and written by hand.
///
/// The types are `logistic`, `linear`, `softmax_regression`, `mlp`, `tree_ensemble` and `gam`.
public enum PlainModelJSON: ModelFormat {
  /// The types that can be read and written.
  public static let types =
    LinearFamily.Kind.allCases.map(\.rawValue) + ["mlp", "tree_ensemble", "gam"]

  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "plain model JSON",
    summary: "A model as a JSON object that can be read and written by hand.",
    discussion: """
      `{"type": "logistic", "features": ["age"], "coef": [0.1], "intercept": 0}` is a model. \
      Types: `logistic`, `linear`, `softmax_regression`, `mlp`, `tree_ensemble`, `gam`. Optional keys: \
      `mean`, `scale`, `classes`, `target`, `feature_kinds`, `preprocess`, `target_mean`, \
      `target_scale`.
      """,
    examples: [Example("load(\"model.json\")", "read a model")],
    searchTerms: ["json", "model file", "logistic", "mlp", "trees"])

  /// Whether a file is a JSON object with a `type` among ``types``.
  public static func recognizes(_ file: MappedFile) -> Bool {
    file.withBytes { bytes in
      let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
      guard bytes.first(where: { !blanks.contains($0) }) == UInt8(ascii: "{") else { return false }
      let key = Array("\"type\"".utf8)
      var start = 0
      while let found = Self.position(of: key, in: bytes, from: start) {
        var position = found + key.count
        while position < bytes.count, blanks.contains(bytes[position]) { position += 1 }
        if position < bytes.count, bytes[position] == UInt8(ascii: ":") {
          position += 1
          while position < bytes.count, blanks.contains(bytes[position]) { position += 1 }
          let rest = UnsafeRawBufferPointer(rebasing: bytes[position...].prefix(32))
          if types.contains(where: { rest.starts(with: "\"\($0)\"".utf8) }) { return true }
        }
        start = found + 1
      }
      return false
    }
  }

  /// Where bytes first occur from a place on.
  static func position(
    of key: [UInt8], in bytes: UnsafeRawBufferPointer, from start: Int
  ) -> Int? {
    guard bytes.count - start >= key.count else { return nil }
    for position in start...bytes.count - key.count where bytes[position] == key[0] {
      if (1..<key.count).allSatisfy({ bytes[position + $0] == key[$0] }) { return position }
    }
    return nil
  }

  /// Reads a model file.
  ///
  /// - Throws: ``ModelError/unreadable(file:place:reason:)``.
  public static func load(_ file: MappedFile) throws -> any Model {
    do {
      return try model(of: JSONParser.parse(file), file: file.name)
    } catch let error as TableError {
      guard case .json(_, let line, let column, let reason) = error else { throw error }
      throw ModelError.unreadable(
        file: file.name, place: "line \(line), column \(column)", reason: reason)
    }
  }

  /// The model that a JSON object describes.
  ///
  /// - Parameters:
  ///   - json: an object with a `type`.
  ///   - file: what messages call it.
  /// - Throws: ``ModelError/unreadable(file:place:reason:)``.
  public static func model(of json: JSON, file: String = "model") throws -> any Model {
    let fields = ModelJSONFields(file: file, place: "", json: json)
    guard case .object = json else { throw fields.wrong("", "expected a JSON object") }
    let type = try fields.text("type")
    let common = try Common(fields)
    if let kind = LinearFamily.Kind(rawValue: type) {
      return try linear(kind, fields, common)
    }
    switch type {
    case "mlp": return try mlp(fields, common)
    case "tree_ensemble": return try trees(fields, common)
    case "gam": return try additive(fields, common)
    default:
      throw fields.wrong(
        "type", "'\(type)' is none of \(types.map { "'\($0)'" }.joined(separator: ", "))")
    }
  }

  /// Writes a model file whole or not at all.
  ///
  /// - Throws: ``ModelError/notWritable(family:writable:)``, `TableError` if the file cannot be
  ///   written.
  public static func save(_ model: any Model, path: String) throws {
    let text = try json(of: model).serialized + "\n"
    try AtomicFile.write(Array(text.utf8), path: path)
  }
}
