import RetraceModels
import RetraceNumerics
public import RetraceRuns
import RetraceTables

/// What detectors look at: a run, and what several of them take from it, made once.
public final class DiagnosisRecord {
  /// The run.
  public let run: Run
  /// The runs that were given together, this one included.
  public let runs: [Run]
  /// Whether models, rows and records per row may be looked at, which takes longer.
  public let isDeep: Bool
  /// The seed of what is drawn.
  public let seed: UInt64

  /// Opens the record of a run.
  public init(_ run: Run, among runs: [Run] = [], isDeep: Bool = true, seed: UInt64 = 42) {
    self.run = run
    self.runs = runs.isEmpty ? [run] : runs
    self.isDeep = isDeep
    self.seed = seed
  }

  private(set) lazy var curves = MetricCurves(run.metrics).curves
  private(set) lazy var steps = StepRecord(run.steps)

  /// The loss that was minimised, on a split: the metric `loss`, else the first that is one.
  ///
  /// Where nothing tells the split, it is the training's.
  func loss(_ split: String) -> MetricCurve? {
    let known = curves.filter { curve in
      curve.split == split || (split == "train" && curve.split.isEmpty)
    }
    let losses = known.filter { MetricName($0.measure).isLoss && $0.finite.count > 0 }
    let best =
      losses.first { $0.measure == "loss" } ?? losses.first { $0.measure.hasSuffix("loss") }
      ?? losses.first
    if let best { return best }
    guard split == "train" else { return nil }
    return steps.flatMap { $0.curve("loss", $0.loss) }
  }

  /// A metric of a split by its measure; nil if there is none.
  func metric(_ measures: [String], _ split: String) -> MetricCurve? {
    measures.lazy.compactMap { measure in
      self.curves.first { $0.split == split && $0.measure == measure }
    }.first
  }

  /// Losses of training and validation that can be compared: the same measure, or the errors
  /// 1 − accuracy, over the same axis.
  func lossPair() throws -> (train: MetricCurve, valid: MetricCurve) {
    guard let valid = loss("valid") ?? loss("test") else {
      throw LackingRecord("no loss of a validation split")
    }
    let same = curves.first {
      $0.measure == valid.measure && ($0.split == "train" || $0.split.isEmpty)
    }
    guard let train = same ?? loss("train") else {
      throw LackingRecord("no loss of the training split")
    }
    guard train.axis == valid.axis else {
      throw LackingRecord("train and valid losses are not over the same epochs or steps")
    }
    return (train.condensed(), valid.condensed())
  }

  /// The training loss, condensed.
  ///
  /// - Throws: ``LackingRecord`` if there is none or it has too few values.
  func trainLoss(atLeast count: Int) throws -> MetricCurve {
    if run.params.contains(where: { $0.key == "model" && $0.value == .text("forest") }) {
      throw LackingRecord("no descent: the trees of a forest do not build on each other")
    }
    guard let loss = condensedLoss else {
      throw LackingRecord("no loss of the training split")
    }
    guard loss.count >= count else {
      throw LackingRecord("the training loss has \(loss.count) values, \(count) are needed")
    }
    return loss
  }

  private lazy var condensedLoss = loss("train")?.condensed()

  // MARK: Rows

  /// The columns that are learned from, which both tables have.
  func featureNames() throws -> [String] {
    let train = try table("train")
    let names = run.features.isEmpty ? train.names.filter { $0 != run.target } : run.features
    let present = names.filter { train[$0] != nil }
    guard !present.isEmpty else { throw LackingRecord("the features are not among the columns") }
    return present
  }

  /// The rows of a split.
  func table(_ split: String) throws -> Table {
    let table = split == "train" ? run.train : run.valid
    guard let table, table.rowCount > 0 else {
      throw LackingRecord(split == "train" ? "no training rows" : "no validation rows")
    }
    return table
  }

  /// The target as positions of classes or as numbers, a row each; missing where it is.
  func targets(_ split: String) throws -> [Double] {
    let table = try table(split)
    guard let name = run.target, let column = table[name] else {
      throw LackingRecord("no column of the target")
    }
    if run.classes.isEmpty {
      guard case .numbers(let numbers) = column.storage else {
        throw LackingRecord("the classes of the target are not known")
      }
      return numbers
    }
    var known: [Cell: Double] = [:]
    let positions = Dictionary(zip(run.classes, 0...), uniquingKeysWith: { one, _ in one })
    return (0..<column.count).map { row in
      let cell = column[row]
      guard cell != .missing else { return .missing }
      if let position = known[cell] { return position }
      let position = positions[ExplanationText.cell(cell)].map(Double.init) ?? .missing
      known[cell] = position
      return position
    }
  }

  /// The target of a run that tells classes.
  func labels(_ split: String) throws -> [Int] {
    guard run.classes.count >= 2 else { throw LackingRecord("the run does not tell classes") }
    return try targets(split).map { $0.isMissing ? -1 : Int($0) }
  }

  /// The sums of a row of logits as one a class: a single one is the log odds of the second.
  static func margins(_ logits: Matrix) -> Matrix {
    guard logits.columns == 1 else { return logits }
    return Matrix(
      rows: logits.rows, columns: 2, elements: logits.elements.flatMap { [-$0 / 2, $0 / 2] })
  }
}
