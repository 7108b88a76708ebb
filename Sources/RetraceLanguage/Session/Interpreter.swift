import RetraceCatalog
public import RetraceSyntax

/// Runs statements one after the other and keeps what they leave.
///
/// A value: a copy goes on independently, and `environment` may be set back to an earlier one.
public struct Interpreter: Sendable {
  /// All commands.
  public let registry: CommandRegistry
  /// What may be read and written.
  public let host: Host
  /// Variables, results and seed.
  public var environment: Environment
  /// Values of `param` statements from outside, as text, by name.
  public let overrides: [String: String]
  private var source: SourceUnit?

  /// Makes an interpreter.
  ///
  /// - Parameter overrides: what `--param NAME=VALUE` said.
  public init(
    registry: CommandRegistry, host: Host, seed: UInt64 = Environment.standardSeed,
    overrides: [String: String] = [:]
  ) {
    self.registry = registry
    self.host = host
    self.overrides = overrides
    environment = Environment(seed: seed)
  }

  /// Runs a statement.
  ///
  /// - Parameters:
  ///   - statement: the statement.
  ///   - source: the text that it was parsed from.
  ///   - cell: the number under which its result is kept for `_7`.
  /// - Returns: what is to be shown.
  /// - Throws: `Diagnostic`; nothing has changed then.
  public mutating func run(
    _ statement: Statement, in source: SourceText, cell: Int
  ) throws(Diagnostic) -> Outcome {
    let evaluator = evaluator(for: source)
    switch statement.kind {
    case .seed(let seed):
      environment.seed = seed
      return Outcome(kind: .seeded(seed), notes: [], isSilent: statement.isSilent)
    case .expression(let expression):
      let value = try evaluator.evaluate(expression, 0)
      guard !statement.isSilent else {
        return outcome(.hidden(value), evaluator, statement)
      }
      environment.results.keep(value, cell: cell)
      return outcome(.shown(value), evaluator, statement)
    case .assignment(let name, let expression):
      try Self.checkAssignable(name)
      var value = try evaluator.evaluate(expression, 0)
      if case .lambda = expression, case .function(let function) = value,
        let function = function as? LambdaFunction
      {
        value = .function(function.named(name.text))
      }
      environment.variables[name.text] = value
      return outcome(.assigned(name.text, value), evaluator, statement)
    case .parameter(let name, let expression):
      try Self.checkAssignable(name)
      let standard = try evaluator.evaluate(expression, 0)
      let given = try overridden(name, standard)
      let value = given ?? standard
      environment.variables[name.text] = value
      return outcome(
        .parameter(name.text, value, isOverridden: given != nil), evaluator, statement)
    }
  }

  /// The value of an expression with the variables as they are, which stay as they are.
  public func evaluate(
    _ expression: Expression, in source: SourceText
  ) throws(Diagnostic) -> Value {
    var copy = self
    return try copy.evaluator(for: source).evaluate(expression, 0)
  }

  private mutating func evaluator(for text: SourceText) -> Evaluator {
    let unit: SourceUnit
    if let source, source.text.name == text.name, source.text.text == text.text {
      unit = source
    } else {
      unit = SourceUnit(text)
      source = unit
    }
    let context = EvaluationContext(
      registry: registry, seed: environment.seed, results: environment.results, host: host)
    let scope = Scope(
      locals: nil, columns: nil, variables: environment.variables, own: nil)
    return Evaluator(context: context, source: unit, scope: scope)
  }

  private func outcome(
    _ kind: Outcome.Kind, _ evaluator: Evaluator, _ statement: Statement
  ) -> Outcome {
    Outcome(kind: kind, notes: evaluator.context.notes.all, isSilent: statement.isSilent)
  }

  /// `_` and `_7` are results, not variables.
  private static func checkAssignable(_ name: NameSyntax) throws(Diagnostic) {
    guard name.text.first == "_", name.text.dropFirst().allSatisfy({ ("0"..."9").contains($0) })
    else { return }
    throw Diagnostic(
      .badAssignment, "'\(name.text)' stands for an earlier result and cannot be assigned to",
      at: name.range, help: "choose another name")
  }

  /// The value from outside for a parameter, read as the type of its default.
  private func overridden(
    _ name: NameSyntax, _ standard: Value
  ) throws(Diagnostic) -> Value? {
    guard let text = overrides[name.text] else { return nil }
    if let value = Self.read(text, like: standard) { return value }
    throw Diagnostic(
      .badParameterValue, "--param \(name.text)=\(text): expected \(standard.kindPhrase)",
      at: name.range, facts: ["its default is \(standard.sourceText)"])
  }

  private static func read(_ text: String, like standard: Value) -> Value? {
    switch standard {
    case .text: return .text(text)
    case .number, .logical, .list, .record, .missing:
      guard let value = Value(literal: text) else {
        if case .missing = standard { return .text(text) }
        return nil
      }
      switch (standard, value) {
      case (.missing, _), (.number, .number), (.logical, .logical), (.list, .list),
        (.record, .record):
        return value
      default: return nil
      }
    default: return nil
    }
  }
}

extension Interpreter {
  /// Gives a name a value without a statement, for programs that hand in what they have.
  public mutating func define(_ name: String, _ value: Value) {
    environment.variables[name] = value
  }
}
