import RetraceCatalog
import RetraceLanguage
import RetraceNumerics
import RetraceTables

/// Functions of the order and variety of values.
enum OrderFunctions {
  static let all = [rank, unique]

  static let rank = Command(
    "rank", "The place of each number in ascending order, from 1.",
    .required("values", "A column or list of numbers.", type: .any([.column, .list])),
    group: .columns,
    discussion: "Equal numbers share the mean of their places; missing ones have none.",
    examples: [Example("rank([10, 30, 20, 20])", "1, 4, 2.5, 2.5")]
  ) { (call: Invocation, values: Value) in
    let numbers: [Double]
    if case .column(let column) = values, case .moments(let seconds, _) = column.storage {
      numbers = seconds
    } else {
      numbers = try call.argument("values", as: NumberValues.self).all
    }
    let ranks = zip(numbers, Statistics.ranks(numbers)).map { $0.isMissing ? .missing : $1 }
    if case .list = values { return .list(ranks.map { Value(number: $0) }) }
    return .column(Column(numbers: ranks))
  }

  static let unique = Command(
    "unique", "The different values, in the order in which they first appear.",
    .required("values", "A column or list.", type: .any([.column, .list])), group: .columns,
    discussion: "Missing counts as one value.",
    examples: [Example("unique([3, 1, 3, missing, missing])", "3, 1, missing")],
    searchTerms: ["distinct"]
  ) { (values: Value) in
    switch values {
    case .column(let column): return .column(column.selecting(firstPlaces(column)))
    case .list(let items):
      if let column = Column(values: items) {
        return .list(firstPlaces(column).map { items[$0] })
      }
      var kept: [Value] = []
      for item in items where !kept.contains(where: { $0.isSame(as: item) }) {
        kept.append(item)
      }
      return .list(kept)
    default: return values
    }
  }

  /// The rows in which a value appears for the first time.
  private static func firstPlaces(_ column: Column) -> [Int] {
    switch column.storage {
    case .numbers(let numbers), .moments(let numbers, _):
      // All NaN are one value apart from missing; 0 and -0 are the same.
      var seen: Set<UInt64> = []
      return numbers.indices.filter { seen.insert(Sorting.key(numbers[$0])).inserted }
    case .logicals(let bytes):
      var seen: Set<UInt8> = []
      return bytes.indices.filter { seen.insert(bytes[$0]).inserted }
    case .codes(let coded):
      var seen = [Bool](repeating: false, count: coded.levels.count + 1)
      return coded.codes.indices.filter { row in
        let place = min(Int(coded.codes[row]), coded.levels.count)
        defer { seen[place] = true }
        return !seen[place]
      }
    }
  }
}
