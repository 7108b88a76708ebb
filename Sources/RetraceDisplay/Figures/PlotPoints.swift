import RetraceNumerics

/// The points of several series, sorted by x, and the ranges they span.
struct PlotPoints {
  /// A named series of points in order of x.
  struct Series {
    let name: String
    let points: [(x: Double, y: Double)]
  }

  private(set) var series: [Series] = []
  /// Those that are drawn as light dots behind the others.
  private(set) var faint: [Series] = []
  /// The finite x of points whose y is finite too, nil if there are none.
  private(set) var xRange: (low: Double, high: Double)?
  /// The finite y, positive ones alone on a logarithmic axis.
  private(set) var yRange: (low: Double, high: Double)?
  /// Whether all x are whole numbers.
  private(set) var hasWholeX = true
  /// Whether all y are whole numbers.
  private(set) var hasWholeY = true

  /// Takes the points of the series.
  ///
  /// Those without a finite x have no place and are counted.
  init(
    _ given: [Figure.Series], faint: [Figure.Series] = [], sorts: Bool, isLogarithmic: Bool,
    isLogarithmicX: Bool = false, _ undrawn: inout Undrawn
  ) {
    for one in given + faint {
      var points: [(x: Double, y: Double)] = []
      let count = min(one.x.count, one.y.count)
      points.reserveCapacity(count)
      var isSorted = true
      for (x, y) in zip(one.x, one.y) {
        guard x.isFinite else {
          guard !one.isFaint else { continue }
          if x.isNaN { undrawn.countGap(x) } else { undrawn.countInfinite() }
          continue
        }
        guard !isLogarithmicX || x > 0 else {
          if !one.isFaint { undrawn.countNotPositive() }
          continue
        }
        if let last = points.last, last.x > x { isSorted = false }
        points.append((x, y))
        guard y.isFinite, !isLogarithmic || y > 0 else { continue }
        hasWholeX = hasWholeX && x == x.rounded()
        hasWholeY = hasWholeY && y == y.rounded()
        xRange = (min(xRange?.low ?? x, x), max(xRange?.high ?? x, x))
        yRange = (min(yRange?.low ?? y, y), max(yRange?.high ?? y, y))
      }
      if sorts, !isSorted {
        // Stable, so that points of equal x keep their order.
        let order = points.indices.sorted {
          points[$0].x != points[$1].x ? points[$0].x < points[$1].x : $0 < $1
        }
        points = order.map { points[$0] }
      }
      if one.isFaint {
        self.faint.append(Series(name: one.name, points: points))
      } else {
        series.append(Series(name: one.name, points: points))
      }
    }
  }
}
