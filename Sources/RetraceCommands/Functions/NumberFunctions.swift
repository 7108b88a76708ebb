import Glibc
import RetraceCatalog
import RetraceLanguage
import RetraceNumerics
import RetraceTables

/// Functions of a number, or of each number of a column or list.
enum NumberFunctions {
  static let all = [abs, exp, log, sqrt, floor, ceil, round]

  private static let summary = "A number, or a column or list of numbers."

  private static func function(
    _ name: String, _ about: String, discussion: String = "", example: String, caption: String,
    _ compute: @escaping @Sendable (Double) -> Double
  ) -> Command {
    Command(
      name, about, .required("x", summary, type: Elementwise.numberType), group: .columns,
      discussion: discussion, examples: [Example(example, caption)]
    ) { (x: Value) in try Elementwise.numbers(x, "x", compute) }
  }

  static let abs = function(
    "abs", "The number without its sign.", example: "abs(-3)", caption: "3"
  ) { $0.magnitude }

  static let exp = function(
    "exp", "e to the power of the number.", example: "exp(1)", caption: "2.718281828459"
  ) { Kernels.exp($0) }

  static let sqrt = function(
    "sqrt", "The square root; of a negative number nan.", example: "sqrt(2)",
    caption: "1.41421356237"
  ) { $0.squareRoot() }

  static let floor = function(
    "floor", "The nearest whole number below.", example: "floor(-1.5)", caption: "-2"
  ) { $0.rounded(.down) }

  static let ceil = function(
    "ceil", "The nearest whole number above.", example: "ceil(1.2)", caption: "2"
  ) { $0.rounded(.up) + 0 }

  static let log = Command(
    "log", "The natural logarithm, or that to another base.",
    .required("x", summary, type: Elementwise.numberType),
    .optional(
      "base", nil as Double?, "The base; without one it is e.",
      type: .number(Double.leastNonzeroMagnitude...Double.greatestFiniteMagnitude),
      defaultText: "e"),
    group: .columns, discussion: "Of 0 it is -inf, of a negative number nan.",
    examples: [
      Example("log(exp(2))", "2"), Example("log(1000, base: 10)", "3"),
    ]
  ) { (x: Value, base: Double?) in
    guard let base else { return try Elementwise.numbers(x, "x") { Kernels.log($0) } }
    let unit = Kernels.log(base)
    return try Elementwise.numbers(x, "x") { number in
      let power = Kernels.log(number) / unit
      let whole = power.rounded()
      // Whole powers of the base come out whole, as 3 for 1000 and 10.
      return power.isFinite && (power - whole).magnitude < 1e-9 && pow(base, whole) == number
        ? whole : power
    }
  }

  static let round = Command(
    "round", "The nearest number with so many digits after the point.",
    .required("x", summary, type: Elementwise.numberType),
    .optional("digits", 0, in: -15...15, "Digits after the point; negative: zeros before it."),
    group: .columns, discussion: "Halves are rounded away from zero: 2.5 to 3, -2.5 to -3.",
    examples: [
      Example("round(3.14159, 2)", "3.14"), Example("round(1234, -2)", "1200"),
    ]
  ) { (x: Value, digits: Int) in
    try Elementwise.numbers(x, "x") { rounded($0, digits) }
  }

  private static func rounded(_ number: Double, _ digits: Int) -> Double {
    guard number.isFinite else { return number }
    let scale = pow(10, Double(digits.magnitude))
    if digits < 0 { return (number / scale).rounded() * scale + 0 }
    let scaled = number * scale
    // From 2^52 on there are no digits after the point.
    guard scaled.magnitude < 0x1p52 else { return number }
    return scaled.rounded() / scale + 0
  }
}
