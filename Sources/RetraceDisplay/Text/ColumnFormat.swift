import Glibc

/// How the numbers of one column are written: with equally many decimals, so that right-aligned
/// texts have their points below one another.
///
/// Whole numbers are written whole. Otherwise the column gets as many decimals as its values need at
/// six significant digits for the largest of them, more (up to nine) where small ones would keep
/// fewer than three. A number for which that is too coarse or too wide has an exponent in its own
/// cell; where most have, the whole column has.
public struct ColumnFormat: Sendable, Equatable {
  private enum Notation: Equatable {
    case fixed(decimals: Int)
    case exponent(decimals: Int)
  }

  private let notation: Notation
  /// The significant digits asked for.
  private let limit: Int
  private let showsPlus: Bool

  /// Chooses the format for some numbers; those that are not finite have no influence.
  ///
  /// - Parameters:
  ///   - numbers: the numbers of the column, without the missing ones.
  ///   - digits: significant digits of the largest number, six if nil.
  ///   - showsPlus: whether positive numbers have a `+`.
  ///   - maximumWidth: the cells that plain notation may take; if it takes more, numbers have
  ///     exponents.
  /// - Complexity: O(count).
  public init(
    _ numbers: some Collection<Double>, digits: Int? = nil, showsPlus: Bool = false,
    maximumWidth: Int? = nil
  ) {
    let limit = min(max(digits ?? 6, 1), 17)
    let plain = ColumnFormat(
      notation: Self.notation(numbers, limit: limit), limit: limit, showsPlus: showsPlus)
    guard let maximumWidth, numbers.contains(where: { plain.text($0).utf8.count > maximumWidth })
    else {
      self = plain
      return
    }
    self = ColumnFormat(
      notation: Self.exponentNotation(numbers, limit: limit), limit: limit, showsPlus: showsPlus)
  }

  private init(notation: Notation, limit: Int, showsPlus: Bool) {
    self.notation = notation
    self.limit = limit
    self.showsPlus = showsPlus
  }

  private static func notation(_ numbers: some Collection<Double>, limit: Int) -> Notation {
    var isWhole = true
    var largest = 0.0
    for number in numbers where number.isFinite && number != 0 {
      let magnitude = abs(number)
      if isWhole, NumberFormat.wholeText(number) == nil { isWhole = false }
      if magnitude < NumberFormat.exponentLimit { largest = max(largest, magnitude) }
    }
    guard !isWhole else { return .fixed(decimals: 0) }
    guard largest >= 1e-4 else { return exponentNotation(numbers, limit: limit) }
    let decimals = decimals(of: numbers, limit: limit, top: exponent(of: largest))
    var coarse = 0
    var finite = 0
    for number in numbers where number.isFinite && number != 0 {
      finite += 1
      if isCoarse(number, decimals: decimals, limit: limit) { coarse += 1 }
    }
    return coarse * 2 > finite
      ? exponentNotation(numbers, limit: limit) : .fixed(decimals: decimals)
  }

  /// As many digits after the first as the numbers need.
  private static func exponentNotation(
    _ numbers: some Collection<Double>, limit: Int
  ) -> Notation {
    var decimals = 0
    for number in numbers where number.isFinite && number != 0 {
      decimals = max(decimals, DecimalDigits(number, significant: limit).digits.count - 1)
      if decimals == limit - 1 { break }
    }
    return .exponent(decimals: decimals)
  }

  /// The text of a number in this column.
  public func text(_ number: Double) -> String {
    let text = unsigned(number)
    return showsPlus && number != 0 ? NumberFormat.withSign(text, of: number) : text
  }

  private func unsigned(_ number: Double) -> String {
    if let words = NumberFormat.special(number) { return words }
    switch notation {
    case .fixed(0):
      return NumberFormat.wholeText(number) ?? NumberFormat.text(number)
    case .fixed(let decimals):
      if Self.isCoarse(number, decimals: decimals, limit: limit) {
        return DecimalDigits(number, significant: 4).exponentText()
      }
      return DecimalDigits.fixedText(number, decimals: decimals)
    case .exponent(let decimals):
      if number == 0 { return number.sign == .minus ? "-0" : "0" }
      return DecimalDigits(number, significant: decimals + 1).exponentText(decimals: decimals)
    }
  }

  /// Whether a number would keep fewer than two significant digits, or is too wide.
  private static func isCoarse(_ number: Double, decimals: Int, limit: Int) -> Bool {
    let magnitude = abs(number)
    if magnitude >= NumberFormat.exponentLimit { return true }
    guard magnitude > 0, magnitude < 1 else { return false }
    let digits = DecimalDigits(number, significant: limit)
    // One digit is enough for a number that has only one, such as 0.5.
    return digits.exponent + decimals + 1 < min(2, digits.digits.count)
  }

  /// The decimals that the numbers need, but for those far smaller than the largest.
  private static func decimals(
    of numbers: some Collection<Double>, limit: Int, top: Int
  ) -> Int {
    let base = max(1, limit - 1 - top)
    // Three digits more than for the largest number is the most that small ones can ask for.
    let most = max(base, limit + 2 - top)
    var ceiling = base
    for number in numbers where number.isFinite && number != 0 {
      let forThreeDigits = 2 - exponent(of: abs(number))
      if forThreeDigits > ceiling && forThreeDigits <= most { ceiling = forThreeDigits }
      if ceiling == most { break }
    }
    var needed = 1
    for number in numbers where number.isFinite && abs(number) < NumberFormat.exponentLimit {
      guard number != number.rounded(.towardZero) else { continue }
      let digits = DecimalDigits(number, significant: limit)
      guard 2 - digits.exponent <= ceiling else { continue }
      needed = max(needed, min(digits.decimals, ceiling))
      if needed == ceiling { break }
    }
    return needed
  }

  /// The decimal exponent of a positive number.
  private static func exponent(of magnitude: Double) -> Int {
    DecimalDigits(magnitude, significant: 1 + 16).exponent
  }
}
