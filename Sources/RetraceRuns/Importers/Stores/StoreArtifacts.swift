import Glibc

/// The files that a tool keeps for a run.
enum StoreArtifacts {
  /// How many files of a run are listed, and how deep folders may lie in folders.
  static let (fileLimit, depthLimit) = (10_000, 32)

  /// The paths of all files below a folder, in order; links are left out.
  ///
  /// - Parameters:
  ///   - folder: where to look.
  ///   - paths: receives the paths.
  /// - Returns: whether all were listed.
  static func list(_ folder: StoreFolder, into paths: inout [String]) -> Bool {
    list(folder, depth: 0, into: &paths)
  }

  private static func list(
    _ folder: StoreFolder, depth: Int, into paths: inout [String]
  ) -> Bool {
    var isWhole = true
    for entry in folder.entries() {
      guard paths.count < fileLimit else { return false }
      switch entry.kind {
      case .file: paths.append("\(folder.path)/\(entry.name)")
      case .folder:
        guard depth < depthLimit, let inner = folder.folder(entry.name) else {
          isWhole = false
          continue
        }
        isWhole = list(inner, depth: depth + 1, into: &paths) && isWhole
      case .other: isWhole = false
      }
    }
    return isWhole
  }

  /// The absolute form of a path, without following what lies on it, and without a slash at its end.
  static func absolute(_ path: String) -> String {
    var path = path[...]
    while path.hasPrefix("./") { path = path.dropFirst(2) }
    while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
    guard !path.hasPrefix("/"), let working = getcwd(nil, 0) else { return String(path) }
    defer { free(working) }
    let folder = String(cString: working)
    return path.isEmpty || path == "." ? folder : "\(folder)/\(path)"
  }

  /// The folder that a path lies in; nil for the topmost.
  static func parent(_ path: String) -> String? {
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return nil }
    return String(path[..<slash])
  }
}
