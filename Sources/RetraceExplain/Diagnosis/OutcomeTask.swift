import Glibc
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// The outcome of a run's training rows, and how well simple models tell it out of fold.
struct OutcomeTask {
  /// The rows that are looked at: those with an outcome, at most ``TellingFeature/rowLimit``.
  let rows: [Int]
  /// The outcome of each of them: a class, or a number.
  private let targets: [Double]
  /// How many classes there are; 0 for numbers.
  private let classCount: Int

  /// Classes more than this are not told apart one by one.
  private static let classLimit = 20

  init(_ record: DiagnosisRecord) throws {
    let all = try record.targets("train")
    var rows = all.indices.filter { all[$0].isFinite }
    if rows.count > TellingFeature.rowLimit {
      var stream = RandomStream(seed: record.seed, command: "diagnose", purpose: "outcome rows")
      rows = stream.sample(TellingFeature.rowLimit, of: rows.count).sorted().map { rows[$0] }
    }
    classCount = record.run.classes.count
    guard classCount <= Self.classLimit else {
      throw LackingRecord(
        "there are \(classCount) classes, at most \(Self.classLimit) are compared")
    }
    self.rows = rows
    targets = rows.map { all[$0] }
  }

  /// The losses of what is told without any feature.
  func baseLosses(_ folds: [Int]) -> [Double] {
    losses([Int](repeating: 0, count: rows.count), bins: 1, folds)
  }

  /// The losses of what a column alone tells.
  func losses(of column: RowColumn, _ folds: [Int]) -> [Double] {
    switch column.cells {
    case .levels(let train, _, let names):
      return losses(rows.map { train[$0] + 1 }, bins: names.count + 1, folds)
    case .numbers(let train, _):
      let cells = rows.map { train[$0] }
      let sorted = cells.filter { !$0.isNaN }.sorted()
      guard !sorted.isEmpty else {
        return losses([Int](repeating: 0, count: rows.count), bins: 1, folds)
      }
      var distinct: [Double] = []
      for cell in sorted where cell != distinct.last {
        distinct.append(cell)
        if distinct.count > 10 { break }
      }
      // Few values are bins of their own; else ten quantiles.
      let edges =
        distinct.count <= 10
        ? Array(distinct.dropFirst())
        : (1..<10).map { Statistics.quantile(sorted: sorted, Double($0) / 10) }
      let bins = cells.map { cell in
        cell.isNaN ? 0 : 1 + edges.count { cell >= $0 }
      }
      return losses(bins, bins: edges.count + 2, folds)
    }
  }

  /// The losses of ridge regression on encoded rows; of several classes one against the rest.
  func losses(of encoded: Matrix, _ folds: [Int]) throws -> [Double] {
    guard classCount > 0 else {
      let told = try CrossValidation.linear(encoded, targets: targets, folds: folds)
      return zip(told, targets).map { ($0 - $1) * ($0 - $1) }
    }
    if classCount == 2 {
      let sums = try CrossValidation.logistic(encoded, positives: targets, folds: folds)
      return zip(sums, targets).map { sum, target in
        -Kernels.log(max(1e-9, Kernels.logistic(target > 0.5 ? sum : -sum)))
      }
    }
    var chances = [[Double]]()
    for position in 0..<classCount {
      let positives = targets.map { $0 == Double(position) ? 1.0 : 0 }
      guard positives.contains(1) else {
        chances.append([Double](repeating: 0, count: rows.count))
        continue
      }
      let sums = try CrossValidation.logistic(encoded, positives: positives, folds: folds)
      chances.append(sums.map { Kernels.logistic($0) })
    }
    return rows.indices.map { row in
      let whole = chances.reduce(0) { $0 + $1[row] }
      return -Kernels.log(max(1e-9, chances[Int(targets[row])][row] / max(whole, 1e-9)))
    }
  }

  /// The losses of shares or means within bins, learned from the other folds.
  ///
  /// Each bin gets as many rows of the whole's shares as there are classes, for numbers one of
  /// its mean, so that a bin of few rows tells little.
  private func losses(_ cells: [Int], bins: Int, _ folds: [Int]) -> [Double] {
    var result = [Double](repeating: 0, count: rows.count)
    let width = max(1, classCount)
    for fold in 0..<CrossValidation.folds {
      var sums = [Double](repeating: 0, count: bins * width)
      var counts = [Double](repeating: 0, count: bins)
      var whole = [Double](repeating: 0, count: width)
      var all = 0.0
      for row in rows.indices where folds[row] != fold {
        let column = classCount > 0 ? Int(targets[row]) : 0
        let amount = classCount > 0 ? 1 : targets[row]
        sums[cells[row] * width + column] += amount
        counts[cells[row]] += 1
        whole[column] += amount
        all += 1
      }
      for row in rows.indices where folds[row] == fold {
        let column = classCount > 0 ? Int(targets[row]) : 0
        let prior =
          classCount > 0
          ? (whole[column] + 0.5) / (all + 0.5 * Double(width)) : whole[0] / max(1, all)
        let weight = Double(width)
        let told =
          (sums[cells[row] * width + column] + weight * prior) / (counts[cells[row]] + weight)
        result[row] =
          classCount > 0
          ? -Kernels.log(max(1e-9, told)) : (told - targets[row]) * (told - targets[row])
      }
    }
    return result
  }
}
