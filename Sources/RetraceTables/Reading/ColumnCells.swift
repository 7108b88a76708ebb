import Glibc
import RetraceNumerics

/// The cells of a column while many threads write them.
///
/// The array is made at its full length and its storage written to through a pointer until
/// ``numbers(_:)`` or ``codes(_:)`` gives it out; nobody else has it before, so it stays in place.
// @unchecked Sendable because threads write disjoint rows.
final class ColumnCells: @unchecked Sendable {
  private var numberArray: [Double] = []
  private var codeArray: [UInt32] = []
  let pointer: UnsafeMutableRawPointer
  private let stride: Int

  init(plan: ColumnState.Plan, capacity: Int) {
    var address: UnsafeMutableRawPointer?
    switch plan {
    case .number:
      stride = 8
      numberArray = [Double](unsafeUninitializedCapacity: max(capacity, 1)) { buffer, count in
        address = UnsafeMutableRawPointer(buffer.baseAddress)
        count = capacity
      }
    case .text, .skip:
      stride = 4
      let rows = plan == .skip ? 0 : capacity
      codeArray = [UInt32](unsafeUninitializedCapacity: max(rows, 1)) { buffer, count in
        address = UnsafeMutableRawPointer(buffer.baseAddress)
        count = rows
      }
    }
    // An array of at least one element has storage.
    pointer = address ?? UnsafeMutableRawPointer(bitPattern: 16).unsafelyUnwrapped
    adviseHugePages(capacity * stride)
  }

  /// Fewer page faults where there are megabytes to fill.
  private func adviseHugePages(_ length: Int) {
    let page = 2 << 20
    guard length >= 2 * page else { return }
    let address = Int(bitPattern: pointer)
    let aligned = (address + page - 1) / page * page
    let usable = (address + length - aligned) / page * page
    if usable > 0 { madvise(UnsafeMutableRawPointer(bitPattern: aligned), usable, MADV_HUGEPAGE) }
  }

  /// Moves rows down over the gaps that blank lines left.
  func move(_ count: Int, from source: Int, to destination: Int) {
    guard source != destination, count > 0 else { return }
    memmove(pointer + destination * stride, pointer + source * stride, count * stride)
  }

  /// The first `count` numbers.
  func numbers(_ count: Int) -> [Double] {
    if count < numberArray.count { numberArray.removeLast(numberArray.count - count) }
    defer { numberArray = [] }
    return numberArray
  }

  /// The first `count` codes.
  func codes(_ count: Int) -> [UInt32] {
    if count < codeArray.count { codeArray.removeLast(codeArray.count - count) }
    defer { codeArray = [] }
    return codeArray
  }
}
