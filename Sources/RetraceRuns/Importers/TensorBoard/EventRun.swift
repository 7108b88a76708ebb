import FoundationEssentials
import RetraceNumerics
import RetraceTables

/// Makes a run of what its event files hold.
struct EventRun {
  /// What one file holds, and what the place of the file tells of it.
  struct Part {
    let content: EventContent
    /// The split that the folder's name tells.
    let split: String?
    /// The name of its only metric, where the folder tells more than the tag.
    let metric: String?

    init(_ content: EventContent, split: String? = nil, metric: String? = nil) {
      self.content = content
      self.split = split
      self.metric = metric
    }
  }

  let folder: String
  /// The path of its folder from the one that was asked for.
  let id: String
  let parts: [Part]

  /// The run.
  var run: Run {
    get throws {
      var header = RunHeader(name: id)
      header.tool = "tensorboard"
      header.status = parts.lazy.compactMap(\.content.status).first ?? .unknown
      header.params = parts.flatMap(\.content.params)
      let times = parts.compactMap(\.content.firstTime)
      if let start = times.min() {
        header.created = Self.text(start)
        header.duration = parts.compactMap(\.content.lastTime).max().map { $0 - start }
      }
      header.notes = parts.flatMap(\.content.notes)
      return Run(folder: folder, header: header, metrics: try metrics, tables: tables)
    }
  }

  /// A time in UTC as ISO 8601 has it; empty where no calendar reaches.
  private static func text(_ seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e11 else { return "" }
    return Date(timeIntervalSince1970: seconds).formatted(.iso8601)
  }

  private var metrics: Table {
    get throws {
      var log = MetricLog()
      log.reserve(parts.reduce(0) { $0 + $1.content.scalars.values.count })
      for part in parts {
        let scalars = part.content.scalars
        // Tags that only histograms have get no key: it would be a level that no row has.
        var isUsed = [Bool](repeating: false, count: part.content.tags.count)
        for code in scalars.codes { isUsed[Int(code)] = true }
        var keys: [MetricLog.Key?] = []
        var isEpoch: [Bool] = []
        for (tag, isUsed) in zip(part.content.tags, isUsed) {
          let name = part.metric ?? (tag.isEmpty ? "(no tag)" : tag)
          keys.append(isUsed ? log.key(name, split: part.split) : nil)
          // Keras counts epochs under these names.
          isEpoch.append(tag.hasPrefix("epoch_") || tag.hasPrefix("epoch/"))
        }
        for position in scalars.codes.indices {
          if position & 0xF_FFFF == 0 { try Interruption.check() }
          let code = Int(scalars.codes[position])
          guard let key = keys[code] else { continue }
          let step = scalars.steps[position]
          log.append(
            key, scalars.values[position], step: step, epoch: isEpoch[code] ? step : .missing,
            time: scalars.times[position])
        }
      }
      return log.table
    }
  }

  /// Histograms, texts and tensors, where there are any.
  private var tables: [(name: String, table: Table)] {
    var tables: [(name: String, table: Table)] = []
    let histograms = parts.flatMap(\.content.histograms)
    if !histograms.isEmpty {
      tables.append((name: "histograms", table: Self.table(histograms)))
      tables.append((name: "histogram_buckets", table: Self.buckets(histograms)))
    }
    let texts = parts.flatMap(\.content.texts)
    if !texts.isEmpty {
      tables.append(
        (
          name: "texts",
          table: Table([
            (name: "step", column: Column(numbers: texts.map(\.step))),
            (name: "tag", column: Column(categories: texts.map(\.tag))),
            (name: "text", column: Column(texts: texts.map(\.text))),
            (name: "time", column: Column(numbers: texts.map(\.time))),
          ])
        ))
    }
    let tensors = parts.flatMap(\.content.tensors)
    if !tensors.isEmpty { tables.append((name: "tensors", table: Self.table(tensors))) }
    return tables
  }

  private static func table(_ histograms: [EventContent.Histogram]) -> Table {
    let numbers: [(String, (EventContent.Histogram) -> Double)] = [
      ("count", \.count), ("min", \.minimum), ("max", \.maximum), ("mean", \.mean),
      ("standard_deviation", \.standardDeviation), ("sum", \.sum),
      ("sum_squares", \.sumOfSquares), ("time", \.time),
    ]
    return Table(
      [
        (name: "step", column: Column(numbers: histograms.map(\.step))),
        (name: "tag", column: Column(categories: histograms.map(\.tag))),
      ] + numbers.map { (name: $0.0, column: Column(numbers: histograms.map($0.1))) })
  }

  private static func buckets(_ histograms: [EventContent.Histogram]) -> Table {
    let rows = histograms.flatMap { one in one.buckets.map { (one.step, one.tag, $0) } }
    return Table([
      (name: "step", column: Column(numbers: rows.map(\.0))),
      (name: "tag", column: Column(categories: rows.map(\.1))),
      (name: "left", column: Column(numbers: rows.map(\.2.left))),
      (name: "right", column: Column(numbers: rows.map(\.2.right))),
      (name: "count", column: Column(numbers: rows.map(\.2.count))),
    ])
  }

  private static func table(_ tensors: [EventContent.Tensor]) -> Table {
    let rows = tensors.flatMap { one in
      one.values.indices.map { (one.step, one.tag, Double($0), one.values[$0]) }
    }
    return Table([
      (name: "step", column: Column(numbers: rows.map(\.0))),
      (name: "tag", column: Column(categories: rows.map(\.1))),
      (name: "index", column: Column(numbers: rows.map(\.2))),
      (name: "value", column: Column(numbers: rows.map(\.3))),
    ])
  }
}
