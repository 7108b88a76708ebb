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
    var lastSplit: String {
      guard let code = cells.last, code != CodedValues.missingCode else { return "" }
      return splits[Int(code)]
    }

    mutating func append(_ text: String) {
      guard !text.isEmpty else {
        cells.append(CodedValues.missingCode)
        return
      }
      // Logs say the same few names in turns or in long stretches.
      if let code = cells.last, code != CodedValues.missingCode, texts[Int(code)] == text {
        cells.append(code)
        return
      }
      let code = codes[text] ?? UInt32(texts.count)
      if code == texts.count {
        codes[text] = code
        texts.append(text)
        splits.append(MetricName(text).split ?? "")
      }
      cells.append(code)
    }

    var column: Column {
      Column(.codes(CodedValues(codes: cells, levels: texts, isCategory: true).withSortedLevels()))
    }
  }
}
