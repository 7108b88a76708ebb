/// Names that are near to one that does not exist.
///
/// The distance is Damerau's: insertions, deletions, substitutions and swaps of neighbours.
/// Near is what is at most a third of the longer name away; case, `_` and `-` hardly count.
public enum Suggestions {
  /// At most three names that are near, nearest first; none where nothing is.
  ///
  /// - Complexity: O(candidates × length²), for names of at most 64 characters.
  public static func names(
    near name: String, among candidates: some Sequence<String>
  ) -> [String] {
    let wanted = folded(name)
    guard !wanted.isEmpty, wanted.count <= 64 else { return [] }
    var near: [(distance: Int, name: String)] = []
    var seen: Set<String> = []
    for candidate in candidates where candidate != name && seen.insert(candidate).inserted {
      let other = folded(candidate)
      guard !other.isEmpty, other.count <= 64 else { continue }
      let limit = max(wanted.count, other.count) / 3
      guard abs(wanted.count - other.count) <= limit else { continue }
      let distance = self.distance(wanted, other)
      if distance <= limit { near.append((distance, candidate)) }
    }
    return near.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
  }

  /// `did you mean 'a' or 'b'?`; nil where nothing is near.
  ///
  /// - Parameter quote: what stands round each name; nothing where the names are quoted texts.
  public static func question(_ near: [String], quote: String = "'") -> String? {
    let quoted = near.map { quote + $0 + quote }
    guard let last = quoted.last else { return nil }
    guard quoted.count > 1 else { return "did you mean \(last)?" }
    return "did you mean \(quoted.dropLast().joined(separator: ", ")) or \(last)?"
  }

  /// `columns: a, b, c, … (21)`.
  public static func listing(_ label: String, _ names: [String], limit: Int = 12) -> String {
    guard !names.isEmpty else { return "\(label): none" }
    let shown = names.prefix(limit).joined(separator: ", ")
    return names.count > limit ? "\(label): \(shown), … (\(names.count))" : "\(label): \(shown)"
  }

  private static func folded(_ name: String) -> [Character] {
    name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
  }

  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 1...left.count {
      var current = [row]
      current.reserveCapacity(right.count + 1)
      for column in 1...right.count {
        let substitution = left[row - 1] == right[column - 1] ? 0 : 1
        var best = min(
          last[column] + 1, current[column - 1] + 1, last[column - 1] + substitution)
        if row > 1, column > 1, left[row - 1] == right[column - 2],
          left[row - 2] == right[column - 1]
        {
          best = min(best, beforeLast[column - 2] + 1)
        }
        current.append(best)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
