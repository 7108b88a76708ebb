import Crypto
import Glibc
import RetraceTables

/// The names and columns of the files in a run's folder.
enum RunFiles {
  static let metricColumns = ["step", "epoch", "split", "metric", "value", "time"]
  static let stepColumns = ["step", "epoch", "batch", "learning_rate", "loss", "gradient_norm"]

  static let metricTypes: [String: Column.Kind] = [
    "step": .number, "epoch": .number, "split": .category, "metric": .category,
    "value": .number, "time": .number,
  ]
  static let stepTypes = Dictionary(
    uniqueKeysWithValues: stepColumns.map { ($0, Column.Kind.number) })

  static var emptyMetrics: Table {
    Table(
      metricColumns.map { name in
        (
          name: name,
          column: metricTypes[name] == .category ? Column(categories: []) : Column(numbers: [])
        )
      })
  }

  /// How the tables of a run are read: only an empty cell is missing, types as they were.
  static func options(_ types: [String: Column.Kind]) -> TableReadingOptions {
    TableReadingOptions(
      delimiter: .character(","), header: .present, missing: [""], types: types)
  }

  /// The SHA-256 of bytes, in hexadecimal.
  static func digest(_ file: MappedFile) -> String {
    file.withBytes { bytes in
      var hash = SHA256()
      hash.update(bufferPointer: bytes)
      return hexadecimal(hash.finalize())
    }
  }

  /// The SHA-256 of bytes, in hexadecimal.
  static func digest(_ bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef")
    return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// The trees of all stages, where the model is an earlier one.
  static let stagedTrees = "checkpoints/trees.json"

  /// The name of the checkpoint of an epoch.
  static func checkpoint(_ epoch: Int, suffix: String = "safetensors") -> String {
    let digits = String(epoch)
    let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
    return "checkpoints/\(zeros)\(digits).\(suffix)"
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else {
        throw RunError.unwritable(folder: path, reason: "it is a file")
      }
      return
    }
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try makeFolder(String(path[..<slash]))
    }
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
      throw RunError.unwritable(folder: path, reason: String(cString: strerror(errno)))
    }
  }

  /// Opens a file of a record.
  ///
  /// Records come from elsewhere: what is no regular file, such as a link to a device that never
  /// ends, is refused.
  ///
  /// - Throws: `TableError` if it is not there, is none, or cannot be read.
  static func mapped(_ path: String) throws -> MappedFile {
    var status = stat()
    if stat(path, &status) == 0 {
      let kind = status.st_mode & S_IFMT
      guard kind == S_IFREG || kind == S_IFDIR else {
        throw TableError.unreadable(path: path, reason: "it is no regular file")
      }
    }
    return try MappedFile(path: path)
  }

  /// The names in a folder, sorted; empty if it cannot be read.
  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
