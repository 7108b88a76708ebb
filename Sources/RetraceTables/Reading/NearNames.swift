import Glibc

/// Names that resemble one that does not exist.
package enum NearNames {
  /// The best of some names that resemble `name`, at most two, best first.
  ///
  /// A name is near if upper and lower case aside it differs in at most a third of its characters
  /// (Levenshtein distance), or if one starts with the other.
  package static func near(_ name: String, among names: [String]) -> [String] {
    let wanted = Array(name.lowercased().unicodeScalars.prefix(64))
    guard !wanted.isEmpty else { return [] }
    return names.prefix(10_000).compactMap { other -> (name: String, distance: Int)? in
      let letters = Array(other.lowercased().unicodeScalars.prefix(64))
      let distance = distance(wanted, letters)
      let startsAlike =
        min(letters.count, wanted.count) >= 3
        && (letters.starts(with: wanted) || wanted.starts(with: letters))
      guard distance <= max(1, wanted.count / 3) || startsAlike else { return nil }
      return (other, distance)
    }
    .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
    .prefix(2).map(\.name)
  }

  /// Paths in the folder of `path` whose last part resembles that of `path`.
  package static func files(like path: String) -> [String] {
    let slash = path.lastIndex(of: "/")
    let prefix = slash.map { String(path[...$0]) } ?? ""
    let last = slash.map { String(path[path.index(after: $0)...]) } ?? path
    guard let folder = opendir(prefix.isEmpty ? "." : prefix) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder), names.count < 10_000 {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return near(last, among: names).map { prefix + $0 }
  }

  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var row = Array(0...right.count)
    for (position, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = position + 1
      for (other, candidate) in right.enumerated() {
        let substituted = diagonal + (letter == candidate ? 0 : 1)
        diagonal = row[other + 1]
        row[other + 1] = min(substituted, diagonal + 1, row[other] + 1)
      }
    }
    return row[right.count]
  }
}
