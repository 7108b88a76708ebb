public import RetraceTables

/// A row near to the one explained that gets the wanted prediction.
public struct Counterfactual: Sendable {
  /// One cell that differs from the row explained.
  public struct Change: Sendable, Equatable {
    /// The feature's name.
    public let feature: String
    /// The cell of the row explained.
    public let from: Cell
    /// The cell of the counterfactual.
    public let to: Cell

    /// Makes a change.
    public init(feature: String, from: Cell, to: Cell) {
      self.feature = feature
      self.from = from
      self.to = to
    }
  }

  /// Its cells, in the order of the model's features.
  public let cells: [Cell]
  /// The cells that differ, in the order of the model's features.
  public let changes: [Change]
  /// The model's output for it.
  public let prediction: Double
  /// The class that the model tells; nil for a model of numbers.
  public let predictedClass: Cell?
  /// Whether the model, asked about the final row, says what was wanted.
  public let isValid: Bool
  /// The sum of the changes: |x′ − x| / MAD of numbers, 1 for a category or a missing cell.
  public let distance: Double
  /// The share of the data's rows that lie at least as far from their nearest other row.
  public let plausibility: Double
  /// Whether each single change is needed: without any one of them the goal is missed.
  public let isMinimal: Bool

  /// How many cells differ.
  public var changeCount: Int { changes.count }

  /// Makes a counterfactual.
  public init(
    cells: [Cell], changes: [Change], prediction: Double, predictedClass: Cell?, isValid: Bool,
    distance: Double, plausibility: Double, isMinimal: Bool
  ) {
    self.cells = cells
    self.changes = changes
    self.prediction = prediction
    self.predictedClass = predictedClass
    self.isValid = isValid
    self.distance = distance
    self.plausibility = plausibility
    self.isMinimal = isMinimal
  }
}
