import RetraceLanguage
import RetraceSession
import RetraceSyntax

/// Values that are known without computing anything: of variables, their fields and elements.
struct CheapValue {
  private let session: Session

  init(_ session: Session) {
    self.session = session
  }

  /// The value of a source text, if it only looks something up.
  func value(of source: String) -> Value? {
    guard let expression = expression(of: source), isLookup(expression) else { return nil }
    return try? session.evaluate(expression, in: SourceText(text: source))
  }

  /// The columns of what a source text stands for, also behind stages of a pipe whose columns can
  /// be told without running them.
  func columns(of source: String) -> [String] {
    guard let expression = expression(of: source) else { return [] }
    return columns(of: expression, in: SourceText(text: source)) ?? []
  }

  private func expression(of source: String) -> Expression? {
    let parsed = Parser.parse(source)
    guard parsed.finalDiagnostics.isEmpty, parsed.statements.count == 1 else { return nil }
    guard case .expression(let expression) = parsed.statements.first?.kind else { return nil }
    return expression
  }

  private func columns(of expression: Expression, in source: SourceText) -> [String]? {
    if isLookup(expression) {
      return (try? session.evaluate(expression, in: source)).map(ValueFields.columns)
    }
    let stage: CallSyntax
    let input: Expression
    switch expression {
    case .pipe(let first, let call, _): (input, stage) = (first, call)
    case .call(let call, _):
      guard let first = call.arguments.first, first.label == nil else { return nil }
      (input, stage) = (first.value, call)
    default: return nil
    }
    guard case .name(let name) = stage.callee, let columns = columns(of: input, in: source)
    else { return nil }
    switch name.text {
    case "where", "sort", "head", "tail", "sample", "distinct", "group": return columns
    case "mutate":
      let added = stage.arguments.compactMap { $0.label?.text }
      return columns + added.filter { !columns.contains($0) }
    case "drop":
      let dropped = stage.arguments.compactMap(Self.bareName)
      return columns.filter { !dropped.contains($0) }
    case "select": return stage.arguments.compactMap(Self.bareName).filter(columns.contains)
    default: return nil
    }
  }

  private static func bareName(_ argument: ArgumentSyntax) -> String? {
    switch argument.value {
    case .name(let name, _), .text(let name, _): name
    default: nil
    }
  }

  /// Whether evaluating an expression only looks something up.
  private func isLookup(_ expression: Expression) -> Bool {
    switch expression {
    case .name(let name, _), .variable(let name, _): session.environment[name] != nil
    case .member(let value, _, _): isLookup(value)
    case .index(let value, let index, _): isLookup(value) && isConstant(index)
    default: false
    }
  }

  private func isConstant(_ expression: Expression) -> Bool {
    switch expression {
    case .number, .text: true
    case .unary(_, let operand, _): isConstant(operand)
    default: false
    }
  }
}
