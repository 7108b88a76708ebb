import RetraceCatalog
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceTables

/// A model as an argument: a model, or a run for the model it became.
struct ModelArgument: CommandArgument {
  let model: any Model
  let run: Run?

  static var parameterType: ParameterType {
    .any([.object("model"), .object("run"), .object("runs")])
  }

  static func read(_ bound: BoundArgument, parameter: String) throws -> ModelArgument {
    let value = try bound.value()
    switch value {
    case .object(let object as ModelObject):
      return ModelArgument(model: object.model, run: object.run)
    case .object(let object as RunObject):
      return ModelArgument(model: try object.run.requireModel(), run: object.run)
    case .object(let object as RunsObject) where object.runs.count == 1:
      return ModelArgument(model: try object.runs[0].requireModel(), run: object.runs[0])
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

  static var parameterType: ParameterType { .any([.object("run"), .object("runs")]) }

  static func read(_ bound: BoundArgument, parameter: String) throws -> RunArgument {
    let value = try bound.value()
    if case .object(let object as RunObject) = value {
      return RunArgument(run: object.run, object: object)
    }
    if case .object(let object as RunsObject) = value, object.runs.count == 1 {
      return RunArgument(run: object.runs[0], object: RunObject(object.runs[0]))
    }
    if case .object(let object as RunsObject) = value {
      throw ArgumentError.wrongKind(
        parameter: parameter, expected: "one run, such as runs[0] or runs[\"name\"]",
        got: "\(object.runs.count) runs")
    }
    throw ArgumentError.wrongKind(parameter: parameter, expected: "a run", got: value.shapePhrase)
  }
}

/// One or several runs as an argument.
struct RunsArgument: CommandArgument {
  let runs: [Run]
  /// Whether one run was given rather than several that may be one.
  let isSingle: Bool

  static var parameterType: ParameterType { .any([.object("run"), .object("runs"), .list]) }

  static func read(_ bound: BoundArgument, parameter: String) throws -> RunsArgument {
    let value = try bound.value()
    guard let runs = runs(of: value) else {
      throw ArgumentError.wrongKind(
        parameter: parameter, expected: "a run or runs", got: value.shapePhrase)
    }
    if case .object(_ as RunObject) = value { return RunsArgument(runs: runs, isSingle: true) }
    return RunsArgument(runs: runs, isSingle: false)
  }

  /// The runs that a value holds; nil if it holds anything else.
  private static func runs(of value: Value) -> [Run]? {
    switch value {
    case .object(let object as RunObject): return [object.run]
    case .object(let object as RunsObject): return object.runs
    case .list(let items):
      var runs: [Run] = []
      for item in items {
        guard case .object = item, let some = self.runs(of: item) else { return nil }
        runs += some
      }
      return runs
    default: return nil
    }
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
