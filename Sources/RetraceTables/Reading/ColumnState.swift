import RetraceNumerics

/// What the parser knows and finds out about a column in one region.
struct ColumnState {
  /// What to do with the cells.
  enum Plan: UInt8, Sendable {
    /// Only find their ends.
    case skip
    /// Read numbers.
    case number
    /// Read texts.
    case text
  }

  var plan: Plan
  var remarks: NumberScanner.Remarks = []
  /// The offset of the first cell that is no number, -1 if there is none.
  var misfit = -1
  /// The column's cells, all of them: `Double` or `UInt32`, by the plan.
  let cells: UnsafeMutableRawPointer
  var texts: TextDictionary

  @inline(__always)
  static func store(_ number: Double, _ cells: UnsafeMutableRawPointer, _ row: Int) {
    cells.storeBytes(of: number, toByteOffset: row &* 8, as: Double.self)
  }

  @inline(__always)
  static func store(_ code: UInt32, _ cells: UnsafeMutableRawPointer, _ row: Int) {
    cells.storeBytes(of: code, toByteOffset: row &* 4, as: UInt32.self)
  }
}

/// What came out of one region; owns the memory that texts were copied to.
// @unchecked Sendable because one thread fills it before others read it.
final class RegionResult: @unchecked Sendable {
  let states: UnsafeMutablePointer<ColumnState>
  let width: Int
  /// Where the region's first row stands in the columns.
  let firstRow: Int
  var rows = 0
  var shortRows = Occurrences()
  /// Blank lines before the last row.
  var blankLines = Occurrences()
  /// Blank lines behind it.
  var trailingBlankLines = Occurrences()
  private var copies: [UnsafeMutablePointer<UInt8>] = []
  private var scratchBytes: UnsafeMutablePointer<UInt8>?
  private var scratchCapacity = 0

  init(plans: [ColumnState.Plan], cells: [UnsafeMutableRawPointer], firstRow: Int) {
    width = plans.count
    self.firstRow = firstRow
    states = .allocate(capacity: max(width, 1))
    for column in 0..<width {
      (states + column).initialize(
        to: ColumnState(
          plan: plans[column], cells: cells[column],
          texts: plans[column] == .text ? TextDictionary(capacity: 32) : .none))
    }
  }

  deinit {
    for column in 0..<width { states[column].texts.deallocate() }
    states.deallocate()
    for copy in copies { copy.deallocate() }
    scratchBytes?.deallocate()
  }

  /// Room for some bytes and eight more, until it is asked for again.
  func scratch(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if let scratchBytes, scratchCapacity >= count + 8 { return scratchBytes }
    scratchBytes?.deallocate()
    scratchCapacity = max(2 * count, 256) + 8
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: scratchCapacity)
    scratchBytes = bytes
    return bytes
  }

  /// Keeps bytes as long as the result lives; before them stands `offset`, eight bytes may be read
  /// behind them.
  func keep(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, offset: Int
  ) -> UnsafePointer<UInt8> {
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: count + 16)
    copies.append(copy)
    UnsafeMutableRawPointer(copy).storeBytes(of: offset, as: Int.self)
    (copy + 8).update(from: bytes, count: count)
    (copy + 8 + count).update(repeating: 0, count: 8)
    return UnsafePointer(copy) + 8
  }
}

/// How often something occurred, and where first.
struct Occurrences: Sendable {
  private(set) var count = 0
  private(set) var offsets: [Int] = []

  mutating func add(_ offset: Int) {
    count += 1
    if offsets.count < 5 { offsets.append(offset) }
  }

  mutating func add(_ other: Occurrences) {
    count += other.count
    offsets.append(contentsOf: other.offsets.prefix(5 - offsets.count))
  }
}
