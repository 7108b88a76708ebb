public import RetraceCatalog

/// A parameter of a command with the Swift type of its argument.
public struct Slot<Argument: CommandArgument>: Sendable {
  /// The parameter as data.
  public let description: ParameterDescription
  /// What the command gets where nothing is given; nil if something must be given.
  public let standard: Argument?

  /// Makes a slot.
  public init(_ description: ParameterDescription, standard: Argument?) {
    self.description = description
    self.standard = standard
  }

  /// An argument that must be given.
  ///
  /// - Parameter type: what it takes, where that is narrower than its Swift type.
  public static func required(
    _ name: String, _ summary: String, type: ParameterType = Argument.parameterType
  ) -> Slot {
    Slot(ParameterDescription(name: name, summary: summary, type: type), standard: nil)
  }

  /// An argument with a default.
  ///
  /// - Parameter defaultText: the default in words, where it cannot be typed.
  public static func optional(
    _ name: String, _ standard: Argument, _ summary: String,
    type: ParameterType = Argument.parameterType, defaultText: String? = nil
  ) -> Slot {
    let text = defaultText ?? standard.sourceText
    return Slot(
      ParameterDescription(name: name, summary: summary, type: type, defaultText: text),
      standard: standard)
  }

  /// All further positional arguments.
  public static func variadic<Element>(
    _ name: String, _ summary: String, type: ParameterType = Element.parameterType
  ) -> Slot where Argument == [Element] {
    Slot(
      ParameterDescription(
        name: name, summary: summary, type: type, defaultText: "[]", isVariadic: true),
      standard: [])
  }

  /// All named arguments that are no parameters, in order: `mutate(t, ratio: a / b)`.
  public static func collected(_ name: String, _ summary: String) -> Slot
  where Argument == NamedExpressions {
    Slot(
      ParameterDescription(
        name: name, summary: summary, type: .rowExpression, defaultText: "{}",
        collectsNamed: true),
      standard: NamedExpressions([]))
  }
}

extension Slot<Int> {
  /// A whole number in a range that must be given.
  public static func required(
    _ name: String, in range: ClosedRange<Int>, _ summary: String
  ) -> Slot {
    required(name, summary, type: .integer(range))
  }

  /// A whole number in a range.
  public static func optional(
    _ name: String, _ standard: Int, in range: ClosedRange<Int>, _ summary: String
  ) -> Slot {
    optional(name, standard, summary, type: .integer(range))
  }
}

extension Slot<Double> {
  /// A number in a range that must be given.
  public static func required(
    _ name: String, in range: ClosedRange<Double>, _ summary: String
  ) -> Slot {
    required(name, summary, type: .number(range))
  }

  /// A number in a range.
  public static func optional(
    _ name: String, _ standard: Double, in range: ClosedRange<Double>, _ summary: String
  ) -> Slot {
    optional(name, standard, summary, type: .number(range))
  }
}

extension Slot<String> {
  /// One of some words; the first is the default.
  public static func choice(_ name: String, _ words: [String], _ summary: String) -> Slot {
    optional(name, words.first ?? "", summary, type: .choice(words))
  }
}
