import RetraceDisplay

/// The small figures of findings.
enum DiagnosisFigure {
  /// Curves of a metric, eight lines high.
  static func lines(_ curves: [MetricCurve], title: String) -> Figure {
    let axis = curves.first?.axis.rawValue ?? ""
    return Figure(
      .lines(
        curves.map { curve in
          Figure.Series(
            curves.count > 1 ? (curve.split.isEmpty ? curve.name : curve.split) : "",
            x: curve.x, y: curve.y)
        }),
      title: title, xLabel: axis, yLabel: curves.first?.measure ?? "", height: 8)
  }

  /// Numbers over steps, eight lines high.
  static func steps(_ x: [Double], _ y: [Double], title: String, yLabel: String) -> Figure {
    Figure(
      .lines([Figure.Series("", x: x, y: y)]), title: title, xLabel: "step", yLabel: yLabel,
      height: 8)
  }
}
