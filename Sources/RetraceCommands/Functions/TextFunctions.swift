import RetraceCatalog
import RetraceLanguage
import RetraceSyntax
import RetraceTables

/// Functions of a text, or of each text of a column or list.
enum TextFunctions {
  static let all = [lower, upper, contains, startsWith, replace]

  private static let summary = "A text, or a column or list of texts."

  static let lower = Command(
    "lower", "The text in lower case.", .required("x", summary, type: Elementwise.textType),
    group: .columns, examples: [Example("lower(\"Bad\")", "\"bad\"")]
  ) { (x: Value) in try Elementwise.texts(x, "x") { $0.lowercased() } }

  static let upper = Command(
    "upper", "The text in upper case.", .required("x", summary, type: Elementwise.textType),
    group: .columns, examples: [Example("upper(\"Bad\")", "\"BAD\"")]
  ) { (x: Value) in try Elementwise.texts(x, "x") { $0.uppercased() } }

  static let contains = Command(
    "contains", "Whether a part stands somewhere in the text.",
    .required("x", summary, type: Elementwise.textType),
    .required("part", "The part, as it is: upper and lower case differ."),
    group: .columns,
    examples: [Example("contains([\"radio\", \"car\"], \"ad\")", "for each text")],
    searchTerms: ["search", "find"]
  ) { (x: Value, part: String) in try Elementwise.ask(x, "x") { $0.holds(part) } }

  static let startsWith = Command(
    "starts_with", "Whether the text starts with a part.",
    .required("x", summary, type: Elementwise.textType),
    .required("part", "The part, as it is: upper and lower case differ."),
    group: .columns, examples: [Example("starts_with(\"radio\", \"ra\")", "true")]
  ) { (x: Value, part: String) in
    try Elementwise.ask(x, "x") { $0.utf8.starts(with: part.utf8) }
  }

  static let replace = Command(
    "replace", "The text with all places of a part replaced.",
    .required("x", summary, type: Elementwise.textType),
    .required("part", "What is replaced, as it is."),
    .required("by", "What stands there instead."),
    group: .columns, examples: [Example("replace(\"a-b-c\", \"-\", \"_\")", "\"a_b_c\"")]
  ) { (call: Invocation, x: Value, part: String, by: String) in
    guard !part.isEmpty else {
      throw call.error(.outOfRange, "the part to be replaced is empty", at: "part")
    }
    return try Elementwise.texts(x, "x") { $0.replacing(part: part, by: by) }
  }
}

extension String {
  /// The text with all places of a part replaced, from left to right.
  fileprivate func replacing(part: String, by other: String) -> String {
    let bytes = Array(utf8)
    let needle = Array(part.utf8)
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count {
      if bytes.count - position >= needle.count,
        bytes[position..<position + needle.count].elementsEqual(needle)
      {
        result += other.utf8
        position += needle.count
      } else {
        result.append(bytes[position])
        position += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
