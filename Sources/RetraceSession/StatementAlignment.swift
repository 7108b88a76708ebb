import RetraceSyntax

/// Holds the statements of a script against the digests recorded for it.
struct StatementAlignment {
  /// What became of a statement since its digest was recorded.
  enum Fate: Equatable {
    /// It is the same.
    case same
    /// It is the same, and ran under another seed.
    case reseeded
    /// It stands in place of another one.
    case edited
    /// There was none in its place.
    case added
  }

  /// What became of each statement.
  private(set) var fates: [Fate]
  /// Before which of today's statements recorded ones were removed.
  private(set) var removedBefore: [Int] = []

  /// Aligns the two by a longest common subsequence; where both are long and unlike, greedily.
  ///
  /// - Complexity: O(n log n), and at most some million steps more.
  init(recorded: [String], entries: [SessionScript.Entry], steps: [ScriptRun.Step]) {
    let old = recorded.map { String($0.prefix(StatementDigest.textLength)) }
    let new = entries.map { StatementDigest.textDigest(of: $0.statement) }
    fates = [Fate](repeating: .added, count: new.count)
    var nextOld = 0
    var nextNew = 0
    for (left, right) in Self.matches(old, new) + [(old.count, new.count)] {
      // Between two matches, what stands on both sides was edited, and what is left was added
      // or removed.
      let shared = min(left - nextOld, right - nextNew)
      for position in nextNew..<(nextNew + shared) { fates[position] = .edited }
      if left - nextOld > shared, right < new.count { removedBefore.append(right) }
      if right < new.count {
        let isRun = right < steps.count
        fates[right] = isRun && steps[right].digest != recorded[left] ? .reseeded : .same
      }
      nextOld = left + 1
      nextNew = right + 1
    }
  }

  /// Pairs of equal elements, both in order.
  private static func matches(_ old: [String], _ new: [String]) -> [(Int, Int)] {
    var start = 0
    while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
    var tail = 0
    while tail < min(old.count, new.count) - start,
      old[old.count - 1 - tail] == new[new.count - 1 - tail]
    {
      tail += 1
    }
    let oldMiddle = old[start..<(old.count - tail)]
    let newMiddle = new[start..<(new.count - tail)]
    let middle =
      oldMiddle.count * newMiddle.count <= 4_000_000
      ? longest(Array(oldMiddle), Array(newMiddle)) : greedy(Array(oldMiddle), Array(newMiddle))
    return (0..<start).map { ($0, $0) } + middle.map { ($0 + start, $1 + start) }
      + (0..<tail).map { (old.count - tail + $0, new.count - tail + $0) }
  }

  /// The longest common subsequence.
  private static func longest(_ old: [String], _ new: [String]) -> [(Int, Int)] {
    guard !old.isEmpty, !new.isEmpty else { return [] }
    let width = new.count + 1
    var lengths = [Int32](repeating: 0, count: (old.count + 1) * width)
    for left in stride(from: old.count - 1, through: 0, by: -1) {
      for right in stride(from: new.count - 1, through: 0, by: -1) {
        lengths[left * width + right] =
          old[left] == new[right]
          ? lengths[(left + 1) * width + right + 1] + 1
          : max(lengths[(left + 1) * width + right], lengths[left * width + right + 1])
      }
    }
    var pairs: [(Int, Int)] = []
    var left = 0
    var right = 0
    while left < old.count, right < new.count {
      if old[left] == new[right] {
        pairs.append((left, right))
        left += 1
        right += 1
      } else if lengths[(left + 1) * width + right] >= lengths[left * width + right + 1] {
        left += 1
      } else {
        right += 1
      }
    }
    return pairs
  }

  /// For each new element the next equal old one, if there is one.
  private static func greedy(_ old: [String], _ new: [String]) -> [(Int, Int)] {
    var places: [String: [Int]] = [:]
    for (position, digest) in old.enumerated().reversed() {
      places[digest, default: []].append(position)
    }
    var pairs: [(Int, Int)] = []
    var next = 0
    for (position, digest) in new.enumerated() {
      while let place = places[digest]?.last, place < next { places[digest]?.removeLast() }
      guard let place = places[digest]?.last else { continue }
      pairs.append((place, position))
      next = place + 1
    }
    return pairs
  }
}
