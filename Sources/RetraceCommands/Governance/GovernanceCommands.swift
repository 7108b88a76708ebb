import RetraceCatalog
import RetraceLanguage
import RetraceSyntax
import RetraceTables

/// The commands of governance, in the order in which help lists them.
let governanceCommands: [Command] = [.expect, .note]

extension Command {
  /// The command `expect(condition, message)`.
  static let expect = Command(
    "expect", "Fail unless a condition is true.",
    .required("condition", "What must be true; of a column every value."),
    .optional("message", "", "What to say if it is not."),
    group: .governance,
    discussion: """
      A script ends there with exit code 5. A condition that is missing is not true. Of a column \
      or list of conditions all must be true.
      """,
    examples: [Example("expect(1 + 1 == 2, \"arithmetic\")", "holds")],
    searchTerms: ["assert", "test", "check"]
  ) { (invocation: Invocation, condition: Value, message: String) in
    let failures = try invocation.failures(of: condition)
    guard failures.isEmpty else {
      let text = message.isEmpty ? "the expectation does not hold" : message
      throw invocation.error(.expectationFailed, text, at: "condition", facts: failures)
    }
    return .text(message.isEmpty ? "holds" : "holds: \(message)")
  }

  /// The command `note(text)`.
  static let note = Command(
    "note", "Keep a remark in the session.",
    .required("text", "The remark."),
    group: .governance, examples: [Example("note(\"checked by hand\")", "shown and saved")],
    searchTerms: ["comment", "remark"]
  ) { (text: String) in .text(text) }
}

extension Invocation {
  /// What does not hold, in words; empty if all does.
  fileprivate func failures(of condition: Value) throws -> [String] {
    switch condition {
    case .logical(let flag): return flag ? [] : ["the condition is false"]
    case .missing: return ["the condition is missing"]
    case .list(let items):
      guard let column = Column(values: items) else { break }
      return try failures(of: .column(column))
    case .column(let column):
      guard case .logicals(let bytes) = column.storage else { break }
      let failing = bytes.indices.filter { bytes[$0] != 1 }
      guard let first = failing.first else { return [] }
      return ["it does not hold for \(failing.count) of \(bytes.count), first at \(first)"]
    default: break
    }
    throw error(
      .wrongType, "'expect' takes true or false, got \(condition.shapePhrase)", at: "condition",
      help: "compare with '==', '<' and so on")
  }
}
