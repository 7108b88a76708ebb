import RetraceCatalog
import RetraceSyntax

/// A function that was written in the language, with the values it took along.
package final class LambdaFunction: FunctionValue {
  package let name: String
  package let parameterNames: [String]
  let body: Expression
  let range: SourceRange
  /// What evaluates the body: the source it stands in and the names in view there.
  let evaluator: Evaluator

  init(
    name: String, parameterNames: [String], body: Expression, range: SourceRange,
    evaluator: Evaluator
  ) {
    self.name = name
    self.parameterNames = parameterNames
    self.body = body
    self.range = range
    self.evaluator = evaluator
  }

  /// The same function under a name by which it can call itself.
  func named(_ name: String) -> LambdaFunction {
    LambdaFunction(
      name: name, parameterNames: parameterNames, body: body, range: range, evaluator: evaluator)
  }

  /// The function as it was typed.
  package var sourceText: String { evaluator.source.text[range] }

  package func call(_ arguments: [Value]) throws -> Value {
    try evaluator.call(self, arguments, at: range, depth: 0)
  }
}

/// A command as a value.
package final class CommandFunction: FunctionValue {
  let command: Command
  let evaluator: Evaluator

  package var name: String { command.name }
  package var parameterNames: [String] { command.parameters.map(\.name) }

  init(_ command: Command, _ evaluator: Evaluator) {
    self.command = command
    self.evaluator = evaluator
  }

  package func call(_ arguments: [Value]) throws -> Value {
    try evaluator.call(self, arguments, at: SourceRange(0, 0), depth: 0)
  }
}
