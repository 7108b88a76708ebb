import Glibc
import RetraceNumerics

/// Looks for records below a folder.
struct RunSearch {
  /// Folders and files that an importer knows, in order of their paths.
  private(set) var records: [(path: String, importer: any RunImporter.Type)] = []
  /// What was not looked at.
  private(set) var notes: [String] = []
  private let root: String
  private var entries = 0

  /// How deep folders may lie in folders, and how many files and folders are looked at.
  static let (depthLimit, entryLimit) = (32, 1_000_000)

  init(_ root: String) { self.root = root }

  /// Searches; links to folders are not followed, as they may lead out or around in a ring.
  mutating func run() throws { try search(root, depth: 0) }

  private mutating func search(_ folder: String, depth: Int) throws {
    guard depth < Self.depthLimit else {
      notes.append("'\(folder)' lies too deep and was not searched")
      return
    }
    for name in RunFiles.names(in: folder) where !name.hasPrefix(".") {
      entries += 1
      guard entries <= Self.entryLimit else {
        if entries == Self.entryLimit + 1 {
          notes.append("only the first \(Self.entryLimit) files of '\(root)' were looked at")
        }
        return
      }
      if entries % 256 == 0 { try Interruption.check() }
      let path = "\(folder)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      let kind = status.st_mode & S_IFMT
      if kind == S_IFLNK {
        // A link to a file is as good as the file.
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      } else {
        guard kind == S_IFDIR || kind == S_IFREG else { continue }
      }
      if let importer = RunImporterCatalog.importer(for: path) {
        records.append((path, importer))
      } else if kind == S_IFDIR {
        try search(path, depth: depth + 1)
      }
    }
  }
}
