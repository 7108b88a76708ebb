public import RetraceCatalog
public import RetraceTables

/// XGBoost's models as `Booster.save_model("model.ubj")` writes them.
public enum XGBoostUBJSON: ModelFormat {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "XGBoost UBJSON",
    summary: "A model that XGBoost saved as UBJSON, its default.",
    discussion: "The same as XGBoost JSON, in binary form.",
    examples: [Example("load(\"model.ubj\")", "read a model")],
    references: XGBoostJSON.entry.references,
    searchTerms: ["xgboost", "booster", "ubj", "binary"])

  /// Whether a file is a UBJSON object with a learner that has a booster.
  public static func recognizes(_ file: MappedFile) -> Bool {
    file.withBytes { bytes in
      guard bytes.count > 16, bytes[0] == UInt8(ascii: "{") else { return false }
      guard "iUIlL".utf8.contains(bytes[1]) else { return false }
      let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(1 << 16))
      return XGBoostJSON.find("learner", in: head)
        && XGBoostJSON.find("gradient_booster", in: bytes)
    }
  }

  /// Reads a model file.
  ///
  /// - Throws: ``ModelError/unreadable(file:place:reason:)``.
  /// - Complexity: linear in the size of the file.
  public static func load(_ file: MappedFile) throws -> any Model {
    try file.withBytes { bytes in
      var trees: [TreeArrays] = []
      do {
        var cursor = UBJSONCursor(bytes)
        let json = try cursor.file(itemsOf: "trees") { item in
          trees.append(try XGBoostJSON.tree(item, number: trees.count, file: file.name))
        }
        return try XGBoostModel(file: file.name, trees: trees, json: json).model()
      } catch let failure as UBJSONCursor.Failure {
        throw ModelError.unreadable(
          file: file.name, place: "byte \(failure.offset)", reason: failure.reason)
      }
    }
  }
}
