import Glibc

/// Bars of one scale on both sides of zero, as long as the cells allow.
///
/// Bars to the right end in eighths of a cell. Fonts have no such blocks that hang on the right side
/// of a cell but the half and the eighth, so bars to the left end in these.
struct BarScale {
  /// The cells on the left of the axis; 0 if no number is negative.
  let leftCells: Int
  /// The cells on the right of the axis; 0 if all numbers are negative.
  let rightCells: Int
  /// Whether an axis stands between the sides.
  var hasAxis: Bool { leftCells > 0 }

  private let largest: Double
  /// The cells of the largest number, so that both sides have the same scale and fit.
  private let cellsOfLargest: Double
  private let isASCII: Bool

  /// Makes the scale for some numbers; those that are not finite fill their side.
  init(_ numbers: some Sequence<Double>, width: Int, isASCII: Bool) {
    var low = 0.0
    var high = 0.0
    var hasNegative = false
    var hasPositive = false
    for number in numbers where !number.isNaN {
      if number < 0 { hasNegative = true } else { hasPositive = true }
      guard number.isFinite else { continue }
      low = min(low, number)
      high = max(high, number)
    }
    self.isASCII = isASCII
    largest = max(high, -low)
    let cells = max(1, width - (hasNegative ? 1 : 0))
    guard hasNegative else {
      leftCells = 0
      rightCells = cells
      cellsOfLargest = Double(cells)
      return
    }
    guard hasPositive else {
      leftCells = cells
      rightCells = 0
      cellsOfLargest = Double(cells)
      return
    }
    // Halves first, so that the sum of two huge numbers stays finite.
    let share = largest > 0 ? (-low / 2) / (high / 2 - low / 2) : 0.5
    let left = share.isFinite ? Int((Double(cells) * share).rounded()) : cells / 2
    leftCells = min(max(left, 1), max(1, cells - 1))
    rightCells = cells - leftCells
    cellsOfLargest = min(
      low < 0 ? Double(leftCells) * (largest / -low) : .infinity,
      high > 0 ? Double(rightCells) * (largest / high) : .infinity)
  }

  /// The cells a bar with its axis takes.
  var width: Int { leftCells + rightCells + (hasAxis ? 1 : 0) }

  /// The bar of a number with the axis, padded on the left.
  func text(_ number: Double) -> String {
    let axis = hasAxis ? (isASCII ? "|" : "│") : ""
    let blanks = String(repeating: " ", count: leftCells)
    guard !number.isNaN else { return blanks + axis }
    if number < 0 {
      let bar = leftBar(number)
      return String(repeating: " ", count: max(0, leftCells - bar.count)) + bar + axis
    }
    return blanks + axis + rightBar(number)
  }

  private func eighths(_ number: Double, cells: Int) -> Int {
    guard largest > 0, number != 0 else { return 0 }
    let share = abs(number) / largest
    let eighths = (share * cellsOfLargest * 8).rounded()
    return eighths < Double(cells * 8) ? max(1, Int(eighths)) : cells * 8
  }

  private func rightBar(_ number: Double) -> String {
    if number.isInfinite { return filled(rightCells - 1) + (isASCII ? ">" : "→") }
    let parts = eighths(number, cells: rightCells)
    if isASCII { return filled(rounded(parts, 8)) }
    let rest = parts % 8
    return filled(parts / 8) + (rest == 0 ? "" : ["▏", "▎", "▍", "▌", "▋", "▊", "▉"][rest - 1])
  }

  private func leftBar(_ number: Double) -> String {
    if number.isInfinite { return (isASCII ? "<" : "←") + filled(leftCells - 1) }
    let parts = eighths(number, cells: leftCells)
    if isASCII { return filled(rounded(parts, 8)) }
    switch parts % 8 {
    case 1, 2: return "▕" + filled(parts / 8)
    case 3, 4, 5: return "▐" + filled(parts / 8)
    case 6, 7: return filled(parts / 8 + 1)
    default: return filled(parts / 8)
    }
  }

  /// Rounded to whole cells; what is there is never drawn as nothing.
  private func rounded(_ parts: Int, _ unit: Int) -> Int {
    parts == 0 ? 0 : max(1, (parts + unit / 2) / unit)
  }

  private func filled(_ cells: Int) -> String {
    String(repeating: isASCII ? "#" : "█", count: max(0, cells))
  }
}
