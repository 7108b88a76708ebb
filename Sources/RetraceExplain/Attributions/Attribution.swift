public import RetraceTables

/// What each feature of one row contributed to the model's output there.
public struct Attribution: Sendable {
  /// One feature's part.
  public struct Part: Sendable {
    /// The feature's name.
    public let feature: String
    /// Its cell in the row.
    public let value: Cell
    /// What the attribution belongs to in words, such as `30 < age <= 42`.
    public let condition: String
    /// The attribution; NaN where the explanation leaves the feature out.
    public let attribution: Double
    /// Its standard error; nil where it is exact.
    public let error: Double?

    /// Makes a part.
    public init(
      feature: String, value: Cell, condition: String, attribution: Double, error: Double?
    ) {
      self.feature = feature
      self.value = value
      self.condition = condition
      self.attribution = attribution
      self.error = error
    }
  }

  /// A linear surrogate, where the method fits one.
  public struct Surrogate: Sendable, Equatable {
    /// Its constant.
    public let intercept: Double
    /// What it says of the row.
    public let prediction: Double
    /// The share of the output's weighted variance that it explains.
    public let r2: Double

    /// Makes the description of a surrogate.
    public init(intercept: Double, prediction: Double, r2: Double) {
      self.intercept = intercept
      self.prediction = prediction
      self.r2 = r2
    }
  }

  /// The method, such as `lime`.
  public let method: String
  /// Which output is explained.
  public let output: ExplainedOutput
  /// What is predicted, if the model says.
  public let target: String?
  /// How the row is named, such as `valid[17]`.
  public let rowLabel: String?
  /// What is known before any feature is: the mean output over the background.
  public let base: Double
  /// The model's output for the row.
  public let prediction: Double
  /// A part per feature that is explained, in the model's order.
  public let parts: [Part]
  /// The linear surrogate whose coefficients the attributions are, if they are.
  public let surrogate: Surrogate?
  /// For how many rows the model was asked.
  public let calls: Int
  /// The seed, nil where nothing is drawn.
  public let seed: UInt64?
  /// How far to trust it, in plain words.
  public let notes: [String]

  /// Makes an attribution.
  public init(
    method: String, output: ExplainedOutput, target: String? = nil, rowLabel: String? = nil,
    base: Double, prediction: Double, parts: [Part], surrogate: Surrogate? = nil, calls: Int,
    seed: UInt64?, notes: [String]
  ) {
    self.method = method
    self.output = output
    self.target = target
    self.rowLabel = rowLabel
    self.base = base
    self.prediction = prediction
    self.parts = parts
    self.surrogate = surrogate
    self.calls = calls
    self.seed = seed
    self.notes = notes
  }

  /// The attribution of a feature, nil if there is none.
  public subscript(feature: String) -> Double? {
    parts.first { $0.feature == feature }?.attribution
  }

  /// The parts of the features that the explanation uses, in the model's order.
  public var usedParts: [Part] { parts.filter { !$0.attribution.isNaN } }

  /// The used parts with the strongest first; equally strong ones in the model's order.
  public var strongestFirst: [Part] {
    usedParts.enumerated().sorted { first, second in
      let (a, b) = (abs(first.element.attribution), abs(second.element.attribution))
      return a == b ? first.offset < second.offset : a > b
    }.map(\.element)
  }

  /// The same attribution with further notes.
  public func adding(notes further: [String]) -> Attribution {
    Attribution(
      method: method, output: output, target: target, rowLabel: rowLabel, base: base,
      prediction: prediction, parts: parts, surrogate: surrogate, calls: calls, seed: seed,
      notes: notes + further)
  }
}
