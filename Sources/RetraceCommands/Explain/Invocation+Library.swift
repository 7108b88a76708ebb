import RetraceCatalog
import RetraceLanguage
import RetraceModels
import RetraceSyntax

extension Invocation {
  /// What a parameter got, as the libraries take it: names of columns as texts, models as they
  /// are.
  func libraryArgument(_ name: String, _ type: ParameterType) throws -> Argument {
    let bound = self[name]
    if case .expression(let expression) = bound {
      if case .any(let types) = type, types.contains(.record), let members = expression.members {
        return .record(
          try members.map { member in
            let names = try member.expression.columnReferences(in: nil).map(\.name)
            return (member.name, .list(names.map(Argument.text)))
          })
      }
      if expression.bareName != nil || type == .columnNames || type == .columnName {
        let names = try expression.columnReferences(in: nil).map(\.name)
        return names.count == 1 ? .text(names[0]) : .list(names.map(Argument.text))
      }
      if case .any = type, let references = try? expression.columnReferences(in: nil),
        !references.isEmpty
      {
        return .list(references.map { .text($0.name) })
      }
    }
    let value = try bound.value()
    if case .object(let object as ModelObject) = value { return .object(object.model) }
    return value.argument
  }

  /// The diagnostic for an argument that a library refused.
  func diagnostic(_ refusal: ArgumentError, at parameter: String) -> Diagnostic {
    switch refusal {
    case .wrongKind: error(.wrongType, refusal.description, at: parameter, help: command.usageHelp)
    case .outOfRange(_, let expected, _, let suggestions):
      error(
        expected.hasPrefix("\"") ? .unknownChoice : .outOfRange, refusal.description,
        at: parameter,
        help: suggestions.first.map { "did you mean \"\($0)\"?" } ?? command.usageHelp)
    case .absent:
      error(.missingArgument, refusal.description, at: parameter, help: command.usageHelp)
    case .unknown: error(.unknownArgument, refusal.description, at: parameter)
    }
  }
}

extension Command {
  /// How the command is called, as a help line.
  var usageHelp: String { "usage: \(usage)" }
}
