import Glibc
import RetraceNumerics

/// What a figure shows in words made from its data, for those who do not see it and for checks.
struct FigureCaption {
  let figure: Figure

  /// One or a few sentences without a final period; `→` is spelled out by the renderer in ASCII.
  var text: String {
    switch figure.content {
    case .bars(let bars): bars.isEmpty ? "no bars" : text(of: bars)
    case .lines(let series): text(of: series, describe: line)
    case .scatter(let series): text(of: series, describe: cloud)
    case .histogram(let edges, let counts): text(edges, counts)
    case .heatMap(let rows, let columns, let values): text(rows, columns, values)
    case .boxes(let boxes): text(of: boxes)
    case .waterfall(let base, let steps, let total): text(base, steps, total)
    case .parallel(let axes, let lines): text(axes, lines)
    }
  }

  private func short(_ number: Double) -> String { NumberFormat.short(number, digits: 3) }

  // MARK: Bars

  private func text(of bars: [Figure.Bar]) -> String {
    let finite = bars.filter(\.value.isFinite)
    guard let largest = finite.max(by: { $0.value < $1.value }),
      let smallest = finite.min(by: { $0.value < $1.value })
    else { return "\(NumberFormat.count(bars.count, "bar")), none finite" }
    let isSigned = figure.showsSigns || smallest.value < 0
    func number(_ bar: Figure.Bar) -> String {
      isSigned ? NumberFormat.signed(bar.value, digits: 3) : short(bar.value)
    }
    let count = NumberFormat.count(bars.count, "bar")
    if bars.count == 1 { return "\(count): \(named(largest.label)) \(number(largest))" }
    if largest.value == smallest.value { return "\(count), all \(number(largest))" }
    return "\(count): largest \(named(largest.label)) \(number(largest)), "
      + "smallest \(named(smallest.label)) \(number(smallest))"
  }

  private func text(_ base: Double, _ steps: [Figure.Bar], _ total: Double) -> String {
    let head = "\(short(base)) → \(short(total)) in \(NumberFormat.count(steps.count, "step"))"
    guard let largest = steps.filter(\.value.isFinite).max(by: { abs($0.value) < abs($1.value) })
    else { return head }
    return head
      + "; largest \(named(largest.label)) \(NumberFormat.signed(largest.value, digits: 3))"
  }

  private func named(_ label: String) -> String { label.isEmpty ? "unnamed" : label }

  // MARK: Lines and points

  private func text(
    of series: [Figure.Series], describe: ([(x: Double, y: Double)]) -> String
  ) -> String {
    let series = series.filter { !$0.isFaint }
    guard !series.isEmpty else { return "no points" }
    let described = series.prefix(6).map { one in
      let points = zip(one.x, one.y).filter { $0.isFinite && $1.isFinite }
      let words = describe(points.map { (x: $0, y: $1) })
      return one.name.isEmpty ? words : "\(one.name) \(words)"
    }
    let more = series.count > 6 ? "; and \(series.count - 6) more series" : ""
    return described.joined(separator: "; ") + more
  }

  private func line(_ given: [(x: Double, y: Double)]) -> String {
    let isSorted = zip(given, given.dropFirst()).allSatisfy { $0.x <= $1.x }
    let points =
      isSorted
      ? given
      : given.enumerated().sorted { ($0.element.x, $0.offset) < ($1.element.x, $1.offset) }
        .map(\.element)
    guard let first = points.first, let last = points.last else { return "has no points" }
    var lowest = first
    var highest = first
    for point in points {
      if point.y < lowest.y { lowest = point }
      if point.y > highest.y { highest = point }
    }
    // Enough digits to tell the highest from the lowest.
    let range = highest.y / 2 - lowest.y / 2
    let size = max(abs(highest.y), abs(lowest.y)) / 2
    let digits = range > 0 && size / range < 1e14 ? 3 + max(0, Int(log10(size / range))) : 3
    func short(_ number: Double) -> String { NumberFormat.short(number, digits: digits) }
    if points.count == 1 { return "is one point: \(short(first.y)) at \(at(first.x))" }
    let over = " over \(xWords)\(at(first.x))..\(at(last.x))"
    if lowest.y == highest.y { return "stays at \(short(first.y))" + over }
    let change = last.y / 2 - first.y / 2
    let way = "\(short(first.y)) → \(short(last.y))"
    var words =
      abs(change) < range * 0.2
      ? "moves between \(short(lowest.y)) and \(short(highest.y)), \(way)"
      : (change < 0 ? "falls " : "rises ") + way
    words += over
    let hasDip = lowest.y < min(first.y, last.y)
    let hasPeak = highest.y > max(first.y, last.y)
    if hasDip { words += ", min \(short(lowest.y)) at \(at(lowest.x))" }
    if hasPeak { words += ", max \(short(highest.y)) at \(at(highest.x))" }
    return words
  }

  private var xWords: String { figure.xLabel.isEmpty ? "" : figure.xLabel + " " }

  /// A place on the x axis, with enough digits to tell steps apart.
  private func at(_ x: Double) -> String { NumberFormat.short(x, digits: 6) }

  private func cloud(_ points: [(x: Double, y: Double)]) -> String {
    let count = NumberFormat.count(points.count, "point")
    guard let x = range(points.map(\.x)), let y = range(points.map(\.y)) else { return count }
    let named = [figure.xLabel, figure.yLabel]
    let xName = named[0].isEmpty ? "x" : named[0]
    let yName = named[1].isEmpty ? "y" : named[1]
    var words = "\(count): \(xName) \(x), \(yName) \(y)"
    if let correlation = correlation(points) { words += ", correlation \(correlation)" }
    return words
  }

  private func range(_ numbers: [Double]) -> String? {
    guard let low = numbers.min(), let high = numbers.max() else { return nil }
    return low == high ? short(low) : "\(short(low))..\(short(high))"
  }

  /// Pearson's correlation to two decimals, nil where it is not defined.
  private func correlation(_ points: [(x: Double, y: Double)]) -> String? {
    guard points.count > 2 else { return nil }
    let count = Double(points.count)
    let xMean = points.reduce(0) { $0 + $1.x / count }
    let yMean = points.reduce(0) { $0 + $1.y / count }
    var xx = 0.0
    var yy = 0.0
    var xy = 0.0
    for point in points {
      xx += (point.x - xMean) * (point.x - xMean)
      yy += (point.y - yMean) * (point.y - yMean)
      xy += (point.x - xMean) * (point.y - yMean)
    }
    let correlation = xy / (xx.squareRoot() * yy.squareRoot())
    return correlation.isFinite ? NumberFormat.fixed(correlation, decimals: 2) : nil
  }

  // MARK: The others

  private func text(_ edges: [Double], _ counts: [Double]) -> String {
    let finite = counts.filter(\.isFinite)
    guard edges.count == counts.count + 1, let first = edges.first, let last = edges.last,
      let highest = finite.max(), let position = counts.firstIndex(of: highest)
    else { return "no bins" }
    let total = finite.reduce(0, +)
    let all =
      total == total.rounded() && abs(total) < 1e15 ? NumberFormat.count(Int(total)) : short(total)
    let bins = NumberFormat.count(counts.count, "bin")
    let head = "\(all) in \(bins) over \(short(first))..\(short(last))"
    guard total > 0 else { return head }
    return head
      + "; most, \(short(highest)), in \(short(edges[position]))..\(short(edges[position + 1]))"
  }

  private func text(_ rows: [String], _ columns: [String], _ values: [[Double]]) -> String {
    var cells: [(row: String, column: String, value: Double)] = []
    for (row, numbers) in zip(rows, values) {
      for (column, number) in zip(columns, numbers) where number.isFinite {
        cells.append((row, column, number))
      }
    }
    let size = "\(NumberFormat.count(rows.count)) by \(NumberFormat.count(columns.count)) cells"
    guard let high = cells.max(by: { $0.value < $1.value }),
      let low = cells.min(by: { $0.value < $1.value })
    else { return size }
    if high.value == low.value { return size + ", all \(short(high.value))" }
    return size + "; largest \(short(high.value)) at \(high.row), \(high.column); "
      + "smallest \(short(low.value)) at \(low.row), \(low.column)"
  }

  private func text(of boxes: [Figure.Box]) -> String {
    let known = boxes.filter { $0.numbers.count == 5 && $0.numbers[2].isFinite }
    guard let high = known.max(by: { $0.numbers[2] < $1.numbers[2] }),
      let low = known.min(by: { $0.numbers[2] < $1.numbers[2] })
    else {
      return boxes.isEmpty ? "no boxes" : NumberFormat.count(boxes.count, "box", plural: "boxes")
    }
    if known.count == 1 { return "one box: median \(short(high.numbers[2]))" }
    return "\(NumberFormat.count(boxes.count)) boxes: highest median \(named(high.label)) "
      + "\(short(high.numbers[2])), lowest \(named(low.label)) \(short(low.numbers[2]))"
  }

  /// What the good lines have in common on each axis.
  private func text(
    _ axes: [Figure.ParallelAxis], _ lines: [Figure.ParallelLine]
  ) -> String {
    let good = lines.filter(\.isBest)
    let head =
      "\(NumberFormat.count(lines.count, "line")), \(NumberFormat.count(good.count)) marked"
    let parts = axes.enumerated().compactMap { position, axis -> String? in
      let values = good.map { $0.values.indices.contains(position) ? $0.values[position] : .nan }
        .filter(\.isFinite)
      guard let low = values.min(), let high = values.max() else { return nil }
      if let levels = axis.levels {
        let present = levels.indices.filter { values.contains(Double($0)) }.map { levels[$0] }
        guard present.count < levels.count, present.count <= 3 else { return nil }
        return "\(axis.name) \(present.joined(separator: " or "))"
      }
      return "\(axis.name) " + (low == high ? short(low) : "\(short(low))..\(short(high))")
    }
    return parts.isEmpty ? head : "\(head): \(parts.joined(separator: ", "))"
  }
}
