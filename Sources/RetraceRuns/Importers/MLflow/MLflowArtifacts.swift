/// Finds the folders of artifacts that a store names.
enum MLflowArtifacts {
  /// The folder of a run's artifacts: in the run's own folder, or where the store says.
  ///
  /// A place that a store names is believed only if it is one that MLflow would choose,
  /// `…/RUN/artifacts`: a record cannot make other folders look like a run's.
  static func folder(
    _ uri: String, run: String, beside folder: StoreFolder
  ) -> StoreFolder? {
    if let own = folder.folder("artifacts") { return own }
    guard let parts = localParts(uri), parts.suffix(2) == [run, "artifacts"] else { return nil }
    return open("/", parts[...])
  }

  /// The folder of a run or model that a database names, where it is or beside the database.
  ///
  /// - Parameters:
  ///   - uri: a path or `file:` address.
  ///   - id: the run or model, which the path must name before `artifacts`.
  ///   - base: the folder of the database.
  static func folder(_ uri: String, id: String, base: String) -> StoreFolder? {
    guard let parts = localParts(uri), parts.suffix(2) == [id, "artifacts"] else { return nil }
    // A store that was moved keeps its inner order: the longest end of the path that exists.
    for start in max(0, parts.count - 8)..<max(0, parts.count - 1) {
      if let found = open(base, parts[start...]) { return found }
    }
    return open("/", parts[...])
  }

  /// The kind of place that an address names, if it is not this machine's files.
  static func remoteScheme(_ uri: String) -> String? {
    guard let colon = uri.firstIndex(of: ":"), uri[colon...].hasPrefix("://") else { return nil }
    let scheme = uri[..<colon].lowercased()
    let isWord = scheme.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D }
    return scheme == "file" || scheme.isEmpty || !isWord ? nil : scheme
  }

  /// The names on a path of this machine, without what leads up; nil if it is none.
  static func localParts(_ uri: String) -> [String]? {
    var path = uri[...]
    if path.hasPrefix("file:") {
      path = path.dropFirst(5)
      if path.hasPrefix("//") {
        // What stands between `//` and `/` is a machine's name.
        guard let slash = path.dropFirst(2).firstIndex(of: "/") else { return nil }
        let host = path.dropFirst(2)[..<slash]
        guard host.isEmpty || host == "localhost" else { return nil }
        path = path[slash...]
      }
      guard let decoded = percentDecoded(String(path)) else { return nil }
      path = decoded[...]
    } else if remoteScheme(uri) != nil {
      return nil
    }
    let parts = path.split(separator: "/").map(String.init).filter { $0 != "." }
    guard path.utf8.count <= 4_096, parts.count <= 64, !parts.contains("..") else { return nil }
    return parts
  }

  private static func percentDecoded(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), value != 0
      else { return nil }
      rest = rest.dropFirst(2)
      bytes.append(value)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Opens a folder below another, name by name, without following links.
  private static func open(_ base: String, _ parts: ArraySlice<String>) -> StoreFolder? {
    guard var folder = StoreFolder(base == "/" ? "/" : base) else { return nil }
    for part in parts {
      guard let next = folder.folder(part) else { return nil }
      folder = next
    }
    return folder
  }
}
