import RetraceSyntax

/// The names that an expression may look up outside of itself.
enum FreeNames {
  /// All names that could be variables: bare ones, `$` ones and names of functions.
  static func names(in expression: Expression) -> Set<String> {
    var names: Set<String> = []
    collect(expression, into: &names)
    return names
  }

  private static func collect(_ expression: Expression, into names: inout Set<String>) {
    switch expression {
    case .number, .text, .logical, .missing: break
    case .name(let name, _), .variable(let name, _): names.insert(name)
    case .interpolated(let segments, _):
      for case .expression(let inner) in segments { collect(inner, into: &names) }
    case .list(let items, _):
      for item in items { collect(item, into: &names) }
    case .record(let entries, _):
      for entry in entries { collect(entry.value, into: &names) }
    case .unary(_, let operand, _): collect(operand, into: &names)
    case .member(let base, _, _): collect(base, into: &names)
    case .lambda(_, let body, _):
      // A parameter of the same name hides the variable; taking it along does no harm.
      collect(body, into: &names)
    case .binary(_, let left, let right, _), .range(let left, let right, _),
      .index(let left, let right, _):
      collect(left, into: &names)
      collect(right, into: &names)
    case .call(let call, _): collect(call, into: &names)
    case .pipe(let input, let call, _):
      collect(input, into: &names)
      collect(call, into: &names)
    case .conditional(let condition, let first, let second, _):
      for part in [condition, first, second] { collect(part, into: &names) }
    }
  }

  private static func collect(_ call: CallSyntax, into names: inout Set<String>) {
    switch call.callee {
    case .name(let name): names.insert(name.text)
    case .value(let callee): collect(callee, into: &names)
    }
    for argument in call.arguments { collect(argument.value, into: &names) }
  }
}
