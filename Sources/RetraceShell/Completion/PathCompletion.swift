import Glibc

/// Completes paths of files and folders.
struct PathCompletion {
  /// The folder that relative paths start from.
  let folder: String
  /// The home folder, for `~`.
  let home: String?

  /// How many names of a folder are looked at.
  static let limit = 20_000

  /// The names in the folder that is typed, of which the part behind the last `/` is replaced.
  func result(_ typed: String, _ range: Range<Int>) -> CompletionResult? {
    if typed == "~", home != nil {
      return CompletionResult(replaceRange: range, candidates: [CompletionCandidate("~/")])
    }
    let cut = typed.lastIndex(of: "/").map(typed.index(after:)) ?? typed.startIndex
    let head = String(typed[..<cut])
    let prefix = String(typed[cut...])
    var place = head
    if let home, head.hasPrefix("~/") { place = home + head.dropFirst() }
    if !place.hasPrefix("/") { place = folder + "/" + place }
    var candidates: [CompletionCandidate] = []
    for name in Self.names(in: place).sorted() {
      // Hidden files show once their point is typed.
      guard name.hasPrefix(prefix), prefix.hasPrefix(".") || !name.hasPrefix(".") else { continue }
      let isFolder = Self.isFolder(place + "/" + name)
      candidates.append(CompletionCandidate(isFolder ? name + "/" : name))
    }
    guard !candidates.isEmpty else { return nil }
    let start = range.lowerBound + head.utf8.count
    return CompletionResult(replaceRange: start..<range.upperBound, candidates: candidates)
  }

  private static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while names.count < limit, let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != "..", !name.contains("\n") { names.append(name) }
    }
    return names
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
