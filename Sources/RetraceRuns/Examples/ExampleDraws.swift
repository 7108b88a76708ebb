import Glibc
import RetraceNumerics
import RetraceTables

/// Draws the columns of generated data, each from its own stream and each row for itself.
struct ExampleDraws {
  let name: String
  let seed: UInt64
  let rows: Int

  /// A column of what a closure makes of each row's own stream.
  func column<Value>(_ purpose: String, _ make: (inout RandomStream, Int) -> Value) -> [Value] {
    (0..<rows).map { row in
      var stream = RandomStream(
        seed: seed, command: "example", purpose: "\(name) \(purpose)", item: UInt64(row))
      return make(&stream, row)
    }
  }

  /// One of some words with their weights.
  static func pick(_ choices: [(word: String, weight: Double)], _ stream: inout RandomStream)
    -> String
  {
    var rest = stream.nextUniform() * choices.reduce(0) { $0 + $1.weight }
    for choice in choices {
      rest -= choice.weight
      if rest < 0 { return choice.word }
    }
    return choices.last?.word ?? ""
  }

  /// A normal number, kept inside a range and rounded to a step.
  static func normal(
    _ mean: Double, _ spread: Double, in range: ClosedRange<Double>, step: Double,
    _ stream: inout RandomStream
  ) -> Double {
    let drawn = mean + spread * stream.nextNormal()
    let rounded = (drawn / step).rounded() * step
    return min(max(rounded, range.lowerBound), range.upperBound)
  }

  /// The labels of log odds, with every twelfth or so flipped: the rows that are.
  ///
  /// Exactly the share asked for is flipped, chosen without regard to anything else.
  func flippedRows(share: Double) -> [Int] {
    var stream = RandomStream(seed: seed, command: "example", purpose: "\(name) flips")
    return stream.sample(Int((Double(rows) * share).rounded()), of: rows).sorted()
  }

  /// A share of a column's cells made missing.
  func withGaps(_ purpose: String, _ numbers: [Double], share: Double) -> [Double] {
    let gaps = column("gaps of \(purpose)") { stream, _ in stream.nextUniform() < share }
    return zip(numbers, gaps).map { $1 ? Double.missing : $0 }
  }

  static func probability(_ logOdds: Double) -> Double { 1 / (1 + exp(-logOdds)) }
}
