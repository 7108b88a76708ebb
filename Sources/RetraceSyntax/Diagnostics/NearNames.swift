/// Finds the names that someone may have meant.
package enum NearNames {
  /// How many suggestions are made at most.
  package static let limit = 3

  /// The candidates near to a name, the nearest first; none if nothing is near.
  ///
  /// Near is a distance of at most a third of the name's length, counting insertions, deletions,
  /// substitutions and exchanges of neighbours (optimal string alignment). Differences of case and
  /// of `_`, `-` and blanks hardly count.
  ///
  /// - Parameters:
  ///   - name: what was typed.
  ///   - candidates: names of the same kind.
  /// - Complexity: O(candidates × length²), with names cut at 64 characters.
  package static func suggestions(
    for name: String, among candidates: some Sequence<String>
  ) -> [String] {
    let typed = folded(name)
    guard !typed.isEmpty else { return [] }
    let allowed = typed.count / 3
    var found: [(distance: Int, name: String)] = []
    for candidate in candidates where candidate != name {
      let other = folded(candidate)
      let distance: Int
      if other == typed {
        distance = 0
      } else {
        guard abs(other.count - typed.count) <= allowed, allowed > 0 else { continue }
        distance = self.distance(typed, other, limit: allowed)
        guard distance <= allowed else { continue }
      }
      found.append((distance, candidate))
    }
    found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
    var names: [String] = []
    for (_, name) in found where names.count < limit && !names.contains(name) {
      names.append(name)
    }
    return names
  }

  /// A phrase for a help line, `did you mean 'loss'?`, or nil if nothing is near.
  package static func phrase(
    for name: String, among candidates: some Sequence<String>
  ) -> String? {
    let names = suggestions(for: name, among: candidates).map { "'\($0)'" }
    guard let last = names.last else { return nil }
    if names.count == 1 { return "did you mean \(last)?" }
    return "did you mean \(names.dropLast().joined(separator: ", ")) or \(last)?"
  }

  /// A name in lower case without what joins words.
  private static func folded(_ name: String) -> [Character] {
    Array(name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " && $0 != "." }.prefix(64))
  }

  /// The number of edits between two texts, or more than `limit` if there are more.
  package static func distance(_ first: [Character], _ second: [Character], limit: Int) -> Int {
    if first.isEmpty || second.isEmpty { return max(first.count, second.count) }
    var beforeLast = [Int](repeating: 0, count: second.count + 1)
    var last = Array(0...second.count)
    var row = beforeLast
    for i in 1...first.count {
      row[0] = i
      var best = i
      for j in 1...second.count {
        let cost = first[i - 1] == second[j - 1] ? 0 : 1
        var value = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
        if i > 1, j > 1, first[i - 1] == second[j - 2], first[i - 2] == second[j - 1] {
          value = min(value, beforeLast[j - 2] + 1)
        }
        row[j] = value
        best = min(best, value)
      }
      if best > limit { return limit + 1 }
      (beforeLast, last, row) = (last, row, beforeLast)
    }
    return last[second.count]
  }
}
