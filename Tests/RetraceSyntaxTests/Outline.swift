import RetraceSyntax

/// Writes a tree with all its brackets, so that tests see its shape: `(+ 1 (* 2 3))`.
func outline(_ expression: Expression) -> String {
  switch expression {
  case .number(let value, _): return "\(value)".hasSuffix(".0") ? "\(Int(value))" : "\(value)"
  case .text(let value, _): return "\"\(value)\""
  case .interpolated(let segments, _):
    let parts = segments.map { segment in
      switch segment {
      case .text(let value): "\"\(value)\""
      case .expression(let expression): outline(expression)
      }
    }
    return "(text \(parts.joined(separator: " ")))"
  case .logical(let value, _): return "\(value)"
  case .missing: return "missing"
  case .name(let name, _): return name
  case .variable(let name, _): return "$\(name)"
  case .list(let elements, _):
    return "[\(elements.map { outline($0) }.joined(separator: " "))]"
  case .record(let entries, _):
    return "{\(entries.map { "\($0.key.text):\(outline($0.value))" }.joined(separator: " "))}"
  case .unary(let symbol, let operand, _): return "(\(symbol.symbol) \(outline(operand)))"
  case .binary(let symbol, let left, let right, _):
    return "(\(symbol.symbol) \(outline(left)) \(outline(right)))"
  case .range(let first, let last, _): return "(.. \(outline(first)) \(outline(last)))"
  case .member(let base, let name, _): return "(. \(outline(base)) \(name.text))"
  case .index(let base, let index, _): return "(at \(outline(base)) \(outline(index)))"
  case .call(let call, _): return "(call \(outline(call)))"
  case .pipe(let input, let call, _): return "(| \(outline(input)) \(outline(call)))"
  case .lambda(let names, let body, _):
    return "(-> (\(names.map(\.text).joined(separator: " "))) \(outline(body)))"
  case .conditional(let condition, let first, let second, _):
    return "(if \(outline(condition)) \(outline(first)) \(outline(second)))"
  }
}

private func outline(_ call: CallSyntax) -> String {
  let callee =
    switch call.callee {
    case .name(let name): name.text
    case .value(let expression): outline(expression)
    }
  let arguments = call.arguments.map {
    ($0.label.map { "\($0.text):" } ?? "") + outline($0.value)
  }
  return ([callee] + arguments).joined(separator: " ")
}

/// Writes a statement as ``outline(_:)`` does an expression.
func outline(_ statement: Statement) -> String {
  let text =
    switch statement.kind {
    case .parameter(let name, let value): "(param \(name.text) \(outline(value)))"
    case .seed(let seed): "(seed \(seed))"
    case .assignment(let name, let value): "(= \(name.text) \(outline(value)))"
    case .expression(let value): outline(value)
    }
  return statement.isSilent ? text + ";" : text
}

/// The outline of a text's statements, or its errors.
func outline(_ source: String) -> String {
  let result = Parser.parse(source)
  guard result.finalDiagnostics.isEmpty else {
    return (result.isIncomplete ? "incomplete: " : "")
      + result.finalDiagnostics.map(\.description).joined(separator: " / ")
  }
  return result.statements.map { outline($0) }.joined(separator: " ")
}
