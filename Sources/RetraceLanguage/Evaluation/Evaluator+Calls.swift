import RetraceCatalog
import RetraceNumerics
import RetraceSyntax
import RetraceTables

/// What a pipe delivers, with the expression that gave it.
struct Piped {
  let value: Value
  let expression: Expression

  init(_ value: Value, _ expression: Expression) {
    self.value = value
    self.expression = expression
  }

  /// The last stage of the pipe before, which is what gave the value.
  var stageRange: SourceRange {
    if case .pipe(_, let call, _) = expression { return call.range }
    return expression.range
  }
}

extension Evaluator {
  /// The value of a call.
  func evaluate(
    _ call: CallSyntax, piped: Piped?, _ range: SourceRange, _ depth: Int
  ) throws(Diagnostic) -> Value {
    if Interruption.isRequested {
      throw Diagnostic(Interrupted(), at: range, command: nil)
    }
    switch call.callee {
    case .name(let name):
      if let function = scope.function(name.text) {
        return try self.call(function, call, piped, range, depth)
      }
      if let command = context.registry[name.text] {
        return try self.call(command, call, piped, range, depth)
      }
      if let value = try resultNamed(name) {
        guard case .function(let function) = value else {
          throw notCallable(value, name.text, name.range)
        }
        return try self.call(function, call, piped, range, depth)
      }
      throw unknownCommand(name, call, piped)
    case .value(.member(let base, let name, let memberRange)):
      return try callMember(base, name, memberRange, call, piped, range, depth)
    case .value(let callee):
      let value = try evaluate(callee, depth + 1)
      guard case .function(let function) = value else {
        throw notCallable(value, nil, callee.range)
      }
      return try self.call(function, call, piped, range, depth)
    }
  }

  /// Calls a function with the arguments as they are written.
  private func call(
    _ function: any FunctionValue, _ call: CallSyntax, _ piped: Piped?, _ range: SourceRange,
    _ depth: Int
  ) throws(Diagnostic) -> Value {
    if let function = function as? CommandFunction {
      return try self.call(function.command, call, piped, range, depth)
    }
    let names = function.parameterNames
    var arguments = [Value?](repeating: nil, count: names.count)
    var position = 0
    func arity(_ got: Int) -> Diagnostic {
      Diagnostic(
        .wrongFunction,
        "\(Self.title(function)) takes \(names.count.counted("value")), got \(got)", at: range,
        facts: names.isEmpty ? [] : ["its parameters: \(names.joined(separator: ", "))"])
    }
    let total = call.arguments.count + (piped == nil ? 0 : 1)
    if let piped {
      guard !names.isEmpty else { throw arity(total) }
      arguments[0] = piped.value
      position = 1
    }
    for argument in call.arguments {
      let value = try evaluate(argument.value, depth + 1)
      if let label = argument.label {
        guard let place = names.firstIndex(of: label.text) else {
          let near = Suggestions.names(near: label.text, among: names)
          throw Diagnostic(
            .unknownArgument, "the function has no parameter '\(label.text):'", at: label.range,
            facts: [Suggestions.listing("its parameters", names)],
            help: Suggestions.question(near.map { "\($0):" }))
        }
        guard arguments[place] == nil else {
          throw Diagnostic(
            .repeatedArgument, "'\(label.text):' is given twice", at: argument.range)
        }
        arguments[place] = value
      } else {
        guard position < names.count else { throw arity(total) }
        guard arguments[position] == nil else {
          throw Diagnostic(
            .repeatedArgument, "'\(names[position]):' is given twice", at: argument.range)
        }
        arguments[position] = value
        position += 1
      }
    }
    let given = arguments.compactMap { $0 }
    guard given.count == names.count else { throw arity(total) }
    return try self.call(function, given, at: range, depth: depth + 1)
  }

  /// Calls a function with values.
  func call(
    _ function: any FunctionValue, _ arguments: [Value], at range: SourceRange, depth: Int
  ) throws(Diagnostic) -> Value {
    if Interruption.isRequested {
      throw Diagnostic(Interrupted(), at: range, command: nil)
    }
    if let function = function as? LambdaFunction {
      return try call(function, arguments, at: range, depth: depth)
    }
    if let function = function as? CommandFunction {
      return try call(function.command, values: arguments, at: range, depth: depth)
    }
    do {
      return try function.call(arguments)
    } catch {
      throw Diagnostic(error, at: range, command: nil)
    }
  }

  private func call(
    _ function: LambdaFunction, _ arguments: [Value], at range: SourceRange, depth: Int
  ) throws(Diagnostic) -> Value {
    let names = function.parameterNames
    guard arguments.count == names.count else {
      throw Diagnostic(
        .wrongFunction,
        "\(Self.title(function)) takes \(names.count.counted("value")), got \(arguments.count)",
        at: range,
        facts: names.isEmpty ? [] : ["its parameters: \(names.joined(separator: ", "))"])
    }
    guard depth < EvaluationContext.maximumDepth, !context.stack.isExhausted else {
      throw Diagnostic(
        .tooManyCalls, "functions call one another too deeply", at: range,
        help: "a function that calls itself needs an 'if' that ends it")
    }
    var scope = function.evaluator.scope
    scope.locals = LocalFrame(names: names, values: arguments, parent: scope.locals)
    if function.name != "function" {
      scope.own = OwnFunction(name: function.name, function: function)
    }
    let evaluator = Evaluator(
      context: context, source: function.evaluator.source, scope: scope)
    do throws(Diagnostic) {
      return try evaluator.evaluate(function.body, depth + 1)
    } catch {
      guard function.evaluator.source !== source else { throw error }
      throw error.moved(to: range, from: function)
    }
  }

  private static func title(_ function: any FunctionValue) -> String {
    function.name == "function" ? "the function" : "'\(function.name)'"
  }

  private func resultNamed(_ name: NameSyntax) throws(Diagnostic) -> Value? {
    if let value = scope.local(name.text) ?? variable(name.text) { return value }
    return scope.column(name.text).map(Value.column)
  }

  private func notCallable(_ value: Value, _ name: String?, _ range: SourceRange) -> Diagnostic {
    let subject = name.map { "'\($0)'" } ?? "this"
    return Diagnostic(
      .notCallable, "\(subject) is \(value.shapePhrase) and cannot be called", at: range,
      help: name.map { "leave out the brackets: \($0)" })
  }

  private func unknownCommand(
    _ name: NameSyntax, _ call: CallSyntax, _ piped: Piped?
  ) -> Diagnostic {
    if name.text == "print", piped == nil, let argument = call.arguments.first {
      let text = source.text[argument.value.range]
      return Diagnostic(
        .unknownCommand, "there is no command 'print': every value is shown as it is",
        at: name.range, help: "write the expression alone", fix: text)
    }
    var functions = context.registry.names
    for variable in variableNames where scope.function(variable) != nil {
      functions.append(variable)
    }
    let near = Suggestions.names(near: name.text, among: functions)
    return Diagnostic(
      .unknownCommand, "there is no command '\(name.text)'", at: name.range,
      help: Suggestions.question(near) ?? "':help' lists the commands")
  }

  /// `x.f(…)`: a field that holds a function, or the habit of other languages.
  private func callMember(
    _ base: Expression, _ name: NameSyntax, _ memberRange: SourceRange, _ call: CallSyntax,
    _ piped: Piped?, _ range: SourceRange, _ depth: Int
  ) throws(Diagnostic) -> Value {
    let value = try evaluate(base, depth + 1)
    if let field = try field(name.text, of: value, at: name.range) {
      guard case .function(let function) = field else {
        throw notCallable(field, nil, memberRange)
      }
      return try self.call(function, call, piped, range, depth)
    }
    guard context.registry[name.text] != nil || scope.function(name.text) != nil else {
      return try member(name, of: value, base: base.range)
    }
    let arguments = call.argumentsRange.map { source.text[$0] } ?? "()"
    let fix = "\(source.text[base.range]) | \(name.text)\(arguments)"
    throw Diagnostic(
      .noFields, "'\(name.text)' is a command, not a field of \(value.shapePhrase)",
      at: name.range, help: "commands take their first argument from a pipe: \(fix)", fix: fix)
  }
}
