public import RetraceModels
import RetraceRuns
public import RetraceTables

/// A tree that stands in for a model.
public struct Surrogate: Sendable {
  /// What the tree was grown to tell of the model.
  public enum Target: String, Sendable, CaseIterable {
    /// The class that the model tells.
    case label
    /// The probability of a class.
    case probability
    /// The margin of a class.
    case margin
    /// The number that the model predicts.
    case value
  }

  /// How well the tree agrees with the model.
  public struct Fidelity: Sendable, Equatable {
    /// `accuracy` for labels, `r2` for numbers.
    public let measure: String
    /// On the rows that the tree was grown on.
    public let train: Double
    /// On rows that it has not seen; nil if there are none.
    public let holdout: Double?
    /// What the best constant answer reaches on the same rows as ``holdout``, or ``train``.
    public let baseline: Double
    /// How many rows the tree was grown on.
    public let trainRows: Int
    /// How many rows were held out.
    public let holdoutRows: Int
  }

  /// The way to a leaf and what the tree tells there.
  public struct Rule: Sendable, Equatable {
    /// The conditions in words.
    public let condition: String
    /// The class or the number.
    public let prediction: Cell
    /// The share of the rows that come here.
    public let share: Double
    /// Of labels the share of these rows that the model gives the same class; of numbers
    /// 1 − variance here / variance over all rows.
    public let purity: Double
    /// How many rows come here.
    public let rows: Int
  }

  /// What the tree tells.
  public let target: Target
  /// The class whose probability or margin it tells, if it does.
  public let outputClass: Cell?
  /// The model that it stands in for, in a line.
  public let modelSummary: String
  /// The most questions that a row is asked.
  public let depth: Int
  /// How well the tree agrees with the model.
  public let fidelity: Fidelity
  /// A rule per leaf, from left to right.
  public let rules: [Rule]
  /// How much each feature contributes to the tree: shares of the total decrease of impurity.
  public let importance: [(feature: String, share: Double)]
  /// The tree as a model.
  public let model: TreeEnsembleModel
  /// Whether no tree of its depth agrees better on the rows it was grown on.
  public let isOptimal: Bool
  /// For how many rows the model was asked.
  public let calls: Int
  /// The seed, nil where nothing was drawn.
  public let seed: UInt64?
  /// How far to trust it, in plain words.
  public let notes: [String]
  let tree: GrownTree
  let cells: FeatureCells
  let classes: [Cell]

  /// How many leaves the tree has.
  public var leafCount: Int { rules.count }
}
