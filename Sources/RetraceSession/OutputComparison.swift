/// Compares what a statement printed with what is written in a script.
///
/// Words and whole numbers are compared exactly, numbers with a point or an exponent within one
/// unit of the last digit written, drawing characters and blanks not at all. Lines without a word
/// or a number do not count.
public struct OutputComparison: Sendable, Equatable {
  /// The first line that differs.
  public struct Difference: Sendable, Equatable {
    /// The line as it is written in the script; nil if the script has no further line.
    public let expected: String?
    /// The line as it was printed; nil if nothing further was printed.
    public let actual: String?
    /// What differs in the line: what is written and what was printed.
    public let words: (expected: String, actual: String)?

    /// Whether two differences are the same.
    public static func == (left: Difference, right: Difference) -> Bool {
      left.expected == right.expected && left.actual == right.actual
    }
  }

  /// The first line that differs; nil if all agree.
  public let difference: Difference?
  /// How many lines differ.
  public let differingLines: Int
  /// Whether every difference is one between numbers with a point or an exponent, by at most two
  /// units of the last digit or a ten-thousandth of the number: noise of the calculation rather
  /// than another result.
  public let isNumericNoise: Bool

  /// Compares.
  ///
  /// - Parameters:
  ///   - expected: the lines that are written, without `#>`.
  ///   - actual: the lines that were printed.
  /// - Complexity: O(characters).
  public init(expected: [String], actual: [String]) {
    let written = Self.lines(expected)
    let printed = Self.lines(actual)
    var first: Difference?
    var differing = 0
    var isNoise = true
    for position in 0..<max(written.count, printed.count) {
      let left = position < written.count ? written[position] : nil
      let right = position < printed.count ? printed[position] : nil
      guard let left, let right else {
        differing += 1
        isNoise = false
        first = first ?? Difference(expected: left?.line, actual: right?.line, words: nil)
        continue
      }
      guard let unequal = Self.firstDifference(left.tokens, right.tokens) else { continue }
      differing += 1
      isNoise = isNoise && Self.isNoise(left.tokens, right.tokens)
      first =
        first
        ?? Difference(
          expected: left.line, actual: right.line,
          words: (unequal.0?.text ?? "nothing", unequal.1?.text ?? "nothing"))
    }
    difference = first
    differingLines = differing
    isNumericNoise = first != nil && isNoise
  }

  private static func lines(_ lines: [String]) -> [(line: String, tokens: [OutputToken])] {
    lines.compactMap { line in
      let tokens = OutputToken.tokens(of: line)
      return tokens.isEmpty ? nil : (line, tokens)
    }
  }

  private static func firstDifference(
    _ expected: [OutputToken], _ actual: [OutputToken]
  ) -> (OutputToken?, OutputToken?)? {
    for position in 0..<max(expected.count, actual.count) {
      let left = position < expected.count ? expected[position] : nil
      let right = position < actual.count ? actual[position] : nil
      guard let left, let right, agree(left, right) else { return (left, right) }
    }
    return nil
  }

  /// Whether a printed token is what was written.
  private static func agree(_ expected: OutputToken, _ actual: OutputToken) -> Bool {
    switch expected {
    case .word(let text): return text == actual.text
    case .whole(let text):
      switch actual {
      case .word: return false
      // Larger whole numbers have no value of their own as a 64-bit float.
      case .whole(let other) where text.utf8.count > 15: return text == other
      case .whole, .decimal: return actual.value == expected.value
      }
    case .decimal(let value, let unit, _):
      guard let other = actual.value else { return false }
      // The unit itself is inside; its own rounding must not decide.
      return abs(other - value) <= unit * (1 + 1e-9)
    }
  }

  private static func isNoise(_ expected: [OutputToken], _ actual: [OutputToken]) -> Bool {
    guard expected.count == actual.count else { return false }
    return zip(expected, actual).allSatisfy { left, right in
      if agree(left, right) { return true }
      guard case .decimal(let value, let unit, _) = left, let other = right.value else {
        return false
      }
      return abs(other - value) <= max(abs(value) * 1e-4, 2 * unit * (1 + 1e-9))
    }
  }
}
