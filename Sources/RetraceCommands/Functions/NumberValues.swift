import RetraceCatalog
import RetraceLanguage
import RetraceNumerics
import RetraceTables

/// Numbers of a column or list for a statistic: true counts as 1, missing values are known.
struct NumberValues: CommandArgument {
  /// All numbers in order; missing ones are `Double.missing`.
  let all: [Double]

  static let parameterType = ParameterType.any([.column, .list])

  /// The numbers that are not missing.
  var present: [Double] {
    // Most columns have no NaN at all; then nothing is copied.
    ColumnComparison.hasNaN(all) ? all.filter { !$0.isMissing } : all
  }

  static func read(_ bound: BoundArgument, parameter: String) throws -> NumberValues {
    let value = try bound.value()
    if let numbers = numbers(value) { return NumberValues(all: numbers) }
    throw ArgumentError.wrongKind(
      parameter: parameter, expected: "a column or list of numbers, or of true and false",
      got: value.shapePhrase)
  }

  private static func numbers(_ value: Value) -> [Double]? {
    switch value {
    case .column(let column):
      switch column.storage {
      case .numbers(let numbers): return numbers
      case .logicals(let bytes): return bytes.map { $0 == 2 ? .missing : Double($0) }
      default: return nil
      }
    case .list(let items):
      var numbers: [Double] = []
      numbers.reserveCapacity(items.count)
      for item in items {
        switch item {
        case .number(let number): numbers.append(number)
        case .logical(let flag): numbers.append(flag ? 1 : 0)
        case .missing: numbers.append(.missing)
        default: return nil
        }
      }
      return numbers
    default: return nil
    }
  }
}
