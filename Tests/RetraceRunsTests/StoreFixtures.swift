import Foundation

/// Folders of records for tests.
enum StoreFixtures {
  /// A folder of the fixtures.
  static func folder(_ name: String) -> String {
    let here = URL(filePath: #filePath).deletingLastPathComponent()
    return here.appending(path: "Fixtures/\(name)").path
  }

  /// Writes small files, with the folders that they lie in.
  static func write(_ files: [String: String], in folder: String) throws {
    for (name, text) in files {
      let path = URL(filePath: "\(folder)/\(name)")
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: path)
    }
  }
}
