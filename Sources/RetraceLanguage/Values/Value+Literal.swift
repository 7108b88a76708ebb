import RetraceCatalog

extension Value {
  package init?(literal text: String) {
    switch text {
    case "true": self = .logical(true)
    case "false": self = .logical(false)
    case "missing": self = .missing
    case "[]": self = .list([])
    case "{}": self = .record(Record([]))
    default:
      if let number = Double(text), number.isFinite {
        self = .number(number)
      } else if text.count >= 2, text.first == "\"", text.last == "\"" {
        self = .text(String(text.dropFirst().dropLast()))
      } else {
        return nil
      }
    }
  }
}

extension ParameterDescription {
  /// The default, where it can be typed: `10` and `"auto"`, but not words like `automatic`.
  package var defaultValue: Value? { defaultText.flatMap { Value(literal: $0) } }
}
