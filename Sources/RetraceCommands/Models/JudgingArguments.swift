import RetraceCatalog
import RetraceExplain
import RetraceLanguage
import RetraceModels
import RetraceSyntax
import RetraceTables

extension Slot where Argument == ModelArgument {
  /// The model of a command that judges one.
  static var judged: Slot { .required("model", "The model, or a run for its model.") }
}

extension Slot where Argument == Table {
  /// The rows that a model is judged on.
  static var judgedRows: Slot {
    .required("table", "Rows whose outcome is known, best rows the model was not trained on.")
  }
}

extension Slot where Argument == ColumnReference? {
  /// The column with the outcome.
  static var outcome: Slot {
    .optional(
      "target", nil, "The column with the outcome.", type: .columnName,
      defaultText: "the model's")
  }
}

extension Slot where Argument == Double {
  /// From which probability on the positive one of two classes is predicted.
  static var threshold: Slot {
    .optional(
      "threshold", 0.5, in: 0...1,
      "From which probability on the positive one of two classes is predicted.")
  }
}

extension Slot where Argument == Int {
  /// How often rows are drawn for intervals.
  static var bootstrap: Slot {
    .optional(
      "bootstrap", 1_000, in: 0...100_000, "How often the rows are drawn for intervals; 0 for none."
    )
  }
}

extension Slot where Argument == [ColumnReference] {
  /// What is measured.
  static var metrics: Slot {
    .optional(
      "metrics", [], "What is measured: names, or all.", type: .columnNames,
      defaultText: "the usual ones")
  }
}

extension Slot where Argument == ClassArgument? {
  /// The class that is looked at.
  static func judgedClass(_ standard: String) -> Slot {
    .optional(
      "class", nil, "The class that is looked at, against all others.",
      type: ClassArgument.parameterType, defaultText: standard)
  }
}

/// A class by its name, number or truth value.
struct ClassArgument: CommandArgument {
  let cell: Cell

  static var parameterType: ParameterType {
    .any([.text, .number(-.greatestFiniteMagnitude ... .greatestFiniteMagnitude), .flag])
  }

  static func read(_ bound: BoundArgument, parameter: String) throws -> ClassArgument {
    switch try bound.value() {
    case .text(let text): return ClassArgument(cell: .text(text))
    case .number(let number): return ClassArgument(cell: .number(number))
    case .logical(let flag): return ClassArgument(cell: .logical(flag))
    case let other:
      throw ArgumentError.wrongKind(
        parameter: parameter, expected: "a class", got: other.shapePhrase)
    }
  }
}

extension Invocation {
  /// The rows with what a model predicts for them.
  func scored(
    _ model: ModelArgument, _ table: Table, _ target: ColumnReference?
  ) throws -> ScoredRows {
    try ScoredRows(model.model, on: table, target: target?.name, purpose: "'\(command.name)'")
  }
}
