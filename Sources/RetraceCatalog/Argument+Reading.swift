extension Argument {
  /// A number as it would be typed, without `.0` when whole.
  public static func numberText(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }

  /// The whole number in a range that this is.
  ///
  /// - Throws: ``ArgumentError`` that names the parameter.
  public func integer(_ name: String, _ range: ClosedRange<Int>) throws(ArgumentError) -> Int {
    guard case .number(let number) = self else {
      throw .wrongKind(
        parameter: name, expected: ParameterType.integer(range).phrase, got: kindPhrase)
    }
    guard let whole = Int(exactly: number), range.contains(whole) else {
      throw .outOfRange(
        parameter: name, expected: ParameterType.integer(range).phrase,
        got: Self.numberText(number), suggestions: [])
    }
    return whole
  }

  /// The number in a range that this is.
  ///
  /// - Throws: ``ArgumentError`` that names the parameter.
  public func number(
    _ name: String, _ range: ClosedRange<Double>
  ) throws(ArgumentError) -> Double {
    guard case .number(let number) = self else {
      throw .wrongKind(
        parameter: name, expected: ParameterType.number(range).phrase, got: kindPhrase)
    }
    guard range.contains(number) else {
      throw .outOfRange(
        parameter: name, expected: ParameterType.number(range).phrase,
        got: Self.numberText(number), suggestions: [])
    }
    return number
  }

  /// The text that this is.
  ///
  /// - Throws: ``ArgumentError`` that names the parameter.
  public func text(_ name: String) throws(ArgumentError) -> String {
    guard case .text(let text) = self else {
      throw .wrongKind(parameter: name, expected: "a text", got: kindPhrase)
    }
    return text
  }

  /// The texts of a list of texts, or of one text.
  ///
  /// - Throws: ``ArgumentError`` that names the parameter.
  public func texts(_ name: String) throws(ArgumentError) -> [String] {
    switch self {
    case .text(let text): return [text]
    case .list(let items):
      var texts: [String] = []
      for item in items { texts.append(try item.text(name)) }
      return texts
    default:
      throw .wrongKind(parameter: name, expected: "texts", got: kindPhrase)
    }
  }

  /// The case of an enum whose raw value this text is.
  ///
  /// - Throws: ``ArgumentError`` that names the parameter and lists the words.
  public func choice<Choice>(
    _ name: String, _ type: Choice.Type
  ) throws(ArgumentError) -> Choice where Choice: RawRepresentable<String> & CaseIterable {
    let words = Choice.allCases.map(\.rawValue)
    guard case .text(let text) = self else {
      throw .wrongKind(
        parameter: name, expected: ParameterType.choice(words).phrase, got: kindPhrase)
    }
    guard let choice = Choice(rawValue: text) else {
      let near = words.filter { $0.lowercased().hasPrefix(text.lowercased().prefix(3)) }
      throw .outOfRange(
        parameter: name, expected: ParameterType.choice(words).phrase, got: "\"\(text)\"",
        suggestions: near)
    }
    return choice
  }
}
