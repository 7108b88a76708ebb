/// What a file holds, by its first bytes.
enum FileKind {
  case text
  case gzip
  case npy
  /// A format that is not read as a table: what it is, and what to do instead.
  case other(found: String, wayOut: String)
  /// Text in an encoding that is not read.
  case encoded(String)

  private static let pickle = (
    "a pickle",
    "a pickle can run code when it is opened, so it never is; in Python, export a table with "
      + "DataFrame.to_csv, a model with skl2onnx or the library's own save_model, a run with "
      + "scripts/retrace_recorder.py"
  )
  private static let table = "export the table as CSV, for example with DataFrame.to_csv"
  private static let unpack = "unpack it first"
  private static let torch =
    "a pickle can run code when it is opened, so it never is; in Python, "
    + "safetensors.torch.save_file(torch.load(path, weights_only=True), \"model.safetensors\") "
    + "writes its numbers, torch.onnx.export(model, (x,), \"model.onnx\") the model"
  private static let keras =
    "in Python, keras.saving.load_model(path).export(\"model.onnx\", format=\"onnx\") writes the "
    + "model in a form that is read"

  private static let magics: [(bytes: [UInt8], found: String, wayOut: String)] = [
    (Array("PAR1".utf8), "a Parquet file", table),
    (Array("ARROW1".utf8), "an Arrow file", table),
    (Array("FEA1".utf8), "a Feather file", table),
    (
      [0x89, 0x48, 0x44, 0x46], "an HDF5 file",
      "if it is a table, export it as CSV; if it is a Keras model: " + keras
    ),
    (
      Array("CBM1".utf8), "a CatBoost model in CatBoost's own form",
      "in Python, CatBoost().load_model(path).save_model(\"model.json\", format=\"json\") writes it "
        + "in a form that is read"
    ),
    (Array("SQLite format 3\0".utf8), "an SQLite database", "export the table as CSV"),
    ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook", "save the sheet as CSV UTF-8"),
    (Array("BZh".utf8), "compressed by bzip2", unpack),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "compressed by xz", unpack),
    ([0x28, 0xB5, 0x2F, 0xFD], "compressed by zstd", unpack),
    ([0x04, 0x22, 0x4D, 0x18], "compressed by lz4", unpack),
    (Array("%PDF".utf8), "a PDF document", "export the table as CSV"),
    ([0x7F, 0x45, 0x4C, 0x46], "a program", "name a table"),
    ([0x89, 0x50, 0x4E, 0x47], "a picture", "name a table"),
    ([0xFF, 0xD8, 0xFF], "a picture", "name a table"),
  ]

  /// Judges the first bytes and the name of a file.
  static func of(_ bytes: UnsafeRawBufferPointer, name: String) -> FileKind {
    func starts(_ magic: [UInt8]) -> Bool {
      bytes.count >= magic.count && zip(bytes, magic).allSatisfy { $0 == $1 }
    }
    let lower = name.lowercased()
    if [".pt", ".pth", ".bin"].contains(where: lower.hasSuffix), isPickle(bytes) {
      return .other(found: "a PyTorch checkpoint, which is a pickle", wayOut: torch)
    }
    if [".pkl", ".pickle", ".joblib"].contains(where: lower.hasSuffix) {
      return .other(found: pickle.0, wayOut: pickle.1)
    }
    if starts([0x1F, 0x8B]) { return .gzip }
    if starts([0x93] + Array("NUMPY".utf8)) { return .npy }
    if isPickle(bytes) {
      return .other(found: pickle.0, wayOut: pickle.1)
    }
    if starts([0x50, 0x4B, 0x03, 0x04]) || starts([0x50, 0x4B, 0x05, 0x06]) {
      return archive(bytes)
    }
    for magic in magics where starts(magic.bytes) {
      return .other(found: magic.found, wayOut: magic.wayOut)
    }
    // zlib's header, as joblib compresses: the first two bytes are a multiple of 31.
    if bytes.count > 2, bytes[0] == 0x78, [0x01, 0x5E, 0x9C, 0xDA].contains(bytes[1]),
      bytes.prefix(64).contains(where: { $0 >= 0x80 || $0 == 0 })
    {
      return .other(found: "zlib data, perhaps of joblib", wayOut: pickle.1)
    }
    return encoding(bytes) ?? .text
  }

  private static func isPickle(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count > 2 && bytes[0] == 0x80 && (2...5).contains(bytes[1])
  }

  private static func archive(_ bytes: UnsafeRawBufferPointer) -> FileKind {
    let head = String(decoding: bytes.prefix(4_096), as: UTF8.self)
    if head.contains("[Content_Types].xml") || head.contains("xl/") {
      return .other(found: "an Excel workbook", wayOut: "save the sheet as CSV UTF-8")
    }
    if head.contains("/data.pkl") {
      return .other(found: "a PyTorch checkpoint, which holds a pickle", wayOut: torch)
    }
    if head.contains("metadata.json") || head.contains("model.weights.h5") {
      return .other(found: "a Keras model", wayOut: keras)
    }
    if head.contains(".npy") {
      return .other(found: "an NPZ archive", wayOut: "unpack it and load the NPY files in it")
    }
    return .other(found: "a ZIP archive", wayOut: unpack)
  }

  private static func encoding(_ bytes: UnsafeRawBufferPointer) -> FileKind? {
    guard bytes.count >= 2 else { return nil }
    let head = Array(bytes.prefix(64))
    if head.starts(with: [0xFF, 0xFE, 0, 0]) { return .encoded("UTF-32LE") }
    if head.starts(with: [0, 0, 0xFE, 0xFF]) { return .encoded("UTF-32BE") }
    if head.starts(with: [0xFF, 0xFE]) { return .encoded("UTF-16LE") }
    if head.starts(with: [0xFE, 0xFF]) { return .encoded("UTF-16BE") }
    // Without a mark: ASCII in two bytes has a zero in every other place.
    guard head.count >= 8 else { return nil }
    let pairs = head.count / 2
    let evenZeros = (0..<pairs).count { head[2 * $0] == 0 && head[2 * $0 + 1] != 0 }
    let oddZeros = (0..<pairs).count { head[2 * $0 + 1] == 0 && head[2 * $0] != 0 }
    if evenZeros == pairs { return .encoded("UTF-16BE") }
    if oddZeros == pairs { return .encoded("UTF-16LE") }
    return nil
  }
}
