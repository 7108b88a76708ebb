/// The names that a statement reads and sets, for knowing which statements need which.
public struct StatementNames: Sendable, Equatable {
  /// The name that the statement gives a value to.
  public internal(set) var assigned: String?
  /// The names that are read, in order, each once: variables, columns, and functions or commands that are called.
  ///
  /// Names of a function's own parameters are left out.
  ///
  /// Which of them are columns or commands is known only when the statement runs, so this is all
  /// that it could read.
  public internal(set) var read: [String] = []
  /// Those of ``read`` that are only called: `f` in `f(x)` and in `x | f`.
  public internal(set) var called: Set<String> = []
  /// Whether the statement reads `_`.
  public internal(set) var readsLastResult = false
  /// The cells whose results are read as `_7`.
  public internal(set) var cells: [Int] = []

  init() {}
}

extension Statement {
  /// The names that the statement reads and sets.
  public var names: StatementNames {
    var names = expression?.freeNames ?? StatementNames()
    names.assigned = assignedName?.text
    return names
  }
}

extension Expression {
  /// The names that the expression reads and does not bind itself.
  public var freeNames: StatementNames {
    var collector = NameCollector()
    collector.visit(self)
    return collector.names
  }
}

/// Walks a tree and keeps the names that it reads.
private struct NameCollector {
  var names = StatementNames()
  private var known: Set<String> = []
  private var bound: [String: Int] = [:]

  mutating func visit(_ expression: Expression) {
    switch expression {
    case .number, .text, .logical, .missing: break
    case .interpolated(let segments, _):
      for case .expression(let inner) in segments { visit(inner) }
    case .name(let name, _): if bound[name, default: 0] == 0 { read(name) }
    case .variable(let name, _): read(name)
    case .list(let elements, _): for element in elements { visit(element) }
    case .record(let entries, _): for entry in entries { visit(entry.value) }
    case .unary(_, let operand, _): visit(operand)
    case .binary(_, let left, let right, _), .range(let left, let right, _),
      .index(let left, let right, _):
      visit(left)
      visit(right)
    case .member(let base, _, _): visit(base)
    case .call(let call, _): visit(call)
    case .pipe(let input, let call, _):
      visit(input)
      visit(call)
    case .lambda(let parameters, let body, _):
      for parameter in parameters { bound[parameter.text, default: 0] += 1 }
      visit(body)
      for parameter in parameters { bound[parameter.text, default: 0] -= 1 }
    case .conditional(let condition, let first, let second, _):
      visit(condition)
      visit(first)
      visit(second)
    }
  }

  private mutating func visit(_ call: CallSyntax) {
    switch call.callee {
    case .name(let name): if bound[name.text, default: 0] == 0 { read(name.text, isCall: true) }
    case .value(let expression): visit(expression)
    }
    for argument in call.arguments { visit(argument.value) }
  }

  private mutating func read(_ name: String, isCall: Bool = false) {
    if name == "_" {
      names.readsLastResult = true
      return
    }
    if name.utf8.first == UInt8(ascii: "_"), let cell = Int(name.dropFirst()), cell >= 0,
      name.utf8.dropFirst().allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
    {
      if !names.cells.contains(cell) { names.cells.append(cell) }
      return
    }
    if known.insert(name).inserted {
      names.read.append(name)
      if isCall { names.called.insert(name) }
    } else if !isCall {
      names.called.remove(name)
    }
  }
}
