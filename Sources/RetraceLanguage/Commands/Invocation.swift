import RetraceCatalog
public import RetraceSyntax

/// One call of a command: its arguments and what surrounds it.
public struct Invocation: Sendable {
  /// The command that is called.
  public let command: Command
  /// Where the call stands: the command's name with its brackets.
  public let range: SourceRange
  /// What each parameter got, in the order of the parameters.
  package let bound: [BoundArgument]
  /// What evaluates expressions in the arguments.
  package let evaluator: Evaluator
  /// How many nodes and calls this one is nested in.
  package let depth: Int

  /// All commands of the session.
  public var registry: CommandRegistry { evaluator.context.registry }

  /// What may be read and written, and who is told of it.
  public var host: Host { evaluator.context.host }

  /// The seed of everything that the command draws: `seed:` where it was given, else the
  /// session's.
  public var seed: UInt64 {
    if case .value(.number(let number), _) = self["seed"], let given = UInt64(exactly: number) {
      return given
    }
    return evaluator.context.seed
  }

  /// What a parameter got; ``BoundArgument/absent`` also where there is no such parameter.
  public subscript(name: String) -> BoundArgument {
    guard let position = command.parameters.firstIndex(where: { $0.name == name }) else {
      return .absent
    }
    return bound[position]
  }

  /// Whether an argument was given for a parameter.
  public func isGiven(_ name: String) -> Bool {
    if case .absent = self[name] { return false }
    return true
  }

  /// The argument of a parameter, or its default where that can be typed.
  ///
  /// - Throws: `Diagnostic` at the argument's place if it does not fit, at the call's if nothing
  ///   was given and there is no default. An optional type gives nil instead.
  public func argument<Argument: CommandArgument>(
    _ name: String, as type: Argument.Type = Argument.self
  ) throws(Diagnostic) -> Argument {
    var argument = self[name]
    let parameter = command.parameters.first { $0.name == name }
    if case .absent = argument, let value = parameter?.defaultValue {
      argument = .value(value, range)
    }
    return try read(argument, name, summary: parameter?.summary ?? "")
  }

  /// The argument of a parameter, or a default where none was given.
  public func argument<Argument: CommandArgument>(
    _ name: String, default standard: @autoclosure () -> Argument
  ) throws(Diagnostic) -> Argument {
    guard isGiven(name) else { return standard() }
    return try read(self[name], name, summary: "")
  }

  /// What the parameter of a slot got, or the slot's default.
  package func read<Argument: CommandArgument>(
    _ slot: Slot<Argument>
  ) throws(Diagnostic) -> Argument {
    let name = slot.description.name
    if let standard = slot.standard, !isGiven(name) { return standard }
    return try read(self[name], name, summary: slot.description.summary)
  }

  private func read<Argument: CommandArgument>(
    _ argument: BoundArgument, _ name: String, summary: String
  ) throws(Diagnostic) -> Argument {
    do {
      if case .absent = argument, !(Argument.self is any OptionalArgument.Type) {
        throw ArgumentError.absent(parameter: name, summary: summary)
      }
      return try Argument.read(argument, parameter: name)
    } catch {
      throw Diagnostic(error, at: argument.range ?? range, command: command)
    }
  }

  /// Calls a function with values, as commands like `map` do.
  public func call(
    _ function: any FunctionValue, _ arguments: [Value]
  ) throws(Diagnostic) -> Value {
    try evaluator.call(function, arguments, at: range, depth: depth + 1)
  }

  /// Leaves a line that is shown with the result.
  public func note(_ text: String) {
    evaluator.context.notes.add(text)
  }

  /// An error at the place of a parameter's argument, or of the call.
  public func error(
    _ code: DiagnosticCode, _ message: String, at parameter: String? = nil,
    facts: [String] = [], help: String? = nil
  ) -> Diagnostic {
    let place = parameter.flatMap { self[$0].range } ?? range
    return Diagnostic(code, message, at: place, facts: facts, help: help)
  }
}
