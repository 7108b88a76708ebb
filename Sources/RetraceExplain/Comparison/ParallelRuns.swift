public import RetraceDisplay
import RetraceRuns
import RetraceTables

/// Runs as lines over axes of parameters that end at a metric.
public struct ParallelRuns: Sendable {
  /// The names of the runs, the best first.
  let names: [String]
  /// Each parameter with its typed value in every run, the most telling first.
  let parameters: [(name: String, cells: [JSON?])]
  let scores: [Double]
  let metric: String

  /// Numbers with at most so many different values stand equally far apart.
  static let levelLimit = 6

  init(
    names: [String], parameters: [(name: String, cells: [JSON?])], scores: [Double],
    metric: String, order: [String]
  ) {
    self.names = names
    let ranks = Dictionary(
      zip(order, order.indices), uniquingKeysWith: { first, _ in first })
    self.parameters = parameters.enumerated()
      .filter { !RunParameters.isSeed($0.element.name) }
      .sorted {
        (ranks[$0.element.name] ?? .max, $0.offset) < (ranks[$1.element.name] ?? .max, $1.offset)
      }
      .map(\.element)
    self.scores = scores
    self.metric = metric
  }

  /// The parameters that differ between runs, with their typed values.
  static func parameters(of runs: [Run]) -> [(name: String, cells: [JSON?])] {
    var places: [String: Int] = [:]
    var found: [(name: String, cells: [JSON?])] = []
    for (row, run) in runs.enumerated() {
      for member in run.params {
        let place = places[member.key] ?? found.count
        if place == found.count {
          places[member.key] = place
          found.append((member.key, [JSON?](repeating: nil, count: runs.count)))
        }
        found[place].cells[row] = RunParameters.typed(member.value)
      }
    }
    return found.filter { parameter in
      parameter.cells.contains { $0 != parameter.cells[0] }
    }
  }

  /// The figure; nil if there are fewer than three runs or no parameter that differs.
  ///
  /// - Parameter best: how many runs count as the good ones; a tenth of them, at least one and at
  ///   most five, if nil.
  public func figure(best: Int? = nil) -> Figure? {
    guard names.count >= 3, !parameters.isEmpty else { return nil }
    let good = best ?? min(5, max(1, names.count / 10))
    var axes: [Figure.ParallelAxis] = []
    var columns: [[Double]] = []
    for (name, cells) in parameters {
      let (axis, values) = Self.axis(name, cells)
      axes.append(axis)
      columns.append(values)
    }
    axes.append(Figure.ParallelAxis(metric))
    columns.append(scores.map { $0.isFinite ? $0 : .nan })
    let lines = names.indices.map { row in
      Figure.ParallelLine(names[row], columns.map { $0[row] }, isBest: row < good)
    }
    let noun = good == 1 ? "the best run" : "the best \(good) runs"
    return Figure(
      .parallel(axes: axes, lines: lines),
      title: "\(noun) of \(ExplanationText.count(names.count)) by \(metric)")
  }

  /// Few different values become levels in their order, many numbers a range.
  private static func axis(
    _ name: String, _ cells: [JSON?]
  ) -> (axis: Figure.ParallelAxis, values: [Double]) {
    let numbers = cells.map { cell -> Double? in
      if case .number(let number)? = cell, number.isFinite { number } else { nil }
    }
    let present = cells.compactMap { $0 }.filter { $0 != .null }
    let isNumeric = numbers.count { $0 != nil } == present.count
    let distinct = Set(numbers.compactMap { $0 })
    if isNumeric, distinct.count > levelLimit {
      let isLogarithmic =
        (distinct.min() ?? 0) > 0 && (distinct.max() ?? 0) / (distinct.min() ?? 1) >= 50
      return (
        Figure.ParallelAxis(name, isLogarithmic: isLogarithmic), numbers.map { $0 ?? .nan }
      )
    }
    let levels: [String]
    if isNumeric {
      levels = distinct.sorted().map { RunParameters.text(.number($0)) }
    } else {
      levels = Set(present.map(RunParameters.text)).sorted()
    }
    let places = Dictionary(
      zip(levels, levels.indices), uniquingKeysWith: { first, _ in first })
    let values = cells.map { cell -> Double in
      guard let cell, cell != .null, let place = places[RunParameters.text(cell)] else {
        return .nan
      }
      return Double(place)
    }
    return (Figure.ParallelAxis(name, levels: levels), values)
  }
}
