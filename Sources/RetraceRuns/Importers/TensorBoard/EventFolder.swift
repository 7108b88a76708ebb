import Glibc

/// A folder with event files, or with folders that have some.
struct EventFolder {
  let path: String
  /// The last part of its path.
  let name: String
  /// The event files directly in it, the oldest first.
  let files: [String]
  let children: [EventFolder]

  /// How deep folders are looked into.
  static let depthLimit = 16
  /// How many folders and files are looked at.
  static let entryLimit = 200_000

  /// Whether a file is an event file by its name, as TensorBoard tells them.
  static func isEventFile(_ name: String) -> Bool {
    name.contains("tfevents") && !name.hasSuffix(".profile-empty") && !name.hasPrefix(".")
  }

  /// Whether a folder holds event files, itself or in folders that are named for splits.
  static func holdsRun(_ path: String) -> Bool {
    let names = RunFiles.names(in: path)
    if names.contains(where: isEventFile) { return true }
    return names.contains { name in
      MetricName.split(ofWord: name) != nil && name != "test"
        && RunFiles.names(in: "\(path)/\(name)").contains(where: isEventFile)
    }
  }

  /// Looks for event files below a folder; links to folders are not followed.
  init(_ path: String) {
    var budget = Self.entryLimit
    self.init(path, depth: 0, budget: &budget)
  }

  private init(_ path: String, depth: Int, budget: inout Int) {
    self.path = path
    name = path.split(separator: "/").last.map(String.init) ?? path
    var files: [String] = []
    var children: [EventFolder] = []
    for entry in RunFiles.names(in: path) where !entry.hasPrefix(".") {
      budget -= 1
      guard budget >= 0 else { break }
      var status = stat()
      let inner = "\(path)/\(entry)"
      guard lstat(inner, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        guard depth < Self.depthLimit else { continue }
        let child = EventFolder(inner, depth: depth + 1, budget: &budget)
        if !child.files.isEmpty || !child.children.isEmpty { children.append(child) }
      } else if Self.isEventFile(entry), stat(inner, &status) == 0,
        status.st_mode & S_IFMT == S_IFREG
      {
        files.append(entry)
      }
    }
    self.files = files.sorted(by: NaturalOrder.precedes)
    self.children = children
  }

  /// All event files, this folder's first.
  var allFiles: [String] {
    files.map { "\(path)/\($0)" } + children.flatMap(\.allFiles)
  }
}
