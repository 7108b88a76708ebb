/// The cuts of a number in pairs, which are some of those of its own term.
enum CoarseCuts {
  /// Some of the cuts, so that about as many rows lie between any two of them.
  static func some(of cuts: [Double], on sorted: [Double], bins: Int) -> [Double] {
    guard cuts.count >= bins else { return cuts }
    var starts: [Int] = []
    var position = 0
    for cut in cuts {
      while position < sorted.count, sorted[position] < cut { position += 1 }
      starts.append(position)
    }
    let kept = Set(chosen(starts, of: sorted.count, bins: bins))
    return zip(cuts, starts).filter { kept.contains($0.1) }.map(\.0)
  }

  /// Of ascending places where a bin may start, those next to even steps.
  private static func chosen(_ starts: [Int], of count: Int, bins: Int) -> [Int] {
    var kept: [Int] = []
    var next = 0
    for bin in 1..<bins {
      let wanted = Double(count) * Double(bin) / Double(bins)
      while next < starts.count, Double(starts[next]) < wanted { next += 1 }
      // The place before may be nearer.
      var best = next
      if next > 0,
        next == starts.count || wanted - Double(starts[next - 1]) < Double(starts[next]) - wanted
      {
        best = next - 1
      }
      if best < starts.count, kept.last.map({ $0 < starts[best] }) ?? true {
        kept.append(starts[best])
      }
    }
    return kept
  }
}
