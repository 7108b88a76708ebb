import RetraceDisplay
import RetraceNumerics
import RetraceTables

/// Numbers in bins of about equal counts.
struct Bins {
  /// The bin of each number, as a category whose levels are ranges in ascending order.
  let column: Column

  /// Bins a column between its quantiles of type 7; nil if it has no numbers.
  init?(_ column: Column, count: Int) {
    guard let numbers = column.numbers else { return nil }
    let present = numbers.filter { !$0.isNaN }
    guard let least = present.min(), let greatest = present.max() else {
      self.column = Column(
        .codes(
          CodedValues(
            codes: numbers.map { _ in CodedValues.missingCode }, levels: [], isCategory: true)))
      return
    }
    let shares = (1..<count).map { Double($0) / Double(count) }
    var edges: [Double] = []
    for edge in Statistics.quantiles(present, shares)
    where edge > (edges.last ?? -.infinity) && edge >= least && edge < greatest {
      edges.append(edge)
    }
    let bounds = [least] + edges + [greatest]
    let texts = Self.texts(of: bounds)
    let levels = (0..<(bounds.count - 1)).map { bin in
      let (low, high) = (texts[bin], texts[bin + 1])
      if low == high { return low }
      return bin == 0 ? "\(low) to \(high)" : "above \(low) to \(high)"
    }
    let codes = numbers.map { number -> UInt32 in
      guard !number.isNaN else { return CodedValues.missingCode }
      return UInt32(edges.firstIndex { number <= $0 } ?? edges.count)
    }
    self.column = Column(.codes(CodedValues(codes: codes, levels: levels, isCategory: true)))
  }

  /// The edges in as few digits as tell them apart.
  private static func texts(of edges: [Double]) -> [String] {
    for digits in 4...16 {
      let texts = edges.map { NumberFormat.short($0, digits: digits) }
      if Set(texts).count == Set(edges).count { return texts }
    }
    return edges.map { "\($0)" }
  }
}
