import Glibc
public import RetraceDisplay
import RetraceNumerics
public import RetraceRuns
import RetraceTables

/// How metrics of one or several runs went, as a figure.
public struct RunCurves: Sendable {
  /// What is drawn.
  public struct Options: Sendable {
    /// The metrics; empty for the loss, or what says most where there is none.
    public var metrics: [String] = []
    /// The splits; empty for all.
    public var splits: [String] = []
    /// The weight of what went before in an exponential mean, from 0 (none) to below 1.
    public var smoothing = 0.0
    /// What stands on the x axis; nil for epochs where every value has its own, else steps.
    public var horizontal: Horizontal?
    /// Whether the x axis is logarithmic.
    public var isLogarithmicX = false
    /// Whether the y axis is logarithmic.
    public var isLogarithmicY = false

    /// Makes the standard options.
    public init() {}
  }

  /// What stands on the x axis.
  public enum Horizontal: String, Sendable, CaseIterable {
    /// Steps of training.
    case step
    /// Passes over the training rows.
    case epoch
  }

  /// The figure.
  public let figure: Figure
  /// The numbers that it shows: recorded ones, and under the names of series smoothed ones.
  public let series: [Figure.Series]

  /// Draws metrics of some runs.
  ///
  /// Smoothing is exponential and corrected for its start, as TensorBoard has it: with m₀ = 0,
  /// mᵢ = w·mᵢ₋₁ + (1 − w)·yᵢ, the curve is mᵢ / (1 − wⁱ). Values that are not finite are left as
  /// they are. The recorded values are drawn as light dots behind it.
  ///
  /// - Throws: ``ExplainError`` for metrics or splits that no run has.
  /// - Complexity: O(values), sorting aside.
  public init(_ runs: [Run], _ options: Options = Options()) throws {
    let all = try Parallel.map(count: runs.count, blockSize: 16) { RunMetrics(runs[$0]) }
    let wanted = try Self.chosen(all, options)
    var found: [(run: Int, series: MetricSeries)] = []
    var seen: Set<String> = []
    for (position, metrics) in all.enumerated() {
      for name in wanted {
        for series in metrics.series(named: name)
        where options.splits.isEmpty || options.splits.contains(series.split) {
          if seen.insert("\(position) \(series.name)\u{0}\(series.split)").inserted {
            found.append((position, series))
          }
        }
      }
    }
    guard !found.isEmpty else {
      throw ExplainError.unsuited(
        "no run has \(wanted.joined(separator: ", ")) on \(options.splits.joined(separator: ", "))")
    }
    let horizontal = options.horizontal ?? Self.horizontal(found.map(\.series))
    let measures = Set(found.map(\.series.measure))
    let showsRuns = Set(found.map(\.run)).count > 1
    let names = Self.runNames(runs)
    var lines: [Figure.Series] = []
    var dots: [Figure.Series] = []
    for (run, series) in found {
      let name = Self.name(
        series, run: showsRuns ? names[run] : nil, showsMeasure: measures.count > 1)
      let points = Self.points(series, horizontal)
      if options.smoothing > 0 {
        dots.append(Figure.Series(name + " recorded", x: points.x, y: points.y, isFaint: true))
        lines.append(
          Figure.Series(
            name, x: points.x, y: Self.smoothed(points.y, weight: options.smoothing)))
      } else {
        lines.append(Figure.Series(name, x: points.x, y: points.y))
      }
    }
    series = lines + dots
    let measure = measures.count == 1 ? measures.first ?? "" : ""
    let owner = runs.count == 1 ? runs[0].name : ExplanationText.count(runs.count, "run")
    let what = wanted.joined(separator: ", ")
    var figure = Figure(
      .lines(lines + dots), title: "\(what) of \(owner)", xLabel: horizontal.rawValue,
      yLabel: measure, isLogarithmicY: options.isLogarithmicY)
    figure.isLogarithmicX = options.isLogarithmicX
    if horizontal == .step, runs.count == 1 {
      figure.marks = Self.epochEnds(runs[0], found.map(\.series))
    }
    self.figure = figure
  }

  /// What is said below the figure beside its course: smoothing and marks.
  public static func notes(_ options: Options, figure: Figure) -> [String] {
    var notes: [String] = []
    if options.smoothing > 0 {
      notes.append(
        "lines are smoothed with weight \(ExplanationText.number(options.smoothing)), "
          + "dots are the recorded values")
    }
    if !figure.marks.isEmpty {
      notes.append("upright dotted lines end an epoch")
    }
    return notes
  }

  /// A series with its exponential mean in place of its values.
  public static func smoothed(_ series: Figure.Series, weight: Double) -> Figure.Series {
    Figure.Series(series.name, x: series.x, y: smoothed(series.y, weight: weight))
  }

  /// An exponential mean, corrected for its start.
  static func smoothed(_ values: [Double], weight: Double) -> [Double] {
    var mean = 0.0
    var left = 1.0
    return values.map { value in
      guard value.isFinite else { return value }
      mean = weight * mean + (1 - weight) * value
      left *= weight
      return mean / (1 - left)
    }
  }

  private static func chosen(_ runs: [RunMetrics], _ options: Options) throws -> [String] {
    for name in options.metrics where !runs.contains(where: { !$0.series(named: name).isEmpty }) {
      throw ExplainError.unknownMetric(name, available: available(runs))
    }
    guard options.metrics.isEmpty else { return options.metrics }
    if runs.contains(where: { !$0.series(named: "loss").isEmpty }) { return ["loss"] }
    guard let first = runs.flatMap(\.series).min(by: { MetricRank($0) < MetricRank($1) }) else {
      throw ExplainError.unknownMetric("", available: [])
    }
    return [first.measure]
  }

  private static func available(_ runs: [RunMetrics]) -> [String] {
    var seen: Set<String> = []
    return runs.flatMap(\.names).filter { seen.insert($0).inserted }
  }

  /// Epochs where every value has one of its own, else steps.
  private static func horizontal(_ all: [MetricSeries]) -> Horizontal {
    let hasEpochs = all.allSatisfy { series in
      let epochs = series.epochs
      if zip(epochs, epochs.dropFirst()).allSatisfy({ $0 < $1 }) {
        return epochs.first?.isNaN != true
      }
      return !epochs.contains { $0.isNaN } && Set(epochs).count == epochs.count
    }
    if hasEpochs { return .epoch }
    let hasSteps = all.allSatisfy { series in series.steps.contains { !$0.isNaN } }
    return hasSteps ? .step : all.contains { $0.epochs.contains { !$0.isNaN } } ? .epoch : .step
  }

  /// In order of x; where nothing says when a value was measured they are numbered.
  private static func points(
    _ series: MetricSeries, _ horizontal: Horizontal
  ) -> (x: [Double], y: [Double]) {
    var x = horizontal == .epoch ? series.epochs : series.steps
    if x.allSatisfy(\.isNaN) { x = x.indices.map { Double($0) } }
    guard zip(x, x.dropFirst()).contains(where: { !($0 <= $1) }) else { return (x, series.values) }
    let order = x.indices.sorted { one, two in
      let (a, b) = (x[one].isNaN ? .infinity : x[one], x[two].isNaN ? .infinity : x[two])
      return (a, one) < (b, two)
    }
    return (order.map { x[$0] }, order.map { series.values[$0] })
  }

  private static func name(_ series: MetricSeries, run: String?, showsMeasure: Bool) -> String {
    let own = showsMeasure ? series.label : series.split.isEmpty ? series.name : series.split
    guard let run else { return own }
    return "\(run) \(own)"
  }

  /// The names of the runs, with their ids where several have one name.
  private static func runNames(_ runs: [Run]) -> [String] {
    let counts = Dictionary(runs.map { ($0.name, 1) }, uniquingKeysWith: +)
    return runs.enumerated().map { position, run in
      guard counts[run.name] != 1 else { return run.name }
      let id = run.header.id == run.name ? "\(position)" : String(run.header.id.prefix(8))
      return "\(run.name) \(id)"
    }
  }

  /// The step after which each epoch was done, where that is known of more than one.
  private static func epochEnds(_ run: Run, _ series: [MetricSeries]) -> [Figure.Mark] {
    var ends: [Double: Double] = [:]
    for checkpoint in run.checkpoints where checkpoint.epoch > 0 && checkpoint.step > 0 {
      ends[Double(checkpoint.epoch)] = Double(checkpoint.step)
    }
    if ends.count < 2 {
      ends = [:]
      for one in series {
        for (epoch, step) in zip(one.epochs, one.steps) where epoch.isFinite && step.isFinite {
          let whole = epoch.rounded(.down)
          ends[whole] = max(ends[whole] ?? step, step)
        }
      }
    }
    guard ends.count > 1 else { return [] }
    return ends.sorted { $0.key < $1.key }.map { Figure.Mark($0.value, "epoch \($0.key)") }
  }
}
