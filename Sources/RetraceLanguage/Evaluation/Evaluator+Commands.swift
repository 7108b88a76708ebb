import RetraceCatalog
import RetraceSyntax
import RetraceTables

extension Evaluator {
  /// Calls a command with the arguments as they are written.
  func call(
    _ command: Command, _ call: CallSyntax, _ piped: Piped?, _ range: SourceRange, _ depth: Int
  ) throws(Diagnostic) -> Value {
    var binder = ArgumentBinder(command, evaluator: self, range: range, depth: depth)
    if let piped { try binder.take(piped) }
    for argument in call.arguments { try binder.take(argument) }
    return try run(command, binder.finish(), range, depth)
  }

  /// Calls a command with values.
  func call(
    _ command: Command, values: [Value], at range: SourceRange, depth: Int
  ) throws(Diagnostic) -> Value {
    var binder = ArgumentBinder(command, evaluator: self, range: range, depth: depth)
    for value in values { try binder.take(value) }
    return try run(command, binder.finish(), range, depth)
  }

  private func run(
    _ command: Command, _ bound: [BoundArgument], _ range: SourceRange, _ depth: Int
  ) throws(Diagnostic) -> Value {
    let invocation = Invocation(
      command: command, range: range, bound: bound, evaluator: self, depth: depth + 1)
    do {
      return try command.run(invocation)
    } catch {
      throw Diagnostic(error, at: range, command: command, bound: bound)
    }
  }
}
