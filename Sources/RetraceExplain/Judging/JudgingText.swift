import RetraceModels
import RetraceNumerics
import RetraceTables

/// How figures of models are written in headlines and notes.
enum JudgingText {
  /// A number with its interval: `0.83 (0.8 to 0.86)`.
  static func figure(_ value: Double, _ low: Double, _ high: Double) -> String {
    let number = value.isNaN ? "undefined" : ExplanationText.number(value, digits: 3)
    guard !low.isNaN, !high.isNaN else { return number }
    return "\(number) (\(range(low, high)))"
  }

  /// The ends of an interval: `0.8 to 0.86`.
  static func range(_ low: Double, _ high: Double) -> String {
    "\(ExplanationText.number(low, digits: 3)) to \(ExplanationText.number(high, digits: 3))"
  }

  /// A number for a table: missing where it is undefined.
  static func shown(_ number: Double) -> Double { number.isNaN ? .missing : number }

  /// A column of numbers, missing where they are undefined.
  static func column(_ numbers: [Double]) -> Column { Column(numbers: numbers.map(shown)) }

  /// How many rows there are of each class: `350 no, 150 yes`.
  static func classes(_ names: [String], _ counts: [Int]) -> String {
    let parts = zip(names, counts).map { "\(ExplanationText.count($1)) \($0)" }
    let shown = parts.prefix(6).joined(separator: ", ")
    return parts.count > 6 ? "\(shown), …" : shown
  }

  /// The position of a class that was named.
  ///
  /// - Throws: ``ExplainError`` for a name that is no class, or where numbers are predicted.
  static func position(of cell: Cell, in outputs: ModelOutputs) throws -> Int {
    guard outputs.isClassifier else { throw ExplainError.noClasses(ExplanationText.cell(cell)) }
    guard let position = outputs.classPosition(of: cell) else {
      throw ExplainError.unknownClass(
        ExplanationText.cell(cell), available: outputs.classNames)
    }
    return position
  }

  /// Checks that a model tells classes.
  ///
  /// - Throws: ``ExplainError/unsuited(_:)``.
  static func requireClasses(_ rows: ScoredRows, _ command: String, way: String) throws {
    guard rows.outputs.isClassifier else {
      throw ExplainError.unsuited(
        "'\(command)' looks at classes, the model predicts numbers; \(way)")
    }
  }
}
