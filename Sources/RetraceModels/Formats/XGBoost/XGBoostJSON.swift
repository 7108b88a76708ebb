import Glibc
public import RetraceCatalog
public import RetraceTables

/// XGBoost's models as `Booster.save_model("model.json")` writes them.
public enum XGBoostJSON: ModelFormat {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "XGBoost JSON",
    summary: "A model that XGBoost saved as JSON.",
    discussion: """
      Boosters `gbtree`, `dart` and `gblinear`, random forests, several classes, missing values \
      and categories, of versions from 1.0 on. After early stopping the trees up to the best \
      iteration count. Categories are known by name from version 3.1 on, before by their codes.
      """,
    examples: [Example("load(\"model.json\")", "read a model")],
    references: [
      "T. Chen, C. Guestrin, XGBoost: A scalable tree boosting system, KDD 2016, https://doi.org/10.1145/2939672.2939785"
    ],
    searchTerms: ["xgboost", "booster", "gbtree", "dart", "gblinear"])

  /// Whether a file is a JSON object with a learner that has a booster.
  public static func recognizes(_ file: MappedFile) -> Bool {
    file.withBytes { bytes in
      let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
      guard bytes.first(where: { !blanks.contains($0) }) == UInt8(ascii: "{") else { return false }
      let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(1 << 16))
      return find("\"learner\"", in: head) && find("\"gradient_booster\"", in: bytes)
    }
  }

  /// Whether a text occurs in bytes.
  static func find(_ text: StaticString, in bytes: UnsafeRawBufferPointer) -> Bool {
    guard var place = bytes.baseAddress else { return false }
    let end = place + bytes.count
    let count = text.utf8CodeUnitCount
    while end - place >= count,
      let found = memchr(place, Int32(text.utf8Start.pointee), end - place - count + 1)
    {
      if memcmp(found, text.utf8Start, count) == 0 { return true }
      place = UnsafeRawPointer(found) + 1
    }
    return false
  }

  /// Reads a model file.
  ///
  /// - Throws: ``ModelError/unreadable(file:place:reason:)``.
  /// - Complexity: linear in the size of the file.
  public static func load(_ file: MappedFile) throws -> any Model {
    var trees: [TreeArrays] = []
    do {
      let json = try PackedJSON.parse(file, itemsOf: "trees") { item in
        trees.append(try tree(item, number: trees.count, file: file.name))
      }
      return try XGBoostModel(file: file.name, trees: trees, json: json).model()
    } catch let error as TableError {
      guard case .json(_, let line, let column, let reason) = error else { throw error }
      throw ModelError.unreadable(
        file: file.name, place: "line \(line), column \(column)", reason: reason)
    }
  }

  static func tree(_ item: PackedJSON, number: Int, file: String) throws -> TreeArrays {
    let fields = XGBoostFields(file: file, place: "trees[\(number)]", json: item)
    guard case .object = item else { throw fields.wrong("", "expected an object") }
    return try XGBoostTree.read(fields)
  }
}
