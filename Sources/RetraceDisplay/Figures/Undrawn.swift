import RetraceNumerics

/// What a drawing could not show, counted so that the footer can say it.
struct Undrawn {
  private var missing = 0
  private var notNumbers = 0
  private var infinite = 0
  private var notPositive = 0
  private var clipped = 0
  private var arrows: [String] = []
  private var sentences: [String] = []

  /// Counts a number that is NaN, or a missing value.
  mutating func countGap(_ number: Double) {
    if number.isMissing { missing += 1 } else { notNumbers += 1 }
  }

  /// Counts a number that a logarithmic axis cannot show.
  mutating func countNotPositive() { notPositive += 1 }

  /// Counts a number beyond an edge that is marked there with an arrow.
  mutating func countBeyond(_ number: Double, arrow: String) {
    if number.isInfinite { infinite += 1 } else { clipped += 1 }
    if !arrows.contains(arrow) { arrows.append(arrow) }
  }

  /// Counts an infinite number that is not marked.
  mutating func countInfinite() { infinite += 1 }

  /// Adds a sentence.
  mutating func say(_ sentence: String) { sentences.append(sentence) }

  /// All in words, nil if everything was drawn.
  var text: String? {
    var parts: [String] = []
    if notNumbers > 0 { parts.append("\(NumberFormat.count(notNumbers)) NaN not drawn") }
    if missing > 0 { parts.append("\(NumberFormat.count(missing)) missing not drawn") }
    if notPositive > 0 {
      parts.append("\(NumberFormat.count(notPositive)) not positive, not drawn on the log axis")
    }
    let marked =
      arrows.isEmpty ? " not drawn" : " marked \(arrows.joined(separator: " ")) at the edge"
    if infinite > 0 { parts.append("\(NumberFormat.count(infinite)) infinite" + marked) }
    if clipped > 0 { parts.append("\(NumberFormat.count(clipped)) beyond the axis" + marked) }
    parts += sentences
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}
