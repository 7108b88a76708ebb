import RetraceSyntax

/// Finds the fences named `retrace` in a Markdown document, as CommonMark has them: of backticks
/// or tildes, of any length from three, in list items too, closed or not.
struct MarkdownFences {
  /// The inside of a fence.
  struct Fence: Equatable {
    /// The numbers of its lines, counted from 1.
    let lines: ClosedRange<Int>
    /// How far the fence is indented, in cells.
    let indentation: Int
  }

  private struct Opening {
    let mark: UInt8
    let length: Int
    let line: Int
    let indentation: Int
    /// Where the text of the list item begins that holds the fence; a line further left ends both.
    let container: Int
    let isOurs: Bool
  }

  private var found: [Fence] = []
  private var opening: Opening?
  private var isInComment = false
  /// Where the texts of the open list items begin.
  private var items: [Int] = []

  /// The fences named `retrace` in order; those without a line in them are left out.
  ///
  /// - Complexity: O(bytes).
  static func find(in source: SourceText) -> [Fence] {
    var finder = MarkdownFences()
    for line in 1...max(source.lineCount, 1) {
      finder.read(Array(source.lineText(line).utf8), line)
    }
    finder.close(before: source.lineCount + 1)
    return finder.found
  }

  private mutating func read(_ bytes: [UInt8], _ line: Int) {
    var (position, column) = Self.skipBlanks(bytes, 0, 0)
    let isBlank = position == bytes.count
    if let opening {
      guard !isBlank else { return }
      if column >= opening.container {
        let length = Self.run(of: opening.mark, bytes, position)
        if column < opening.container + 4, length >= opening.length,
          Self.skipBlanks(bytes, position + length, 0).position == bytes.count
        {
          close(before: line)
        }
        return
      }
      close(before: line)
    }
    if isInComment {
      isInComment = !Self.contains("-->", bytes, from: 0)
      return
    }
    guard !isBlank else { return }
    while let item = items.last, column < item { items.removeLast() }
    // A line may open several items: `- 1. text`.
    while column < (items.last ?? 0) + 4, let width = Self.markerWidth(bytes, position) {
      let marked = column + width
      (position, column) = Self.skipBlanks(bytes, position + width, marked)
      // Behind a marker up to four blanks belong to it; more make an indented text.
      let isOwn = position < bytes.count && column <= marked + 4
      items.append(isOwn ? column : marked + 1)
      if !isOwn { return }
    }
    guard column < (items.last ?? 0) + 4 else { return }
    if Self.contains("<!--", bytes, at: position) {
      isInComment = !Self.contains("-->", bytes, from: position + 4)
      return
    }
    open(bytes, position, column, line)
  }

  private mutating func open(_ bytes: [UInt8], _ position: Int, _ column: Int, _ line: Int) {
    guard position < bytes.count else { return }
    let mark = bytes[position]
    guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return }
    let length = Self.run(of: mark, bytes, position)
    let info = bytes[(position + length)...]
    guard length >= 3, mark == UInt8(ascii: "~") || !info.contains(mark) else { return }
    let name = info.drop { $0 == 0x20 || $0 == 0x09 }.prefix { $0 != 0x20 && $0 != 0x09 }
    opening = Opening(
      mark: mark, length: length, line: line, indentation: column, container: items.last ?? 0,
      isOurs: name.elementsEqual("retrace".utf8))
  }

  private mutating func close(before line: Int) {
    guard let opening else { return }
    if opening.isOurs, line > opening.line + 1 {
      found.append(
        Fence(lines: (opening.line + 1)...(line - 1), indentation: opening.indentation))
    }
    self.opening = nil
  }

  /// The first place that is no blank, and its column; a tab reaches to the next fourth column.
  private static func skipBlanks(
    _ bytes: [UInt8], _ start: Int, _ startColumn: Int
  ) -> (position: Int, column: Int) {
    var position = start
    var column = startColumn
    while position < bytes.count {
      switch bytes[position] {
      case 0x20: column += 1
      case 0x09: column += 4 - column % 4
      default: return (position, column)
      }
      position += 1
    }
    return (position, column)
  }

  private static func run(of mark: UInt8, _ bytes: [UInt8], _ start: Int) -> Int {
    var end = start
    while end < bytes.count, bytes[end] == mark { end += 1 }
    return end - start
  }

  /// How wide the marker of a list item is, `-` or `12.`; nil if there is none.
  private static func markerWidth(_ bytes: [UInt8], _ start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    var end = start
    if "-+*".utf8.contains(bytes[end]) {
      end += 1
    } else {
      while end < bytes.count, end - start < 9, bytes[end] >= 0x30, bytes[end] <= 0x39 { end += 1 }
      guard end > start, end < bytes.count, ".)".utf8.contains(bytes[end]) else { return nil }
      end += 1
    }
    guard end == bytes.count || bytes[end] == 0x20 || bytes[end] == 0x09 else { return nil }
    return end - start
  }

  private static func contains(_ text: StaticString, _ bytes: [UInt8], at start: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard start >= 0, start + count <= bytes.count else { return false }
    return (0..<count).allSatisfy { bytes[start + $0] == text.utf8Start[$0] }
  }

  private static func contains(_ text: StaticString, _ bytes: [UInt8], from start: Int) -> Bool {
    guard start < bytes.count else { return false }
    return (start..<bytes.count).contains { contains(text, bytes, at: $0) }
  }
}
