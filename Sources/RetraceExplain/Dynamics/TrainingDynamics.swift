import RetraceModels
import RetraceNumerics
public import RetraceRuns
public import RetraceTables

/// How each training row was learned: how sure the model was of its label over the epochs, when
/// it was learned, how often forgotten, and how large its part in the first steps was.
///
/// Sources: S. Swayamdipta et al., "Dataset Cartography", EMNLP 2020 (confidence, variability,
/// correctness); M. Toneva et al., "An Empirical Study of Example Forgetting", ICLR 2019
/// (forgetting, first learned); G. Pleiss et al., "Identifying Mislabeled Data using the Area
/// Under the Margin Ranking", NeurIPS 2020 (AUM); M. Paul, S. Ganguli, G. K. Dziugaite, "Deep
/// Learning on a Data Diet", NeurIPS 2021 (EL2N, GraNd).
public struct TrainingDynamics: Sendable {
  /// Which record of logits is read.
  public enum Source: String, Sendable, CaseIterable {
    /// Forgetting, first learned and AUM at the moment a row is trained on, where that is
    /// recorded; the rest at the end of each epoch.
    case auto
    /// All of it at the moment a row is trained on.
    case always
    /// All of it at the end of each epoch.
    case never
  }

  /// What can be set.
  public struct Options: Sendable {
    /// The epochs that are looked at; nil for all.
    public var epochs: [Int]?
    /// How many epochs are left out at the start.
    public var burnIn = 0
    /// Whether logits from the moment of training are read.
    public var online = Source.auto
    /// After which epoch EL2N is taken; nil for 3, or the last if there are fewer.
    public var el2nEpoch: Int?
    /// After which epoch GraNd is taken; 0 is the start.
    public var grandEpoch = 0

    /// Makes the options where nothing is set.
    public init() {}
  }

  /// The epochs that were looked at, in ascending order.
  public let epochs: [Int]
  /// Whether classes were learned; for numbers only losses and predictions are defined.
  public let isClassification: Bool
  /// A row per training row, see ``init(_:_:)``.
  public let table: Table
  /// What to know of it, in plain words.
  public let notes: [String]

  /// Reads how the training rows of a run were learned.
  ///
  /// The table's columns, for classes: `row`, `label`, `confidence`, `variability` (population
  /// standard deviation), `correctness` (share of epochs), `forgetting` (how often right, then
  /// wrong), `first_learned` (epoch; missing if never), `aum`, `el2n`, `grand` (last layer),
  /// `mean_loss`, `final_loss`, `grand_full` (all parameters), and, where the record at the moment
  /// of training is used for them, `forgetting_end`, `first_learned_end`, `aum_end` from the ends
  /// of epochs. Without checkpoints of a network there is no GraNd. For numbers: `row`, `label`,
  /// `prediction` (mean), `variability` of the predictions, `mean_loss`, `final_loss`.
  ///
  /// - Throws: `RunError` for what is not recorded, ``ExplainError`` for options that do not fit,
  ///   `Interrupted`.
  /// - Complexity: O(epochs · rows), and two passes through the network for GraNd.
  public init(_ run: Run, _ options: Options = Options()) throws {
    let records = try run.requireExamples()
    let targets = try RecordedTargets(run, split: "train")
    let epochs = try Self.epochs(options, recorded: records.epochCount, run: run)
    self.epochs = epochs
    isClassification = targets.isClassification
    var columns: [NamedColumn] = [
      ("row", Column(numbers: (0..<targets.values.count).map(Double.init))),
      ("label", targets.column),
    ]
    var notes: [String] = []
    if epochs.count < 5 {
      notes.append(
        "over \(ExplanationText.count(epochs.count, "epoch")): variability and forgetting are "
          + "unsteady below five")
    }
    if targets.isClassification {
      columns += try Self.classes(run, records, targets, epochs, options, &notes)
    } else {
      columns += try Self.numbers(run, records, targets, epochs, options, &notes)
    }
    let open = targets.values.count(where: \.isNaN)
    if open > 0 {
      notes.append(
        "\(ExplanationText.count(open, "row")) without a label: nothing is defined there")
    }
    table = Table(columns, rowCount: targets.values.count, notes: notes)
    self.notes = notes
  }

  /// The numbers of a column; empty if there is none.
  package func numbers(_ name: String) -> [Double] {
    guard case .numbers(let numbers)? = table[name]?.storage else { return [] }
    return numbers
  }

  static func epochs(_ options: Options, recorded: Int, run: Run) throws -> [Int] {
    guard recorded > 0 else {
      throw RunError.absentRecord(
        run: run.name, record: "whole epoch", wayOut: "train it for some epochs")
    }
    let asked = Set(options.epochs ?? Array(1...recorded)).sorted()
    if let wrong = asked.first(where: { !(1...recorded).contains($0) }) {
      throw ExplainError.unsuited(
        "'epochs:' names epoch \(wrong), the run has the epochs 1 to \(recorded)")
    }
    let left = asked.filter { $0 > options.burnIn }
    guard !left.isEmpty else {
      throw ExplainError.unsuited(
        "no epoch is left after 'burn_in: \(options.burnIn)'; the run has \(recorded)")
    }
    return left
  }
}
