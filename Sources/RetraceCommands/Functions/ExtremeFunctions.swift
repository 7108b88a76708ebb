import RetraceCatalog
import RetraceLanguage
import RetraceNumerics
import RetraceTables

/// The least and the greatest of numbers, texts, dates and times.
enum ExtremeFunctions {
  static let all = [min, max]

  static let min = extreme("min", "The least value.", "min([3, 1, 2])", isLeast: true)
  static let max = extreme("max", "The greatest value.", "max([3, 1, 2])", isLeast: false)

  private static func extreme(
    _ name: String, _ summary: String, _ example: String, isLeast: Bool
  ) -> Command {
    Command(
      name, summary,
      .required("values", "The values; missing ones are skipped.", type: .any([.column, .list])),
      group: .columns,
      discussion: "Texts are ordered by code points. Of no values it is missing.",
      examples: [Example(example, "of a list; of a column alike")],
      searchTerms: isLeast ? ["minimum", "least"] : ["maximum", "greatest"]
    ) { (call: Invocation, values: Column) in
      switch values.storage {
      case .numbers(let numbers):
        return number(NumberValues(all: numbers).present, isLeast)
      case .logicals(let bytes):
        return number(bytes.filter { $0 != 2 }.map(Double.init), isLeast)
      case .moments(let seconds, let isDate):
        guard case .number(let best) = number(NumberValues(all: seconds).present, isLeast) else {
          return .missing
        }
        return Value(Column(.moments([best], isDate: isDate))[0])
      case .codes(let coded):
        var isUsed = [Bool](repeating: false, count: coded.levels.count)
        for code in coded.codes where code != CodedValues.missingCode { isUsed[Int(code)] = true }
        let used = zip(coded.levels, isUsed).filter(\.1).map(\.0)
        let best = isLeast ? used.min { $0.precedes($1) } : used.max { $0.precedes($1) }
        return best.map(Value.text) ?? .missing
      }
    }
  }

  private static func number(_ numbers: [Double], _ isLeast: Bool) -> Value {
    guard !numbers.isEmpty else { return .missing }
    return .number(isLeast ? Statistics.minimum(numbers) : Statistics.maximum(numbers))
  }
}
