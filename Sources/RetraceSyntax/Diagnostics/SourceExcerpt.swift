/// Shows the lines of a source that a diagnostic marks.
struct SourceExcerpt {
  let renderer: DiagnosticRenderer
  let source: SourceText

  /// A place in one line, in cells.
  private struct Mark {
    var start: Int
    var end: Int
    var text: String
    var isPrimary: Bool
  }

  /// A character as it is shown.
  private struct Cell {
    var text: String
    var width: Int
    var offset: Int
  }

  /// The gutter, the lines and what stands under them.
  func lines(_ diagnostic: Diagnostic) -> [String] {
    var spans = [(diagnostic.range, diagnostic.note ?? "", true)]
    for label in diagnostic.labels { spans.append((label.range, label.text, false)) }
    var numbers = Set(spans.map { source.line(at: $0.0.lowerBound) }).sorted()
    if numbers.count > 4 {
      let primary = source.line(at: diagnostic.range.lowerBound)
      numbers = numbers.filter { $0 == primary } + numbers.filter { $0 != primary }.prefix(3)
      numbers.sort()
    }
    let digits = String(numbers.last ?? 1).count
    let bar = renderer.isASCII ? "|" : "│"
    let blank = String(repeating: " ", count: digits)
    let space = renderer.width - digits - 3
    var result = [renderer.paint(.gutter, "\(blank) \(bar)")]
    var previous: Int?
    for number in numbers {
      if let previous, number > previous + 1 {
        let gap = renderer.isASCII ? "..." : "┆"
        result.append(renderer.paint(.gutter, renderer.isASCII ? gap : "\(blank) \(gap)"))
      }
      previous = number
      let here = spans.filter { source.line(at: $0.0.lowerBound) == number }
      let (shown, under) = excerpt(number, here, space)
      let padded = String(repeating: " ", count: digits - String(number).count) + String(number)
      result.append(
        renderer.paint(.gutter, "\(padded) \(bar)")
          + (shown.isEmpty ? "" : " " + renderer.paint(.source, shown)))
      for line in under { result.append(renderer.paint(.gutter, "\(blank) \(bar) ") + line) }
    }
    return result
  }

  /// A line, cut to a window round its marks, and the rows under it.
  private func excerpt(
    _ number: Int, _ spans: [(SourceRange, String, Bool)], _ space: Int
  ) -> (String, [String]) {
    let range = source.lineRange(number)
    let (cells, total) = self.cells(of: range, near: spans.first?.0.lowerBound ?? 0, space)
    var starts: [Int] = []
    var position = 0
    for cell in cells {
      starts.append(position)
      position += cell.width
    }
    func place(_ offset: Int) -> Int {
      var low = 0
      var high = cells.count
      while low < high {
        let middle = (low + high) / 2
        if cells[middle].offset < offset { low = middle + 1 } else { high = middle }
      }
      return low < cells.count ? starts[low] : total
    }
    var marks = spans.map { span, text, isPrimary in
      let start = place(span.lowerBound)
      let end = max(place(min(span.upperBound, range.upperBound)), start + 1)
      return Mark(start: start, end: end, text: renderer.plain(text), isPrimary: isPrimary)
    }
    // The window: all of the line, or a part round the first mark.
    let focus = marks.first { $0.isPrimary } ?? marks[0]
    var from = 0
    if total > space {
      let wanted = min(focus.end, focus.start + space / 2)
      from = max(0, min(focus.start - space / 4, total - space + 1))
      if wanted > from + space - 2 { from = max(0, wanted - space + 2) }
    }
    let ellipsis = renderer.isASCII ? "..." : "…"
    var shown = from > 0 ? ellipsis : ""
    var used = DisplayWidth.of(shown)
    let first = starts.firstIndex { $0 >= from + used } ?? starts.count
    let shift = (first < starts.count ? starts[first] : total) - used
    var index = from > 0 ? first : 0
    let origin = from > 0 ? shift : 0
    while index < cells.count {
      let needed = index + 1 < cells.count ? DisplayWidth.of(ellipsis) : 0
      if used + cells[index].width + needed > space {
        shown += ellipsis
        break
      }
      shown += cells[index].text
      used += cells[index].width
      index += 1
    }
    marks = marks.map { mark in
      var mark = mark
      mark.start = min(max(mark.start - origin, 0), max(space - 1, 0))
      mark.end = min(max(mark.end - origin, mark.start + 1), max(used, mark.start + 1), space)
      return mark
    }
    while shown.last == " " { shown.removeLast() }
    return (shown, rows(marks, space))
  }

  /// The characters of a line near a place, each as it is shown, and how many cells they take.
  private func cells(of range: SourceRange, near offset: Int, _ space: Int) -> ([Cell], Int) {
    // Of a very long line only the part that can be shown is looked at.
    var lower = range.lowerBound
    var upper = range.upperBound
    let reach = 8 * (space + 8)
    if range.count > 4 * reach {
      lower = max(lower, offset - reach)
      upper = min(upper, offset + reach)
      let bytes = source.text.utf8
      func isInside(_ place: Int) -> Bool {
        place < bytes.count && place > 0
          && bytes[bytes.index(bytes.startIndex, offsetBy: place)] & 0xC0 == 0x80
      }
      while isInside(lower) { lower += 1 }
      while isInside(upper) { upper -= 1 }
    }
    var cells: [Cell] = []
    var position = lower
    var total = 0
    for character in source[SourceRange(lower, upper)] {
      var text = String(character)
      var width = DisplayWidth.of(character)
      if character == "\t" || character == "\u{A0}" {
        text = " "
        width = 1
      } else if let scalar = character.unicodeScalars.first, width == 0 || scalar.value < 0x20,
        Lexer.invisibleName(scalar) != nil
      {
        text = renderer.isASCII ? "?" : "\u{FFFD}"
        width = 1
      }
      cells.append(Cell(text: text, width: width, offset: position))
      position += character.utf8.count
      total += width
    }
    return (cells, total)
  }

  /// The rows under a line: all underlines in one, with the words of the last beside it, then the
  /// words of the others, the rightmost first.
  private func rows(_ marks: [Mark], _ space: Int) -> [String] {
    let ordered = marks.sorted {
      ($0.start, $0.isPrimary ? 0 : 1) < ($1.start, $1.isPrimary ? 0 : 1)
    }
    var signs = [UInt8](repeating: 0x20, count: (ordered.map(\.end).max() ?? 0))
    for mark in ordered.sorted(by: { !$0.isPrimary && $1.isPrimary }) {
      for cell in mark.start..<mark.end {
        signs[cell] = UInt8(ascii: mark.isPrimary ? "^" : "-")
      }
    }
    var underline = ""
    var start = 0
    while start < signs.count {
      var end = start
      while end < signs.count, signs[end] == signs[start] { end += 1 }
      let piece = String(decoding: signs[start..<end], as: UTF8.self)
      switch signs[start] {
      case UInt8(ascii: "^"): underline += renderer.paint(.mark, piece)
      case UInt8(ascii: "-"): underline += renderer.paint(.label, piece)
      default: underline += piece
      }
      start = end
    }
    var rows: [String] = []
    var rest = ordered.filter { !$0.text.isEmpty }
    if let last = rest.last, last.end == signs.count,
      signs.count + 1 + DisplayWidth.of(last.text) <= space
    {
      underline += " " + renderer.paint(last.isPrimary ? .mark : .label, last.text)
      rest.removeLast()
    }
    rows.append(underline)
    for mark in rest.reversed() {
      let role: DiagnosticRenderer.Role = mark.isPrimary ? .mark : .label
      let corner = renderer.isASCII ? "' " : "╰ "
      let column = min(mark.start, max(0, space - 2 - DisplayWidth.of(mark.text)))
      let indent = String(repeating: " ", count: column)
      for (index, line) in DisplayWidth.wrap(mark.text, to: space - column - 2).enumerated() {
        rows.append(indent + renderer.paint(role, (index == 0 ? corner : "  ") + line))
      }
    }
    return rows
  }
}
