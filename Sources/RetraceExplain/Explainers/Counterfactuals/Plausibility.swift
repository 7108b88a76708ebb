import RetraceModels
import RetraceNumerics

/// How a row lies among the data: whether it is as near to them as they are to each other.
///
/// The distance of two rows is the sum over the features of |a − b| / MAD, 1 for different
/// categories and for a missing cell against one that is there. The plausibility of a row is the
/// share of the data's rows that lie at least as far from their nearest other row as it lies from
/// its nearest. 1 is in the midst of the data, 0 farther off than any of them.
struct Plausibility: Sendable {
  /// How many rows of the data are taken at most.
  static let rowLimit = 1_000

  /// Whether the data have more rows, of which these were drawn.
  let isDrawn: Bool
  private let rows: Matrix
  private let units: [Double]
  private let isCategory: [Bool]
  /// The distance of each row to its nearest other one, in ascending order.
  private let nearest: [Double]

  init(_ space: ChangeSpace, seed: UInt64) throws {
    isDrawn = space.data.rows > Self.rowLimit
    var rows = space.data
    if isDrawn {
      var stream = RandomStream(seed: seed, command: "counterfactuals", purpose: "plausibility")
      let drawn = stream.sample(Self.rowLimit, of: rows.rows).sorted()
      rows = Matrix(
        rows: drawn.count, columns: rows.columns, elements: drawn.flatMap { space.data.row($0) })
    }
    let units = space.units
    let isCategory = space.features.features.map { $0.levels != nil }
    let all = rows
    let distances = try Parallel.generate(count: rows.rows, blockSize: 32) { range, target in
      for row in range {
        target[row - range.lowerBound] = Self.distance(
          from: all.row(row), to: all, units, isCategory, leavingOut: { $0 == row })
      }
    }
    self.rows = rows
    self.units = units
    self.isCategory = isCategory
    nearest = distances.sorted()
  }

  /// The plausibility of a row that was made from another one, which is left out of the data if
  /// it is among them: every small change is near to where it started.
  func share(_ row: [Double], madeFrom own: [Double]) -> Double {
    let rows = rows
    let distance = Self.distance(
      from: row, to: rows, units, isCategory,
      leavingOut: { position in
        own.indices.allSatisfy { feature in
          let cell = rows[position, feature]
          return cell == own[feature] || (cell.isNaN && own[feature].isNaN)
        }
      })
    // The first of the ascending distances that is at least as large.
    var (low, high) = (0, nearest.count)
    while low < high {
      let middle = (low + high) / 2
      if nearest[middle] >= distance - 1e-12 { high = middle } else { low = middle + 1 }
    }
    return nearest.isEmpty ? .nan : Double(nearest.count - low) / Double(nearest.count)
  }

  private static func distance(
    from row: [Double], to rows: Matrix, _ units: [Double], _ isCategory: [Bool],
    leavingOut isLeftOut: (Int) -> Bool
  ) -> Double {
    var best = Double.infinity
    rows.elements.withUnsafeBufferPointer { elements in
      for other in 0..<rows.rows {
        var sum = 0.0
        for feature in row.indices {
          let (a, b) = (row[feature], elements[other * rows.columns + feature])
          if a == b { continue }
          if a.isNaN || b.isNaN {
            sum += a.isNaN && b.isNaN ? 0 : 1
          } else {
            sum += isCategory[feature] ? 1 : abs(a - b) / units[feature]
          }
          if sum >= best { break }
        }
        if sum < best, !isLeftOut(other) { best = sum }
      }
    }
    return best
  }
}
