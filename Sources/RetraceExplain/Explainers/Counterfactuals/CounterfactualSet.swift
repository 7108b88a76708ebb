public import RetraceTables

/// The counterfactuals of one row.
public struct CounterfactualSet: Sendable {
  /// What was wanted.
  public enum Target: Sendable, Equatable {
    /// That the model tells this class.
    case outputClass(Cell)
    /// That the output lies in this range, ends included.
    case range(low: Double, high: Double)
  }

  /// The names of the model's features.
  public let featureNames: [String]
  /// How the row is named, such as `valid[17]`.
  public let rowLabel: String?
  /// The row's own cells, in the order of the features.
  public let cells: [Cell]
  /// Which output ``prediction`` is.
  public let output: ExplainedOutput
  /// What the model predicts, if it says.
  public let targetName: String?
  /// The model's output for the row.
  public let prediction: Double
  /// The class that the model tells for the row; nil for a model of numbers.
  public let predictedClass: Cell?
  /// What was wanted.
  public let target: Target
  /// The counterfactuals, the nearest (or sparsest) first; empty if there are none.
  public let counterfactuals: [Counterfactual]
  /// Whether the first is proven the nearest (or sparsest), or, without any, that there is none.
  public let isProven: Bool
  /// For how many rows the model was asked.
  public let calls: Int
  /// The seed.
  public let seed: UInt64
  /// How far to trust it, in plain words.
  public let notes: [String]

  /// Makes the counterfactuals of a row.
  public init(
    featureNames: [String], rowLabel: String?, cells: [Cell], output: ExplainedOutput,
    targetName: String?, prediction: Double, predictedClass: Cell?, target: Target,
    counterfactuals: [Counterfactual], isProven: Bool, calls: Int, seed: UInt64, notes: [String]
  ) {
    self.featureNames = featureNames
    self.rowLabel = rowLabel
    self.cells = cells
    self.output = output
    self.targetName = targetName
    self.prediction = prediction
    self.predictedClass = predictedClass
    self.target = target
    self.counterfactuals = counterfactuals
    self.isProven = isProven
    self.calls = calls
    self.seed = seed
    self.notes = notes
  }

  /// How many were found.
  public var found: Int { counterfactuals.count }

  /// The same with further notes.
  public func adding(notes further: [String]) -> CounterfactualSet {
    CounterfactualSet(
      featureNames: featureNames, rowLabel: rowLabel, cells: cells, output: output,
      targetName: targetName, prediction: prediction, predictedClass: predictedClass,
      target: target, counterfactuals: counterfactuals, isProven: isProven, calls: calls,
      seed: seed, notes: notes + further)
  }
}
