import RetraceLanguage
import RetraceTables

extension Value {
  /// The value of a JSON value: objects become records, arrays lists.
  init(json: JSON) {
    switch json {
    case .null: self = .missing
    case .logical(let flag): self = .logical(flag)
    case .number(let number): self = .number(number)
    case .text(let text): self = .text(text)
    case .array(let items): self = .list(items.map { Value(json: $0) })
    case .object(let members): self = .record(Record(json: members))
    }
  }

  /// The value on one line as it is shown.
  var displayText: String {
    if case .text(let text) = self { return text }
    return sourceText
  }
}

extension Record {
  /// The record of a JSON object's members.
  init(json members: [JSON.Member]) {
    self.init(members.map { (name: $0.key, value: Value(json: $0.value)) })
  }
}
