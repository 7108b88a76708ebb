import RetraceNumerics
import RetraceTables

extension WandBContent.Histogram {
  /// How many numbers there are.
  var count: Double { counts.reduce(0, +) }

  /// The mean, each number taken for the middle of its interval.
  var mean: Double {
    let count = count
    guard count > 0 else { return .missing }
    var sum = 0.0
    for (position, number) in counts.enumerated() {
      sum += number * (edges[position] + edges[position + 1]) / 2
    }
    return sum / count
  }
}

extension WandBContent {
  /// A row per histogram and a row per interval of each; none if there are no histograms.
  var histogramTables: [(name: String, table: Table)] {
    guard !histograms.isEmpty else { return [] }
    let numbers: [(String, (Histogram) -> Double)] = [
      ("count", \.count), ("min", { $0.edges.first ?? .missing }),
      ("max", { $0.edges.last ?? .missing }), ("mean", \.mean), ("time", \.time),
    ]
    let heads = Table(
      [
        (name: "step", column: Column(numbers: histograms.map(\.step))),
        (name: "tag", column: Column(categories: histograms.map(\.name))),
      ] + numbers.map { (name: $0.0, column: Column(numbers: histograms.map($0.1))) })
    let rows = histograms.flatMap { one in one.counts.indices.map { (one, $0) } }
    let buckets = Table([
      (name: "step", column: Column(numbers: rows.map(\.0.step))),
      (name: "tag", column: Column(categories: rows.map(\.0.name))),
      (name: "left", column: Column(numbers: rows.map { $0.edges[$1] })),
      (name: "right", column: Column(numbers: rows.map { $0.edges[$1 + 1] })),
      (name: "count", column: Column(numbers: rows.map { $0.counts[$1] })),
    ])
    return [(name: "histograms", table: heads), (name: "histogram_buckets", table: buckets)]
  }
}
