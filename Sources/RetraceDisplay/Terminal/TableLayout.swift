/// Which columns of a table fit on the screen, and how wide they are.
struct TableLayout {
  /// The positions of the shown columns, from left to right.
  private(set) var columns: [Int] = []
  /// The width of each shown column.
  private(set) var widths: [Int] = []
  /// The positions of the columns that were left out.
  private(set) var dropped: [Int] = []

  private static let separatorWidth = 3
  /// The column of `…` that stands where columns are left out.
  private let gapWidth: Int

  /// Lays out columns.
  ///
  /// All are kept if their least widths fit, next all but the bars; else as many as fit in the
  /// order of `priority`. What room is left goes to the narrowest of those that are cut.
  ///
  /// - Parameters:
  ///   - columns: the columns from left to right.
  ///   - width: the cells there are.
  ///   - priority: the positions of all columns but the bars, the most wanted first.
  ///   - wanted: how many of these are there to be kept whatever stands between them.
  init(_ columns: [TableColumn], width: Int, priority: [Int], wanted: Int) {
    let least = columns.map { $0.leastWidth(screen: width) }
    let bars = columns.indices.filter { columns[$0].content == .bars }
    let ordinary = columns.indices.filter { columns[$0].content != .bars }
    func total(_ positions: [Int]) -> Int {
      positions.reduce(-Self.separatorWidth) { $0 + least[$1] + Self.separatorWidth }
    }
    var kept = ordinary
    var gap = 0
    if total(ordinary) > width {
      // On the narrowest screens the footer alone tells what was left out.
      gap = width >= 30 ? 4 : 0
      kept = []
      for (rank, position) in priority.enumerated() {
        if total(kept + [position]) + gap <= width {
          kept.append(position)
        } else if rank >= wanted {
          break
        }
      }
      if kept.isEmpty { kept = Array(priority.prefix(1)) }
    }
    gapWidth = gap
    dropped = ordinary.filter { !kept.contains($0) }
    for bar in bars where kept.contains(bar - 1) && total(kept + [bar]) + gap <= width {
      kept.append(bar)
    }
    kept.sort()
    self.columns = kept
    widths = kept.map { min(least[$0], width - gap) }
    // Each cell that is left goes to the narrowest column that is still cut, so that short texts
    // are whole before long ones grow.
    var room = width - gap - total(kept)
    while room > 0 {
      let cut = widths.indices.filter { widths[$0] < columns[kept[$0]].naturalWidth }
      guard let narrowest = cut.min(by: { widths[$0] < widths[$1] }) else { break }
      widths[narrowest] += 1
      room -= 1
    }
  }

  /// Before which of the shown columns the mark of what was left out stands; as many as there are
  /// shown columns if it stands at the end; nil if there is none.
  var gap: Int? {
    guard gapWidth > 0, let first = dropped.first else { return nil }
    return columns.firstIndex { $0 > first } ?? columns.count
  }
}
