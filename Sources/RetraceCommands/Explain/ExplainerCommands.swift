import RetraceCatalog
import RetraceExplain
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceTables

/// Every explainer as a command, made of what it says of itself.
enum ExplainerCommands {
  static let all: [Command] = allExplainers.map { Command($0) }
}

extension Command {
  /// The command of an explainer.
  init<E: Explainer>(_ explainer: E.Type) {
    let defaults = E.defaults
    let subject = ParameterDescription(
      name: E.scope == .rows ? "rows" : "table",
      summary: E.scope == .rows ? "A row, or several, to explain." : "Rows to explain it on.",
      type: E.scope == .rows ? .rows : .table)
    self.init(
      E.entry, group: E.scope == .rows ? .local : .global,
      parameters: [
        ParameterDescription(
          name: "model", summary: "The model, or a run for its model.",
          type: ModelArgument.parameterType), subject,
      ] + E.parameters.map { $0.description(defaults: defaults) }
    ) { invocation in
      let model: ModelArgument = try invocation.argument("model")
      let rows: RowsArgument = try invocation.argument(subject.name)
      var options = defaults
      for parameter in E.parameters where invocation.isGiven(parameter.name) {
        do {
          try parameter.bind(
            &options, try invocation.libraryArgument(parameter.name, parameter.type))
        } catch let error as ArgumentError {
          throw invocation.diagnostic(error, at: parameter.name)
        }
      }
      let explained = Subject(
        model: model.model, rows: rows.table, isSingleRow: rows.isSingleRow,
        training: model.run?.train, seed: invocation.seed)
      let explanation = try invocation.locating(rows: subject.name) {
        try E.explain(explained, options)
      }
      return .object(ExplanationObject(explanation, run: model.run))
    }
  }
}
