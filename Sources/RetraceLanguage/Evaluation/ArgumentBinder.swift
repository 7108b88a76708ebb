import RetraceCatalog
import RetraceSyntax
import RetraceTables

/// Gives each parameter of a command its argument, checked, or says at its place why not.
struct ArgumentBinder {
  private let command: Command
  private let evaluator: Evaluator
  private let range: SourceRange
  private let depth: Int
  private var bound: [BoundArgument]
  private var position = 0
  private var subject: Table?
  private var piped: Piped?

  init(_ command: Command, evaluator: Evaluator, range: SourceRange, depth: Int) {
    self.command = command
    self.evaluator = evaluator
    self.range = range
    self.depth = depth
    bound = [BoundArgument](repeating: .absent, count: command.parameters.count)
  }

  /// Takes what a pipe delivers as the first argument.
  mutating func take(_ piped: Piped) throws(Diagnostic) {
    self.piped = piped
    guard let first = command.parameters.first, !first.collectsNamed else {
      throw Diagnostic(
        .surplusArgument, "'\(command.name)' takes nothing from a pipe", at: range,
        labels: [.init(piped.stageRange, "this gives \(piped.value.shapePhrase)")])
    }
    try bind(piped.value, piped.stageRange, to: 0)
    advance()
  }

  /// Takes an argument as it is written.
  mutating func take(_ argument: ArgumentSyntax) throws(Diagnostic) {
    guard let label = argument.label else {
      return try bind(argument.value, to: nextPosition(argument.range))
    }
    let collector = command.parameters.firstIndex(where: \.collectsNamed)
    let named = command.parameters.firstIndex { $0.name == label.text && !$0.collectsNamed }
    if let named, collector == nil || isAbsent(named) {
      guard isAbsent(named) else {
        let first = bound[named].range.map { [Diagnostic.Label($0, "given here first")] } ?? []
        throw Diagnostic(
          .repeatedArgument, "'\(label.text):' is given twice", at: argument.range,
          labels: first, help: "usage: \(command.usage)")
      }
      return try bind(argument.value, to: named)
    }
    guard let collector else { throw unknown(label) }
    var elements: [NamedExpressions.Element] = []
    if case .named(let earlier) = bound[collector] { elements = Array(earlier) }
    if elements.contains(where: { $0.name == label.text }) {
      throw Diagnostic(
        .repeatedArgument, "'\(label.text):' is given twice", at: argument.range)
    }
    elements.append(
      NamedExpressions.Element(
        name: label.text, nameRange: label.range, expression: deferred(argument.value)))
    bound[collector] = .named(NamedExpressions(elements))
  }

  /// Takes a value as the next positional argument.
  mutating func take(_ value: Value) throws(Diagnostic) {
    try bind(value, range, to: nextPosition(range))
  }

  /// The arguments in the order of the parameters.
  func finish() throws(Diagnostic) -> [BoundArgument] {
    for (parameter, argument) in zip(command.parameters, bound) {
      if case .absent = argument, parameter.defaultText == nil, !parameter.collectsNamed {
        throw Diagnostic(
          .missingArgument, "'\(command.name)' needs '\(parameter.name):'", at: range,
          facts: ["\(parameter.name): \(parameter.summary)"], help: "usage: \(command.usage)")
      }
    }
    return bound
  }

  private func isAbsent(_ position: Int) -> Bool {
    if case .absent = bound[position] { return true }
    return false
  }

  private mutating func advance() {
    guard position < command.parameters.count, !command.parameters[position].isVariadic else {
      return
    }
    position += 1
  }

  private mutating func nextPosition(_ range: SourceRange) throws(Diagnostic) -> Int {
    let parameters = command.parameters
    guard position < parameters.count, !parameters[position].collectsNamed else {
      let count = parameters.count { !$0.collectsNamed }
      let help = "usage: \(command.usage)"
      if parameters.contains(where: \.collectsNamed) {
        throw Diagnostic(
          .surplusArgument, "an argument of '\(command.name)' needs a name here", at: range,
          help: help)
      }
      throw Diagnostic(
        .surplusArgument, "'\(command.name)' takes \(count.counted("argument")) at most",
        at: range,
        labels: piped.map { [.init($0.stageRange, "the pipe gives the first one")] } ?? [],
        help: help)
    }
    let current = position
    guard parameters[current].isVariadic || isAbsent(current) else {
      throw Diagnostic(
        .repeatedArgument, "'\(parameters[current].name):' is given twice", at: range,
        help: "usage: \(command.usage)")
    }
    advance()
    return current
  }

  private func deferred(_ expression: Expression) -> DeferredExpression {
    DeferredExpression(
      .syntax(expression, evaluator, depth: depth + 1), range: expression.range, subject: subject)
  }

  private mutating func bind(_ expression: Expression, to target: Int) throws(Diagnostic) {
    if command.parameters[target].type.isDeferred {
      store(.expression(deferred(expression)), in: target)
    } else {
      try bind(evaluator.evaluate(expression, depth + 1), expression.range, to: target)
    }
  }

  private mutating func bind(
    _ value: Value, _ range: SourceRange, to target: Int
  ) throws(Diagnostic) {
    let parameter = command.parameters[target]
    if parameter.type.isDeferred {
      let body = DeferredExpression.Body.value(value)
      store(
        .expression(DeferredExpression(body, range: range, subject: subject)), in: target)
      return
    }
    var value = value
    if case .object(let object) = value, parameter.type.takesTable(of: object) {
      do {
        if let table = try object.tableForm() { value = .table(table) }
      } catch {
        throw Diagnostic(error, at: range, command: command)
      }
    }
    do throws(ArgumentError) {
      try parameter.type.check(value, parameter.name)
    } catch {
      throw misfit(error, value, range, target)
    }
    if target == 0, case .table(let table) = value { subject = table }
    store(.value(value, range), in: target)
  }

  private mutating func store(_ argument: BoundArgument, in target: Int) {
    guard command.parameters[target].isVariadic else {
      bound[target] = argument
      return
    }
    if case .several(let earlier) = bound[target] {
      bound[target] = .several(earlier + [argument])
    } else {
      bound[target] = .several([argument])
    }
  }

  private func misfit(
    _ error: ArgumentError, _ value: Value, _ range: SourceRange, _ target: Int
  ) -> Diagnostic {
    guard target == 0, let piped, range == piped.stageRange else {
      return Diagnostic(error, at: range, command: command)
    }
    var diagnostic = Diagnostic(error, at: self.range, command: command)
    if case .wrongKind(_, let expected, let got) = error {
      diagnostic.message = "'\(command.name)' takes \(expected), got \(got)"
    }
    diagnostic.labels = [.init(range, "this gives \(value.shapePhrase)")]
    return diagnostic
  }

  private func unknown(_ label: NameSyntax) -> Diagnostic {
    let names = command.parameters.filter { !$0.collectsNamed }.map(\.name)
    let near = Suggestions.names(near: label.text, among: names)
    return Diagnostic(
      .unknownArgument, "'\(command.name)' has no parameter '\(label.text):'", at: label.range,
      facts: [Suggestions.listing("its parameters", names, limit: 20)],
      help: Suggestions.question(near.map { "\($0):" }) ?? "usage: \(command.usage)")
  }
}
