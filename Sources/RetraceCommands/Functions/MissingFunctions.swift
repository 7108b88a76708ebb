import RetraceCatalog
import RetraceLanguage
import RetraceSyntax
import RetraceTables

/// Functions that deal with missing values, and `if` as a function.
enum MissingFunctions {
  static let all = [isMissing, coalesce, ifElse]

  static let isMissing = Command(
    "is_missing", "Whether the value is missing.",
    .required("x", "A value, or a column or list of values."), group: .columns,
    discussion: "`x == missing` is missing itself, as all comparisons with missing are.",
    examples: [Example("is_missing([1, missing])", "for each element")],
    searchTerms: ["na", "null", "nan"]
  ) { (x: Value) in
    switch x {
    case .missing: return .logical(true)
    case .list(let items):
      return .list(
        items.map { if case .missing = $0 { .logical(true) } else { .logical(false) } })
    case .column(let column):
      return .column(
        Column(.logicals((0..<column.count).map { column.isMissing(at: $0) ? 1 : 0 })))
    default: return .logical(false)
    }
  }

  static let coalesce = Command(
    "coalesce", "The first value that is not missing.",
    .required("x", "A value or column."),
    .variadic("others", "What stands where it is missing, tried in order.", type: .anything),
    group: .columns, discussion: "On columns row by row.",
    examples: [Example("coalesce(missing, missing, 3)", "3")], searchTerms: ["fill", "impute"]
  ) { (call: Invocation, x: Value, others: [Value]) in
    var result = x
    for other in others {
      switch result {
      case .missing: result = other
      case .column(let column):
        let present = (0..<column.count).map { column.isMissing(at: $0) ? UInt8(0) : 1 }
        result = try Operators.choose(
          present, result, other, firstRange: call.range, secondRange: call.range)
      default: return result
      }
    }
    return result
  }

  static let ifElse = Command(
    "if_else", "The first value where a condition is true, else the second.",
    .required("condition", "True, false or missing, or a column of them."),
    .required("yes", "The value where it is true."),
    .required("no", "The value where it is false."),
    group: .columns,
    discussion: "The same as `if condition then yes else no`. Missing where the condition is.",
    examples: [Example("if_else(2 > 1, \"more\", \"less\")", "\"more\"")]
  ) { (call: Invocation, condition: Value, yes: Value, no: Value) in
    switch condition {
    case .missing: return .missing
    case .logical(let flag): return flag ? yes : no
    case .column(let column):
      if case .logicals(let bytes) = column.storage {
        return try Operators.choose(
          bytes, yes, no, firstRange: call["yes"].range ?? call.range,
          secondRange: call["no"].range ?? call.range)
      }
    default: break
    }
    throw call.error(
      .notACondition, "a condition is true, false or missing, got \(condition.shapePhrase)",
      at: "condition", help: "to compare write '==', '<' and so on")
  }
}
