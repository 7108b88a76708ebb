public import RetraceNumerics
public import RetraceTables

/// The measures of a run while they are gathered: the rows of the table `metrics`.
///
/// Importers append to it in the order of the record and take the ``table`` at the end.
public struct MetricLog: Sendable {
  private var steps: [Double] = []
  private var epochs: [Double] = []
  private var values: [Double] = []
  private var times: [Double] = []
  private var splits = Names()
  private var metrics = Names()

  /// Makes an empty log.
  public init() {}

  /// How many measures it holds.
  public var count: Int { values.count }

  /// Adds a measure.
  ///
  /// - Parameters:
  ///   - metric: its name as the tool has it.
  ///   - value: NaN and infinities are values, too; a missing number is none.
  ///   - step: the step of training, missing where it is not known.
  ///   - epoch: the epoch, missing where it is not known.
  ///   - split: `train`, `valid`, `test`; nil takes what the metric's name tells.
  ///   - time: seconds since 1970, missing where they are not known.
  public mutating func append(
    _ metric: String, _ value: Double, step: Double = .missing, epoch: Double = .missing,
    split: String? = nil, time: Double = .missing
  ) {
    metrics.append(metric)
    splits.append(split ?? metrics.lastSplit)
    steps.append(step)
    epochs.append(epoch)
    values.append(value)
    times.append(time)
  }

  /// A metric and its split, looked up once for many measures.
  public struct Key: Sendable {
    fileprivate let metric: UInt32
    fileprivate let split: UInt32
  }

  /// The key of a metric, for ``append(_:_:step:epoch:time:)``.
  ///
  /// - Parameters:
  ///   - metric: its name as the tool has it.
  ///   - split: `train`, `valid`, `test`; nil takes what the metric's name tells.
  public mutating func key(_ metric: String, split: String? = nil) -> Key {
    let code = metrics.code(metric)
    return Key(metric: code, split: splits.code(split ?? metrics.split(code)))
  }

  /// Adds a measure of a metric that was looked up: many times as fast as by its name.
  public mutating func append(
    _ key: Key, _ value: Double, step: Double = .missing, epoch: Double = .missing,
    time: Double = .missing
  ) {
    metrics.append(key.metric)
    splits.append(key.split)
    steps.append(step)
    epochs.append(epoch)
    values.append(value)
    times.append(time)
  }

  /// Makes room for measures that are to come.
  public mutating func reserve(_ count: Int) {
    metrics.reserve(count)
    splits.reserve(count)
    steps.reserveCapacity(steps.count + count)
    epochs.reserveCapacity(epochs.count + count)
    values.reserveCapacity(values.count + count)
    times.reserveCapacity(times.count + count)
  }

  /// The table with a row per measure: step, epoch, split, metric, value, time.
  ///
  /// - Complexity: O(rows).
  public var table: Table {
    Table([
      ("step", Column(numbers: steps)), ("epoch", Column(numbers: epochs)),
      ("split", splits.column), ("metric", metrics.column),
      ("value", Column(numbers: values)), ("time", Column(numbers: times)),
    ])
  }

  /// Texts as codes, each text once; an empty text is missing.
  private struct Names: Sendable {
    private var codes: [String: UInt32] = [:]
    private var texts: [String] = []
    private var cells: [UInt32] = []
    /// The split that each text tells.
    private var splits: [String] = []

    /// The split that the last text tells.
    var lastSplit: String { cells.last.map(split) ?? "" }

    /// The split that a text tells.
    func split(_ code: UInt32) -> String {
      code == CodedValues.missingCode ? "" : splits[Int(code)]
    }

    mutating func append(_ text: String) {
      // Logs say the same few names in turns or in long stretches.
      if let code = cells.last, code != CodedValues.missingCode, texts[Int(code)] == text {
        cells.append(code)
      } else {
        cells.append(code(text))
      }
    }

    mutating func append(_ code: UInt32) { cells.append(code) }

    mutating func reserve(_ count: Int) { cells.reserveCapacity(cells.count + count) }

    /// The code of a text, which is added if it is new.
    mutating func code(_ text: String) -> UInt32 {
      if text.isEmpty { return CodedValues.missingCode }
      if let code = codes[text] { return code }
      let code = UInt32(texts.count)
      codes[text] = code
      texts.append(text)
      splits.append(MetricName(text).split ?? "")
      return code
    }

    var column: Column {
      Column(.codes(CodedValues(codes: cells, levels: texts, isCategory: true).withSortedLevels()))
    }
  }
}
