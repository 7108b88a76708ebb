import RetraceNumerics
package import RetraceSyntax
import RetraceTables

/// Walks the tree of an expression and gives its value.
///
/// `depth` counts the nodes and calls around an expression, so that no program can exhaust the
/// stack.
package struct Evaluator: Sendable {
  let context: EvaluationContext
  /// The source that the ranges of the expressions belong to.
  let source: SourceUnit
  var scope: Scope

  /// The same evaluator with a table's columns in view before all others.
  func viewing(_ frame: TableFrame) -> Evaluator {
    var copy = self
    copy.scope.columns = TableFrame(frame.table, rows: frame.rows, parent: scope.columns)
    return copy
  }

  /// The value of an expression.
  package func evaluate(_ expression: Expression, _ depth: Int) throws(Diagnostic) -> Value {
    guard depth < EvaluationContext.maximumDepth, !context.stack.isExhausted else {
      throw Diagnostic(
        .tooManyCalls, "functions call one another too deeply", at: expression.range,
        help: "a function that calls itself needs an 'if' that ends it")
    }
    switch expression {
    case .number(let number, _): return .number(number)
    case .text(let text, _): return .text(text)
    case .logical(let flag, _): return .logical(flag)
    case .missing: return .missing
    case .interpolated(let segments, _): return try interpolate(segments, depth)
    case .name(let name, let range): return try lookUp(name, range)
    case .variable(let name, let range): return try lookUpVariable(name, range)
    case .list(let items, _):
      var values: [Value] = []
      values.reserveCapacity(items.count)
      for item in items { values.append(try evaluate(item, depth + 1)) }
      return .list(values)
    case .record(let entries, _):
      var fields: [(name: String, value: Value)] = []
      for entry in entries {
        fields.append((entry.key.text, try evaluate(entry.value, depth + 1)))
      }
      return .record(Record(fields))
    case .unary(let symbol, let operand, _):
      let value = try evaluate(operand, depth + 1)
      return try Operators.apply(symbol, value, at: operand.range)
    case .binary(let symbol, let left, let right, let range):
      return try evaluate(symbol, left, right, range, depth)
    case .range(let low, let high, let range):
      return try list(from: low, to: high, range, depth)
    case .member(let base, let name, _):
      let value = try evaluate(base, depth + 1)
      return try member(name, of: value, base: base.range)
    case .index(let base, let index, let range):
      let value = try evaluate(base, depth + 1)
      let position = try evaluate(index, depth + 1)
      return try element(
        of: value, at: position, base: base.range, index: index.range, whole: range)
    case .call(let call, let range): return try evaluate(call, piped: nil, range, depth)
    case .pipe(let input, let call, _):
      let value = try evaluate(input, depth + 1)
      return try evaluate(call, piped: Piped(value, input), call.range, depth)
    case .lambda(let names, let body, let range):
      return .function(function(names.map(\.text), body, range))
    case .conditional(let condition, let first, let second, _):
      return try conditional(condition, first, second, depth)
    }
  }

  private func interpolate(
    _ segments: [TextSegment], _ depth: Int
  ) throws(Diagnostic) -> Value {
    var text = ""
    for segment in segments {
      switch segment {
      case .text(let part): text += part
      case .expression(let expression):
        let value = try evaluate(expression, depth + 1)
        guard let part = value.plainText else {
          throw Diagnostic(
            .wrongType, "\(value.shapePhrase) cannot stand in a text", at: expression.range,
            note: "this is \(value.shapePhrase)",
            help: "a text takes numbers, texts, true, false, missing and lists of these")
        }
        text += part
      }
    }
    return .text(text)
  }

  private func list(
    from low: Expression, to high: Expression, _ range: SourceRange, _ depth: Int
  ) throws(Diagnostic) -> Value {
    let first = try wholeEnd(low, depth)
    let last = try wholeEnd(high, depth)
    guard first <= last else { return .list([]) }
    let limit = 10_000_000
    guard last - first < Double(limit) else {
      throw Diagnostic(
        .tooLarge, "a list of more than \(limit.grouped) numbers is too long", at: range,
        help: "'x in a..b' asks whether a number lies between two others without such a list")
    }
    let count = Int(last - first) + 1
    return .list(
      [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
        for offset in 0..<count {
          buffer.initializeElement(at: offset, to: .number(first + Double(offset)))
        }
        initialized = count
      })
  }

  private func wholeEnd(_ expression: Expression, _ depth: Int) throws(Diagnostic) -> Double {
    let value = try evaluate(expression, depth + 1)
    guard case .number(let number) = value else {
      throw Diagnostic(
        .wrongType, "a range goes from a number to a number, got \(value.shapePhrase)",
        at: expression.range)
    }
    guard number.isFinite, number == number.rounded(.towardZero), abs(number) < 0x1p53 else {
      throw Diagnostic(
        .wrongType, "the ends of a list of numbers are whole, got \(value.sourceText)",
        at: expression.range,
        help: "'x in a..b' takes any numbers; for other steps use map(0..10, i -> i / 10)")
    }
    return number
  }

  private func function(
    _ names: [String], _ body: Expression, _ range: SourceRange
  ) -> LambdaFunction {
    var taken: [String: Value] = [:]
    for name in FreeNames.names(in: body) {
      if let value = scope.variables[name] { taken[name] = value }
    }
    var evaluator = self
    evaluator.scope.variables = taken
    return LambdaFunction(
      name: "function", parameterNames: names, body: body, range: range, evaluator: evaluator)
  }

  private func conditional(
    _ condition: Expression, _ first: Expression, _ second: Expression, _ depth: Int
  ) throws(Diagnostic) -> Value {
    let value = try evaluate(condition, depth + 1)
    switch value {
    case .logical(true): return try evaluate(first, depth + 1)
    case .logical(false): return try evaluate(second, depth + 1)
    case .missing: return .missing
    case .column(let column):
      if case .logicals(let bytes) = column.storage {
        let yes = try evaluate(first, depth + 1)
        let no = try evaluate(second, depth + 1)
        return try Operators.choose(
          bytes, yes, no, firstRange: first.range, secondRange: second.range)
      }
    default: break
    }
    throw .notACondition(value, at: condition.range, needed: "a condition")
  }
}
