public import RetraceTables

/// What a model puts out.
public struct ModelOutputs: Sendable, Equatable {
  /// The classes; empty for a model of numbers.
  ///
  /// Of two classes the second is the positive one.
  public let classes: [Cell]
  /// The scales that it can give, its natural one for explanations first.
  public let scales: [OutputScale]
  /// The name of what is predicted, if known.
  public let target: String?

  /// Makes the description of outputs.
  public init(classes: [Cell], scales: [OutputScale], target: String?) {
    self.classes = classes
    self.scales = scales
    self.target = target
  }

  /// Makes the outputs of a model with probabilities and margins, or of one of numbers.
  ///
  /// - Parameters:
  ///   - classCount: how many classes there are; 0 for numbers.
  ///   - classes: the classes; nil for 0, 1, ….
  ///   - target: the name of what is predicted.
  init(classCount: Int, classes: [Cell]?, target: String?) {
    let isNumber = classCount == 0
    self.init(
      classes: isNumber ? [] : classes ?? Self.numberedClasses(classCount),
      scales: isNumber ? [.value] : [.probability, .margin], target: target)
  }

  /// The classes 0, 1, ….
  static func numberedClasses(_ count: Int) -> [Cell] { (0..<count).map { .number(Double($0)) } }

  /// Whether the model tells classes.
  public var isClassifier: Bool { !classes.isEmpty }

  /// The scale that is meant where none is named.
  public var defaultScale: OutputScale { scales.first ?? .value }

  /// How many columns a prediction has: one for numbers and for two classes, else one a class.
  public func count(on scale: OutputScale) -> Int { classes.count <= 2 ? 1 : classes.count }

  /// The names of the classes, as a column of texts would have them.
  public var classNames: [String] { classes.map(\.displayText) }

  /// The position of the class that a cell names; nil if it names none.
  ///
  /// Numbers, logicals and texts name the same class where they are written alike, so that a
  /// model with classes 0 and 1 takes a column of the texts "0" and "1".
  public func classPosition(of cell: Cell) -> Int? {
    if let position = classes.firstIndex(of: cell) { return position }
    guard cell != .missing else { return nil }
    let text = cell.displayText
    if let position = classes.firstIndex(where: { $0.displayText == text }) { return position }
    // True and false are also the classes 1 and 0.
    guard case .logical(let flag) = cell else { return nil }
    return classes.firstIndex(of: .number(flag ? 1 : 0))
  }

  /// Checks that a scale can be given.
  ///
  /// - Throws: ``ModelError/noScale(_:available:)``.
  public func require(_ scale: OutputScale) throws {
    guard scales.contains(scale) else { throw ModelError.noScale(scale, available: scales) }
  }
}

extension Cell {
  /// The cell as it is written in a table: numbers in their shortest digits.
  package var displayText: String {
    switch self {
    case .missing: ""
    case .number(let number): number.isFinite ? JSON.numberText(number) : "\(number)"
    case .logical(let flag): "\(flag)"
    case .text(let text): text
    }
  }
}
