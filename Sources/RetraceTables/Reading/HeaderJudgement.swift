/// Finds out whether the first record holds names.
///
/// It does if in some column its cell is unlike the rest: a text over numbers, truth values, dates
/// or times. If there is no such column, but one whose first cell is of that kind like the rest,
/// it does not. Where all is text it does, unless one of its cells occurs again below. Alone
/// in its file, the record is data if any of its cells is a number, truth value, date or time.
struct HeaderJudgement {
  private(set) var isHeader = true
  private(set) var reason = ""

  private enum Shape {
    case number
    case logical
    case moment
    case text
  }

  init(
    first: [[UInt8]], rest: [[[UInt8]]], _ markers: MissingMarkers, _ format: DelimitedFormat
  ) {
    func shape(_ cell: [UInt8]) -> Shape {
      if NumberCell.value(of: cell, decimalComma: format.decimalComma) != nil { return .number }
      let text = String(decoding: cell, as: UTF8.self)
      if LogicalWord.value(of: text) != nil { return .logical }
      return MomentParser.parse(cell) == nil ? .text : .moment
    }
    var likeTheRest: Int?
    var occursAgain: Int?
    for (column, cell) in first.enumerated() where !markers.contains(cell) {
      let below = rest.compactMap { column < $0.count ? $0[column] : nil }
        .filter { !markers.contains($0) }
      let own = shape(cell)
      guard let kind = below.first.map(shape) else {
        if rest.isEmpty, own != .text, likeTheRest == nil { likeTheRest = column }
        continue
      }
      if kind != .text, below.allSatisfy({ shape($0) == kind }) {
        guard own == kind else { return }
        likeTheRest = likeTheRest ?? column
      } else if below.contains(cell) {
        occursAgain = occursAgain ?? column
      }
    }
    guard let column = likeTheRest ?? occursAgain else { return }
    isHeader = false
    let shown = String(decoding: first[column].prefix(40), as: UTF8.self)
    reason =
      likeTheRest == nil
      ? "its '\(shown)' occurs again below" : "its '\(shown)' is like what stands below it"
  }
}
