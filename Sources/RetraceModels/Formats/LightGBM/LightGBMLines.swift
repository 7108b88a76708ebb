import RetraceTables

/// The lines of a LightGBM model file, one after another.
///
/// Behind the text there are zeros that can be read, see `MappedFile.padding`.
struct LightGBMLines {
  /// One line: `key=value`, or a text without `=`.
  struct Line {
    /// Its number, from 1.
    let number: Int
    /// What stands before the first `=`; the whole line if there is none.
    let key: String
    let start: UnsafePointer<UInt8>
    /// Where the value starts; the end if there is none.
    let value: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>

    var isEmpty: Bool { start == end }

    /// The whole line.
    var text: String {
      String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
    }

    /// What stands behind the first `=`.
    var valueText: String {
      String(decoding: UnsafeBufferPointer(start: value, count: end - value), as: UTF8.self)
    }
  }

  let file: String
  private var place: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  private var number = 0
  private let scanner = NumberScanner(decimalComma: false)

  init(start: UnsafePointer<UInt8>, count: Int, file: String) {
    place = start
    end = start + count
    self.file = file
  }

  /// The next line; nil at the end.
  mutating func next() -> Line? {
    guard place < end else { return nil }
    number += 1
    let start = place
    var equals: UnsafePointer<UInt8>?
    while place < end, place.pointee != 0x0A {
      if place.pointee == UInt8(ascii: "="), equals == nil { equals = place }
      place += 1
    }
    var stop = place
    if stop > start, (stop - 1).pointee == 0x0D { stop -= 1 }
    if place < end { place += 1 }
    let keyEnd = min(equals ?? stop, stop)
    let key = UnsafeBufferPointer(start: start, count: min(keyEnd - start, 64))
    return Line(
      number: number, key: String(decoding: key, as: UTF8.self), start: start,
      value: equals.map { min($0 + 1, stop) } ?? stop, end: stop)
  }

  /// Goes back to a line, so that it is the next one.
  mutating func putBack(_ line: Line) {
    place = line.start
    number = line.number - 1
  }

  /// An error at a line; without one, of the whole file.
  func wrong(_ line: Line?, _ reason: String) -> ModelError {
    guard let line else { return .unreadable(file: file, place: "", reason: reason) }
    let key = line.key.isEmpty ? "" : ", '\(line.key.prefix(40))'"
    return .unreadable(file: file, place: "line \(line.number)\(key)", reason: reason)
  }

  /// The numbers of a line, between blanks.
  ///
  /// - Parameter count: how many there have to be; nil for any.
  func numbers(_ line: Line, count: Int? = nil) throws -> [Double] {
    // A number takes a byte and the blank behind it.
    let room = (line.end - line.value + 1) / 2
    if let count, count > room { throw wrong(line, "expected \(count) numbers, got fewer") }
    var numbers: [Double] = []
    numbers.reserveCapacity(count ?? min(room, 1_024))
    var place = line.value
    var remarks: NumberScanner.Remarks = []
    while true {
      while place < line.end, place.pointee == 0x20 || place.pointee == 0x09 { place += 1 }
      guard place < line.end else { break }
      let (next, number) = scanner.scan(place, &remarks)
      guard next > place, next <= line.end, next == line.end || next.pointee <= 0x20 else {
        throw wrong(line, "expected a number in place \(numbers.count)")
      }
      numbers.append(number)
      place = next
    }
    if let count, numbers.count != count {
      throw wrong(line, "expected \(count) numbers, got \(numbers.count)")
    }
    return numbers
  }

  /// The whole numbers of a line, each in a range.
  func integers(_ line: Line, count: Int? = nil, in range: ClosedRange<Int>) throws -> [Int] {
    try numbers(line, count: count).enumerated().map { position, number in
      guard let whole = Int(exactly: number), range.contains(whole) else {
        throw wrong(
          line,
          "expected whole numbers from \(range.lowerBound) to \(range.upperBound), "
            + "got \(number) in place \(position)")
      }
      return whole
    }
  }

  /// The one whole number of a line.
  func integer(_ line: Line, in range: ClosedRange<Int>) throws -> Int {
    try integers(line, count: 1, in: range)[0]
  }
}
