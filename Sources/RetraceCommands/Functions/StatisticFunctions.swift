import RetraceCatalog
import RetraceLanguage
import RetraceNumerics
import RetraceSyntax
import RetraceTables

/// Statistics of a column or list.
///
/// All skip missing values; of no values they are missing.
enum StatisticFunctions {
  static let all = [mean, median, sd, variance, sum, mad, quantile]

  private static let values = "The numbers; true counts as 1, missing values are skipped."

  private static func statistic(
    _ name: String, _ summary: String, discussion: String = "", example: String,
    references: [String] = [], searchTerms: [String] = [],
    _ compute: @escaping @Sendable ([Double]) -> Double
  ) -> Command {
    Command(
      name, summary, .required("values", values), group: .columns, discussion: discussion,
      examples: [Example(example, "of a list; of a column alike")], references: references,
      searchTerms: searchTerms
    ) { (values: NumberValues) in
      let present = values.present
      return present.isEmpty ? .missing : Value(number: compute(present))
    }
  }

  static let mean = statistic(
    "mean", "The arithmetic mean of numbers.", example: "mean([1, 2, 6])",
    searchTerms: ["average"]
  ) { Statistics.mean($0) }

  static let median = statistic(
    "median", "The number in the middle of the sorted numbers.",
    discussion: "Of an even count the mean of the two in the middle.",
    example: "median([5, 1, 3, missing])"
  ) { Statistics.median($0) }

  static let variance = statistic(
    "variance", "The variance of numbers, divided by n − 1.",
    discussion: "Of one number it is missing.", example: "variance([1, 2, 6])"
  ) { $0.count < 2 ? .missing : Statistics.variance($0) }

  static let sd = statistic(
    "sd", "The standard deviation of numbers, divided by n − 1.",
    discussion: "The square root of the variance. Of one number it is missing.",
    example: "sd([1, 2, 6])", searchTerms: ["std", "deviation"]
  ) { $0.count < 2 ? .missing : Statistics.standardDeviation($0) }

  static let mad = statistic(
    "mad", "The median of the distances from the median.",
    discussion: "The plain median of |x − median|, without a factor for normal data.",
    example: "mad([1, 2, 6])"
  ) { Statistics.medianAbsoluteDeviation($0) }

  static let sum = Command(
    "sum", "The sum of numbers; of true and false the count of true.",
    .required("values", values), group: .columns,
    discussion: "Rounding errors are compensated. The sum of no numbers is 0.",
    examples: [
      Example("sum([1, 2, missing])", "missing values are skipped"),
      Example("sum(map(1..4, x -> x ^ 2))", "the sum of squares"),
    ]
  ) { (values: NumberValues) in
    Value(number: Statistics.sum(values.present))
  }

  static let quantile = Command(
    "quantile", "The number below which a share of the numbers lies.",
    .required("values", values),
    .required(
      "share", "The share from 0 to 1, or a list of shares.",
      type: .any([.number(0...1), .list])),
    group: .columns,
    discussion: "Type 7: between two numbers it is interpolated linearly.",
    examples: [
      Example("quantile([1, 2, 3, 4], 0.25)", "the lower quartile"),
      Example("quantile([1, 2, 3, 4], [5%, 95%])", "two at once"),
    ],
    references: [
      "Hyndman and Fan, Sample Quantiles in Statistical Packages, The American Statistician, "
        + "1996. https://doi.org/10.1080/00031305.1996.10473566"
    ], searchTerms: ["percentile", "quartile"]
  ) { (call: Invocation, values: NumberValues, share: Value) in
    let sorted = Sorting.sorted(values.present)
    func quantile(_ share: Value) throws -> Value {
      guard case .number(let number) = share, number >= 0, number <= 1 else {
        throw call.error(
          .outOfRange, "a share is a number from 0 to 1, got \(share.shapePhrase)", at: "share")
      }
      return sorted.isEmpty
        ? .missing : Value(number: Statistics.quantile(sorted: sorted, number))
    }
    switch share {
    case .list(let shares): return .list(try shares.map(quantile))
    case .column(let column): return .list(try column.values.map(quantile))
    default: return try quantile(share)
    }
  }
}
