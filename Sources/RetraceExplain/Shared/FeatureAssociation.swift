import Glibc
import RetraceModels
import RetraceNumerics

/// Which features go together: of numbers Spearman's |correlation|, of categories Cramér's V
/// without its bias, of a category and a number the correlation ratio of the ranks.
///
/// Source: W. Bergsma, "A bias-correction for Cramér's V and Tschuprow's T", Journal of the Korean
/// Statistical Society 42, 2013.
struct FeatureAssociation: Sendable {
  /// Two features and how closely they go together, from 0 to 1.
  struct Pair: Sendable, Equatable {
    let first: Int
    let second: Int
    let strength: Double
  }

  /// At most so many rows are looked at, evenly spread.
  static let rowLimit = 2_000
  /// At most so many features are compared, each with each.
  static let featureLimit = 150
  /// What counts as going together.
  static let threshold = 0.7

  let names: [String]
  /// The pairs above the threshold, the closest first.
  let pairs: [Pair]
  let rowCount: Int
  let isSampled: Bool

  /// Compares the features of some rows.
  ///
  /// - Throws: `Interrupted`.
  /// - Complexity: O(features² · rows), with at most 150 features and 2,000 rows.
  init(_ rows: Matrix, features: FeatureSpace) throws {
    names = features.names
    let stride = max(1, (rows.rows + Self.rowLimit - 1) / Self.rowLimit)
    let used = Array(Swift.stride(from: 0, to: rows.rows, by: stride))
    rowCount = used.count
    isSampled = stride > 1
    let columns = (0..<min(features.count, Self.featureLimit)).map { feature in
      let cells = used.map { rows[$0, feature] }
      return features.features[feature].levels == nil
        ? Measure.ranks(Statistics.ranks(cells)) : Measure.codes(Self.dense(cells))
    }
    let candidates = columns.indices.flatMap { first in
      columns.indices.dropFirst(first + 1).map { (first, $0) }
    }
    let strengths = try Parallel.map(count: candidates.count, blockSize: 16) { position in
      let (first, second) = candidates[position]
      return Self.strength(columns[first], columns[second])
    }
    pairs = zip(candidates, strengths).compactMap { pair, strength in
      strength >= Self.threshold
        ? Pair(first: pair.0, second: pair.1, strength: strength) : nil
    }.sorted { ($1.strength, $0.first, $0.second) < ($0.strength, $1.first, $1.second) }
  }

  /// What to say of pairs that are not permuted together.
  func notes(apartFrom groups: [[Int]]) -> [String] {
    let open = pairs.filter { pair in
      !groups.contains { $0.contains(pair.first) && $0.contains(pair.second) }
    }
    var notes = open.prefix(3).map { pair in
      let (first, second) = (names[pair.first], names[pair.second])
      return "'\(first)' and '\(second)' go together "
        + "(\(ExplanationText.number(pair.strength, digits: 2))) and may share or hide their "
        + "importance; shuffle them together with groups: {both: [\(first), \(second)]}"
    }
    if open.count > 3 {
      notes.append("\(ExplanationText.count(open.count - 3, "more pair")) of features go together")
    }
    if !open.isEmpty, isSampled {
      notes.append("which features go together was judged on \(rowCount) rows, evenly spread")
    }
    if names.count > Self.featureLimit {
      notes.append(
        "whether features go together was looked at for the first \(Self.featureLimit) only")
    }
    return notes
  }

  /// A feature as it is compared.
  private enum Measure: Sendable {
    case ranks([Double])
    case codes([Int])
  }

  /// Different cells numbered from 0, missing ones and unknown levels as one more.
  private static func dense(_ cells: [Double]) -> [Int] {
    var known: [Double: Int] = [:]
    var missing: Int?
    return cells.map { cell in
      let next = known.count + (missing == nil ? 0 : 1)
      if cell.isNaN {
        missing = missing ?? next
        return missing ?? next
      }
      let code = known[cell] ?? next
      known[cell] = code
      return code
    }
  }

  private static func strength(_ first: Measure, _ second: Measure) -> Double {
    switch (first, second) {
    case (.ranks(let x), .ranks(let y)):
      let both = x.indices.filter { !x[$0].isNaN && !y[$0].isNaN }
      guard both.count > 3 else { return 0 }
      let found = abs(Statistics.correlation(both.map { x[$0] }, both.map { y[$0] }))
      return found.isNaN ? 0 : found
    case (.ranks(let ranks), .codes(let codes)), (.codes(let codes), .ranks(let ranks)):
      return correlationRatio(codes, ranks)
    case (.codes(let x), .codes(let y)): return cramersV(x, y)
    }
  }

  /// √(variance between the groups / variance), less what chance gives (ε²).
  private static func correlationRatio(_ codes: [Int], _ ranks: [Double]) -> Double {
    let used = ranks.indices.filter { !ranks[$0].isNaN }
    let groups = (codes.max() ?? 0) + 1
    guard used.count > groups + 1 else { return 0 }
    let mean = used.reduce(0) { $0 + ranks[$1] } / Double(used.count)
    var counts = [Double](repeating: 0, count: groups)
    var sums = counts
    var total = 0.0
    for row in used {
      let deviation = ranks[row] - mean
      counts[codes[row]] += 1
      sums[codes[row]] += deviation
      total += deviation * deviation
    }
    guard total > 0 else { return 0 }
    let present = counts.count { $0 > 0 }
    var between = 0.0
    for group in 0..<groups where counts[group] > 0 {
      between += sums[group] * sums[group] / counts[group]
    }
    let within = (total - between) / Double(used.count - present)
    return max(0, (between - Double(present - 1) * within) / total).squareRoot()
  }

  private static func cramersV(_ x: [Int], _ y: [Int]) -> Double {
    let (rows, columns) = ((x.max() ?? 0) + 1, (y.max() ?? 0) + 1)
    let n = Double(x.count)
    guard rows > 1, columns > 1, rows * columns <= max(100, x.count) else { return 0 }
    var counts = [Double](repeating: 0, count: rows * columns)
    var (rowSums, columnSums) = (
      [Double](repeating: 0, count: rows), [Double](repeating: 0, count: columns)
    )
    for (a, b) in zip(x, y) {
      counts[a * columns + b] += 1
      rowSums[a] += 1
      columnSums[b] += 1
    }
    var square = -1.0
    for a in 0..<rows {
      for b in 0..<columns {
        let count = counts[a * columns + b]
        square += count * count / (rowSums[a] * columnSums[b])
      }
    }
    let (r, k) = (Double(rows), Double(columns))
    let corrected = max(0, square - (r - 1) * (k - 1) / (n - 1))
    let limit = min(r - (r - 1) * (r - 1) / (n - 1), k - (k - 1) * (k - 1) / (n - 1)) - 1
    return limit > 0 ? min(1, (corrected / limit).squareRoot()) : 0
  }
}
