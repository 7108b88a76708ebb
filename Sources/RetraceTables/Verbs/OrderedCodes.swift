import RetraceNumerics

/// The cells of a column as small whole numbers whose order is that of the cells.
///
/// Numbers stand by value, texts of a category by level, other texts by code point, false before
/// true; NaN after all numbers and missing cells last. Equal cells have equal codes.
public struct OrderedCodes: Sendable {
  /// A code per row, from 0 up to ``count``.
  public let codes: [UInt32]
  /// A bound of the codes; some may stand for no row.
  ///
  /// The last one is that of missing cells.
  public let count: Int

  /// Codes a column.
  ///
  /// - Complexity: O(rows) for texts and true/false, O(rows) radix passes for numbers.
  public init(_ column: Column) {
    switch column.storage {
    case .logicals(let bytes):
      codes = bytes.map(UInt32.init)
      count = 3
    case .codes(let coded):
      let sorted = coded.isCategory ? coded : coded.withSortedLevels()
      let missing = UInt32(sorted.levels.count)
      codes = sorted.codes.map { $0 == CodedValues.missingCode ? missing : $0 }
      count = sorted.levels.count + 1
    case .numbers(let numbers), .moments(let numbers, _):
      (codes, count) = Self.ranks(of: numbers)
    }
  }

  init(codes: [UInt32], count: Int) {
    self.codes = codes
    self.count = count
  }

  private static func ranks(of numbers: [Double]) -> ([UInt32], Int) {
    if let small = smallWholeNumbers(numbers) { return small }
    let order = Sorting.compactOrder(of: numbers)
    var codes = [UInt32](repeating: 0, count: numbers.count)
    var code: UInt32 = 0
    var last: UInt64?
    for row in order {
      let key = Sorting.key(numbers[Int(row)])
      if let last, key != last { code += 1 }
      last = key
      codes[Int(row)] = code
    }
    // The last code is that of missing cells, whether there are any or not.
    let hasMissing = order.last.map { numbers[Int($0)].isMissing } ?? false
    return (codes, Int(code) + (hasMissing ? 1 : 2))
  }

  /// Whole numbers in a narrow range need no sorting: the distance from the least is the code.
  private static func smallWholeNumbers(_ numbers: [Double]) -> ([UInt32], Int)? {
    var least = Double.infinity
    var greatest = -Double.infinity
    for number in numbers where !number.isMissing {
      guard number == number.rounded(.towardZero) else { return nil }
      least = min(least, number)
      greatest = max(greatest, number)
    }
    guard least <= greatest, greatest - least < 65_536 else { return nil }
    let missing = UInt32(greatest - least) + 1
    return (numbers.map { $0.isMissing ? missing : UInt32($0 - least) }, Int(missing) + 1)
  }
}
