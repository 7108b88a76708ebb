import RetraceCatalog
import RetraceSyntax

extension Value {
  /// The value of a text that is a literal: a number, text, true, false, missing, or a list or
  /// record of these; nil for anything else.
  package init?(literal text: String) {
    let result = Parser.parse(text)
    guard result.finalDiagnostics.isEmpty, result.statements.count == 1,
      case .expression(let expression)? = result.statements.first?.kind,
      let value = Value(literal: expression)
    else { return nil }
    self = value
  }

  private init?(literal expression: Expression) {
    switch expression {
    case .number(let number, _): self = .number(number)
    case .text(let text, _): self = .text(text)
    case .logical(let flag, _): self = .logical(flag)
    case .missing: self = .missing
    case .unary(.negate, .number(let number, _), _): self = .number(-number)
    case .list(let items, _):
      var values: [Value] = []
      for item in items {
        guard let value = Value(literal: item) else { return nil }
        values.append(value)
      }
      self = .list(values)
    case .record(let entries, _):
      var fields: [(name: String, value: Value)] = []
      for entry in entries {
        guard let value = Value(literal: entry.value) else { return nil }
        fields.append((entry.key.text, value))
      }
      self = .record(Record(fields))
    default: return nil
    }
  }
}

extension ParameterDescription {
  /// The default, where it can be typed: `10` and `"auto"`, but not words like `automatic`.
  package var defaultValue: Value? { defaultText.flatMap { Value(literal: $0) } }
}
