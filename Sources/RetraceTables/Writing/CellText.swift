import Glibc
import RetraceNumerics

/// A column that is ready to be written cell by cell.
enum CellText: Sendable {
  case numbers([Double])
  case logicals([UInt8])
  /// Codes and the written form of each level.
  case codes([UInt32], [[UInt8]])
  case moments([Double], isDate: Bool)

  /// Prepares a column; `written` gives the form of a text in the file.
  init(_ column: Column, written: (String) -> [UInt8]) {
    switch column.storage {
    case .numbers(let numbers): self = .numbers(numbers)
    case .logicals(let bytes): self = .logicals(bytes)
    case .codes(let coded): self = .codes(coded.codes, coded.levels.map(written))
    case .moments(let seconds, let isDate): self = .moments(seconds, isDate: isDate)
    }
  }

  /// Appends a number with the fewest digits that read back to the same one: whole ones below 2^53
  /// without a point, NaN and infinities as `nan`, `inf`, `-inf`.
  static func append(_ number: Double, to bytes: inout [UInt8]) {
    if number.isNaN {
      bytes += "nan".utf8
    } else if number.isInfinite {
      bytes += (number < 0 ? "-inf" : "inf").utf8
    } else if number == number.rounded(.towardZero), abs(number) < 9_007_199_254_740_992 {
      if number == 0, number.sign == .minus { bytes.append(UInt8(ascii: "-")) }
      append(Int64(number), to: &bytes)
    } else {
      bytes += number.description.utf8
    }
  }

  private static func append(_ whole: Int64, to bytes: inout [UInt8]) {
    if whole < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = whole.magnitude
    let first = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    bytes[first...].reverse()
  }
}
