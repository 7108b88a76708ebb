public import RetraceCatalog
import RetraceTables

extension Counterfactuals {
  /// What can be set by name.
  public static let parameters: [Parameter<Options>] = [
    target, range,
    .integer("count", \.count, in: 1...100, "How many counterfactuals are wanted."),
    .choice("objective", \.objective, "Whether the nearest come first or those of fewest changes."),
    vary,
    .columnNames("freeze", \.freeze, "The features that must stay as they are."),
    ranges, monotone, integers,
    .table(
      "data", \.data, default: "training rows",
      "Rows that units, ranges and plausibility come from."),
    .output(\.output), .seed(\.seed),
  ]

  private static let target = Parameter<Options>(
    name: "target",
    summary: "The class that is wanted; the other one, of several the second likeliest.",
    type: .any([.text, .number(-.greatestFiniteMagnitude ... .greatestFiniteMagnitude), .flag])
  ) {
    $0.target.map(ExplanationText.literal) ?? "other class"
  } bind: { options, argument throws(ArgumentError) in
    switch argument {
    case .text(let text): options.target = .text(text)
    case .number(let number): options.target = .number(number)
    case .flag(let flag): options.target = .logical(flag)
    default: throw .wrongKind(parameter: "target", expected: "a class", got: argument.kindPhrase)
    }
  }

  private static let range = Parameter<Options>.custom(
    "range", .list, default: "none",
    "The low and the high end of where the output shall lie; missing for an open end."
  ) { options, argument throws(ArgumentError) in
    options.range = try ends(argument, "range")
  }

  private static let vary = Parameter<Options>.custom(
    "vary", .any([.choice(["all"]), .columnNames]), default: "all",
    "The features that may change."
  ) { options, argument throws(ArgumentError) in
    if case .text("all") = argument {
      options.vary = nil
    } else {
      options.vary = try argument.texts("vary")
    }
  }

  private static let integers = Parameter<Options>.custom(
    "integers", .columnNames, default: "whole in the data",
    "The features that take whole numbers only."
  ) { options, argument throws(ArgumentError) in
    options.integers = try argument.texts("integers")
  }

  private static let ranges = Parameter<Options>.custom(
    "ranges", .record, default: "{}",
    "What features may be: {age: [18, 70], purpose: [\"car\", \"tv\"]}."
  ) { options, argument throws(ArgumentError) in
    guard case .record(let members) = argument else {
      throw .wrongKind(parameter: "ranges", expected: "a record", got: argument.kindPhrase)
    }
    var ranges: [(feature: String, allowed: AllowedValues)] = []
    for (name, value) in members {
      if case .list(let items) = value, case .text? = items.first {
        ranges.append((name, .levels(try value.texts("ranges"))))
      } else if case .text(let level) = value {
        ranges.append((name, .levels([level])))
      } else {
        let ends = try ends(value, "ranges")
        ranges.append((name, .range(ends[0], ends[1])))
      }
    }
    options.ranges = ranges
  }

  private static let monotone = Parameter<Options>.custom(
    "monotone", .record, default: "{}",
    "Which way numbers may go: {age: \"up\", debt: \"down\"}."
  ) { options, argument throws(ArgumentError) in
    guard case .record(let members) = argument else {
      throw .wrongKind(parameter: "monotone", expected: "a record", got: argument.kindPhrase)
    }
    var directions: [(feature: String, direction: Direction)] = []
    for (name, value) in members {
      directions.append((name, try value.choice("monotone", Direction.self)))
    }
    options.monotone = directions
  }

  /// The two ends of a range.
  private static func ends(
    _ argument: Argument, _ name: String
  ) throws(ArgumentError) -> [Double] {
    guard case .list(let items) = argument, items.count == 2 else {
      throw .wrongKind(
        parameter: name, expected: "a list of two numbers, [low, high]", got: argument.kindPhrase)
    }
    var ends: [Double] = []
    for (position, item) in items.enumerated() {
      switch item {
      case .number(let number): ends.append(number)
      case .missing where name == "range":
        ends.append(position == 0 ? -.infinity : .infinity)
      default:
        throw .wrongKind(
          parameter: name, expected: "a list of two numbers, [low, high]",
          got: "\(item.kindPhrase) in it")
      }
    }
    return ends
  }
}
