public import RetraceModels
public import RetraceNumerics
public import RetraceTables

/// Which of a model's outputs is explained, and on which scale.
public struct ExplainedOutput: Sendable, Equatable {
  /// The scale.
  public let scale: OutputScale
  /// The class whose output it is; nil for a model of numbers.
  public let outputClass: Cell?
  /// The position of that class among the model's.
  public let classPosition: Int?
  /// The column of the model's predictions that holds it.
  public let column: Int
  /// Whether it is the first of two classes, of which the model gives the second.
  public let isComplement: Bool

  /// The output in words: `probability of good`, `margin of yes`, `value of price`.
  public func phrase(target: String?) -> String {
    if let outputClass { return "\(scale.rawValue) of \(ExplanationText.cell(outputClass))" }
    return target.map { "\(scale.rawValue) of \($0)" } ?? scale.rawValue
  }

  /// The output in a prediction's column: 1 − p or −m where the model gives the other class.
  @inlinable
  public func value(_ prediction: Double) -> Double {
    guard isComplement else { return prediction }
    return scale == .probability ? 1 - prediction : -prediction
  }

  /// The output of every row of predictions.
  public func values(_ predictions: Matrix) -> [Double] {
    (0..<predictions.rows).map { value(predictions[$0, column]) }
  }

  /// The scale that is explained where `asked` may be nil: the probability of classes, the value
  /// of numbers, else the first that the model can give.
  ///
  /// - Throws: `ModelError` if the model does not give the scale asked for.
  public static func scale(asked: OutputScale?, of model: any Model) throws -> OutputScale {
    let scales = model.outputs.scales
    if let asked {
      guard scales.contains(asked) else { throw ModelError.noScale(asked, available: scales) }
      return asked
    }
    let natural: OutputScale = model.outputs.isClassifier ? .probability : .value
    return scales.contains(natural) ? natural : scales.first ?? natural
  }

  /// The output of a class that was named, or of the only or the positive one.
  ///
  /// - Parameter asked: the argument `class:`.
  /// - Returns: nil if the model has more than two classes and none was named: then it is the
  ///   predicted one of each row, see ``init(predictedIn:row:scale:of:)``.
  /// - Throws: ``ExplainError`` if the model has no such class.
  public static func named(
    _ asked: Cell?, scale: OutputScale, of model: any Model
  ) throws -> ExplainedOutput? {
    let classes = model.outputs.classes
    guard let asked else {
      switch classes.count {
      case 0: return ExplainedOutput(scale: scale, classPosition: nil, classes: classes)
      case 1...2:
        return ExplainedOutput(scale: scale, classPosition: classes.count - 1, classes: classes)
      default: return nil
      }
    }
    let text = ExplanationText.cell(asked)
    guard !classes.isEmpty else { throw ExplainError.noClasses(text) }
    let position =
      classes.firstIndex(of: asked)
      ?? classes.firstIndex { ExplanationText.cell($0) == text }
    guard let position else {
      throw ExplainError.unknownClass(text, available: classes.map(ExplanationText.cell))
    }
    return ExplainedOutput(scale: scale, classPosition: position, classes: classes)
  }

  /// The output of the class that a model of several predicts in a row of predictions: the first
  /// of the largest.
  public init(predictedIn predictions: Matrix, row: Int, scale: OutputScale, of model: any Model) {
    var best = 0
    for column in 0..<predictions.columns
    where predictions[row, column] > predictions[row, best] { best = column }
    self.init(scale: scale, classPosition: best, classes: model.outputs.classes)
  }

  /// The output of the class at a position; nil for a model of numbers.
  public init(scale: OutputScale, classPosition: Int?, classes: [Cell]) {
    self.scale = scale
    self.classPosition = classPosition
    outputClass = classPosition.map { classes[$0] }
    column = classes.count > 2 ? classPosition ?? 0 : 0
    isComplement = classes.count == 2 && classPosition == 0
  }
}
