import RetraceCatalog
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceTables

/// A model as an argument: a model, or a run for the model it became.
struct ModelArgument: CommandArgument {
  let model: any Model
  let run: Run?

  static var parameterType: ParameterType { .any([.object("model"), .object("run")]) }

  static func read(_ bound: BoundArgument, parameter: String) throws -> ModelArgument {
    let value = try bound.value()
    switch value {
    case .object(let object as ModelObject):
      return ModelArgument(model: object.model, run: object.run)
    case .object(let object as RunObject):
      return ModelArgument(model: try object.run.requireModel(), run: object.run)
    default:
      throw ArgumentError.wrongKind(
        parameter: parameter, expected: "a model or a run", got: value.shapePhrase)
    }
  }
}

/// A run as an argument.
struct RunArgument: CommandArgument {
  let run: Run
  let object: RunObject

  static var parameterType: ParameterType { .object("run") }

  static func read(_ bound: BoundArgument, parameter: String) throws -> RunArgument {
    let value = try bound.value()
    if case .object(let object as RunObject) = value {
      return RunArgument(run: object.run, object: object)
    }
    if case .object(let object as RunsObject) = value, object.runs.count == 1 {
      return RunArgument(run: object.runs[0].run, object: object.runs[0])
    }
    throw ArgumentError.wrongKind(parameter: parameter, expected: "a run", got: value.shapePhrase)
  }
}

/// Rows as an argument: a row, a record, or a table.
struct RowsArgument: CommandArgument {
  let table: Table
  /// Whether one row was given rather than a table.
  let isSingleRow: Bool

  static var parameterType: ParameterType { .rows }

  static func read(_ bound: BoundArgument, parameter: String) throws -> RowsArgument {
    let value = try bound.value()
    switch value {
    case .table(let table): return RowsArgument(table: table, isSingleRow: false)
    case .row(let row): return RowsArgument(table: row.asTable, isSingleRow: true)
    case .record(let record):
      if let table = Table(record: record) { return RowsArgument(table: table, isSingleRow: true) }
      throw ArgumentError.wrongKind(
        parameter: parameter, expected: "a record of numbers, texts, true and false",
        got: value.shapePhrase)
    default:
      throw ArgumentError.wrongKind(
        parameter: parameter, expected: ParameterType.rows.phrase, got: value.shapePhrase)
    }
  }
}
