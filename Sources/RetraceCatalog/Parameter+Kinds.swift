/// A key path into options that may cross threads.
public typealias OptionPath<Options, Value> = WritableKeyPath<Options, Value> & Sendable

extension Parameter {
  /// A whole number in a range.
  public static func integer(
    _ name: String, _ path: any OptionPath<Options, Int>, in range: ClosedRange<Int>,
    _ summary: String
  ) -> Self {
    let type = ParameterType.integer(range)
    return Self(name: name, summary: summary, type: type) {
      "\($0[keyPath: path])"
    } bind: { options, argument throws(ArgumentError) in
      options[keyPath: path] = try argument.integer(name, range)
    }
  }

  /// A whole number in a range, or none where it is not given.
  public static func integer(
    _ name: String, _ path: any OptionPath<Options, Int?>, in range: ClosedRange<Int>,
    default text: String = "automatic", _ summary: String
  ) -> Self {
    Self(name: name, summary: summary, type: .integer(range)) {
      $0[keyPath: path].map { "\($0)" } ?? text
    } bind: { options, argument throws(ArgumentError) in
      options[keyPath: path] = try argument.integer(name, range)
    }
  }

  /// A number in a range.
  public static func number(
    _ name: String, _ path: any OptionPath<Options, Double>, in range: ClosedRange<Double>,
    _ summary: String
  ) -> Self {
    Self(name: name, summary: summary, type: .number(range)) {
      Argument.numberText($0[keyPath: path])
    } bind: { options, argument throws(ArgumentError) in
      options[keyPath: path] = try argument.number(name, range)
    }
  }

  /// A number in a range, or none where it is not given.
  public static func number(
    _ name: String, _ path: any OptionPath<Options, Double?>, in range: ClosedRange<Double>,
    default text: String = "automatic", _ summary: String
  ) -> Self {
    Self(name: name, summary: summary, type: .number(range)) {
      $0[keyPath: path].map(Argument.numberText) ?? text
    } bind: { options, argument throws(ArgumentError) in
      options[keyPath: path] = try argument.number(name, range)
    }
  }

  /// True or false.
  public static func flag(
    _ name: String, _ path: any OptionPath<Options, Bool>, _ summary: String
  ) -> Self {
    Self(name: name, summary: summary, type: .flag) {
      "\($0[keyPath: path])"
    } bind: { options, argument throws(ArgumentError) in
      guard case .flag(let flag) = argument else {
        throw .wrongKind(parameter: name, expected: "true or false", got: argument.kindPhrase)
      }
      options[keyPath: path] = flag
    }
  }

  /// One of some words, which are the raw values of an enum.
  public static func choice<Choice>(
    _ name: String, _ path: any OptionPath<Options, Choice>, _ summary: String
  ) -> Self where Choice: RawRepresentable<String> & CaseIterable & Sendable {
    let words = Choice.allCases.map(\.rawValue)
    return Self(name: name, summary: summary, type: .choice(words)) {
      "\"\($0[keyPath: path].rawValue)\""
    } bind: { options, argument throws(ArgumentError) in
      options[keyPath: path] = try argument.choice(name, Choice.self)
    }
  }

  /// Anything that an own closure reads.
  public static func custom(
    _ name: String, _ type: ParameterType, default text: String?, _ summary: String,
    bind: @escaping @Sendable (inout Options, Argument) throws(ArgumentError) -> Void
  ) -> Self {
    Self(name: name, summary: summary, type: type, defaultText: { _ in text }, bind: bind)
  }
}
