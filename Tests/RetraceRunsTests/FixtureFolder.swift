import Foundation

/// The fixtures of these tests.
enum FixtureFolder {
  /// The path of a fixture.
  static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)").path
  }
}
