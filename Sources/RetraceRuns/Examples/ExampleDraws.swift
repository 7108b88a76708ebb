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

  /// A normal number, kept inside a range and rounded to a step of at most 1.
  static func normal(
    _ mean: Double, _ spread: Double, in range: ClosedRange<Double>, step: Double,
    _ stream: inout RandomStream
  ) -> Double {
    let drawn = mean + spread * stream.nextNormal()
    // Divided by a whole number, tenths come out in their shortest digits.
    let steps = (1 / step).rounded()
    let rounded = (drawn * steps).rounded() / steps
    return min(max(rounded, range.lowerBound), range.upperBound)
  }

  /// The rows whose labels are flipped.
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

  static func probability(_ logOdds: Double) -> Double { Kernels.logistic(logOdds) }
}
