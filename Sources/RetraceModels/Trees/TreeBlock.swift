import RetraceNumerics

/// The cells of a block of rows, slot by slot for each eight rows, as prediction walks them.
struct TreeBlock {
  let layout: TreeLayout
  let featureCount: Int
  /// The cells of the rows, row by row.
  let source: UnsafeBufferPointer<Double>
  let rows: Int

  /// Whether no cell is missing or NaN.
  var isComplete: Bool {
    // Without a way out early, so that it takes several cells at once.
    var count: UInt64 = 0
    for cell in source { count |= cell == cell ? 0 : 1 }
    return count == 0
  }

  /// Fills a slot per feature, for rows without missing cells.
  @inline(__always)
  func fillPlain<Cell: TreeCell>(_ cells: UnsafeMutablePointer<Cell>) {
    if layout.roundsToFloat {
      fillPlain(cells) { Cell(Float($0)) }
    } else {
      fillPlain(cells) { Cell($0) }
    }
  }

  @inline(__always)
  private func fillPlain<Cell: TreeCell>(
    _ cells: UnsafeMutablePointer<Cell>, _ rounded: (Double) -> Cell
  ) {
    let width = (featureCount + 1) * TreeLayout.lanes
    let features = featureCount
    for start in stride(from: 0, to: rows, by: TreeLayout.lanes) {
      let target = cells + start / TreeLayout.lanes * width
      let count = min(TreeLayout.lanes, rows - start)
      guard let first = source.baseAddress.map({ $0 + start * features }) else { break }
      if count < TreeLayout.lanes { target.update(repeating: 0, count: width) }
      for feature in 0..<features {
        let row = target + feature * TreeLayout.lanes
        for lane in 0..<count { row[lane] = rounded(first[lane * features + feature]) }
      }
      (target + features * TreeLayout.lanes).update(repeating: 0, count: TreeLayout.lanes)
    }
  }

  /// Fills every slot.
  @inline(__always)
  func fill<Cell: TreeCell>(_ cells: UnsafeMutablePointer<Cell>) {
    let slots = layout.slots
    let width = (slots.count + 1) * TreeLayout.lanes
    for start in stride(from: 0, to: rows, by: TreeLayout.lanes) {
      let target = cells + start / TreeLayout.lanes * width
      let count = min(TreeLayout.lanes, rows - start)
      target.update(repeating: 0, count: width)
      guard let first = source.baseAddress.map({ $0 + start * featureCount }) else { break }
      for position in slots.indices {
        let slot = slots[position]
        let row = target + position * TreeLayout.lanes
        for lane in 0..<count {
          let cell = first[lane * featureCount + slot.feature]
          if slot.isLevel {
            let level = Self.level(cell, slot.rule, limit: layout.levelLimits[position])
            row[lane] = Cell(levelBits: level)
          } else if cell.isNaN || slot.rule.contains(.zeroIsMissing) {
            row[lane] = Cell(Self.number(cell, slot.rule, roundsToFloat: layout.roundsToFloat))
          } else {
            row[lane] = layout.roundsToFloat ? Cell(Float(cell)) : Cell(cell)
          }
        }
      }
    }
  }

  /// A number as nodes with a rule compare it.
  private static func number(
    _ cell: Double, _ rule: TreeEnsemble.MissingRule, roundsToFloat: Bool
  ) -> Double {
    let direction: Double = rule.contains(.goesLeft) ? -.infinity : .nan
    var cell = cell
    if cell.isNaN {
      guard rule.contains(.isZero) else { return direction }
      cell = 0
    }
    if rule.contains(.zeroIsMissing), abs(cell) <= 1e-35 { return direction }
    return roundsToFloat ? Double(Float(cell)) : cell
  }

  /// The position of a level in the bits of sets.
  private static func level(
    _ cell: Double, _ rule: TreeEnsemble.MissingRule, limit: Int
  ) -> UInt64 {
    let other = UInt64(limit)
    let direction = rule.contains(.goesLeft) ? other + 1 : other
    var cell = cell
    if cell.isNaN {
      // A level that training has not seen is in no set; a missing one follows the rule.
      guard cell.isMissing else { return other }
      guard rule.contains(.isZero) else { return direction }
      cell = 0
    }
    if rule.contains(.zeroIsMissing), abs(cell) <= 1e-35 { return direction }
    guard cell >= 0, cell < Double(limit) else { return other }
    return UInt64(cell)
  }
}

/// A cell of a ``TreeBlock``.
protocol TreeCell: BinaryFloatingPoint {
  /// A cell that holds the position of a level as its bits.
  init(levelBits: UInt64)
}

extension Double: TreeCell {
  init(levelBits: UInt64) { self.init(bitPattern: levelBits) }
}

extension Float: TreeCell {
  /// Never used: nodes that ask for sets have 64-bit cells.
  init(levelBits: UInt64) { self.init(levelBits) }
}
