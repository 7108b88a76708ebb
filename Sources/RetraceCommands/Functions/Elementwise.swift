import RetraceCatalog
import RetraceLanguage
import RetraceNumerics
import RetraceTables

/// What takes one value, or a column or list of them, and gives back the same shape.
enum Elementwise {
  static let numberType = ParameterType.any([.number(-.infinity ... .infinity), .column, .list])
  static let textType = ParameterType.any([.text, .column, .list])

  /// Applies a function to a number or to each number of a column or list; missing stays missing.
  static func numbers(
    _ value: Value, _ name: String, _ function: (Double) -> Double
  ) throws -> Value {
    switch value {
    case .missing: return .missing
    case .number(let number): return Value(number: function(number))
    case .list(let items): return .list(try items.map { try numbers($0, name, function) })
    case .column(let column):
      guard case .numbers(let numbers) = column.storage else { break }
      let results = [Double](unsafeUninitializedCapacity: numbers.count) { buffer, count in
        for row in 0..<numbers.count {
          buffer[row] = numbers[row].isMissing ? .missing : function(numbers[row])
        }
        count = numbers.count
      }
      return .column(Column(numbers: results))
    default: break
    }
    throw ArgumentError.wrongKind(
      parameter: name, expected: "a number, or a column or list of numbers",
      got: value.shapePhrase)
  }

  /// Asks something of a text or of each text of a column or list; missing stays missing.
  static func ask(
    _ value: Value, _ name: String, _ holds: (String) -> Bool
  ) throws -> Value {
    switch value {
    case .missing: return .missing
    case .text(let text): return .logical(holds(text))
    case .list(let items): return .list(try items.map { try ask($0, name, holds) })
    case .column(let column):
      guard case .codes(let coded) = column.storage else { break }
      return .column(Column(.logicals(ColumnComparison.perLevel(coded, holds))))
    default: break
    }
    throw misfit(value, name)
  }

  /// Changes a text or each text of a column or list; missing stays missing.
  static func texts(
    _ value: Value, _ name: String, _ change: (String) -> String
  ) throws -> Value {
    switch value {
    case .missing: return .missing
    case .text(let text): return .text(change(text))
    case .list(let items): return .list(try items.map { try texts($0, name, change) })
    case .column(let column):
      guard case .codes(let coded) = column.storage else { break }
      return .column(Column(.codes(coded.mapLevels(change))))
    default: break
    }
    throw misfit(value, name)
  }

  private static func misfit(_ value: Value, _ name: String) -> ArgumentError {
    .wrongKind(
      parameter: name, expected: "a text, or a column or list of texts", got: value.shapePhrase)
  }
}

extension CodedValues {
  /// The same rows with other texts; levels that become equal become one.
  func mapLevels(_ change: (String) -> String) -> CodedValues {
    var levels: [String] = []
    var places: [String: UInt32] = [:]
    var moved = self.levels.map { level -> UInt32 in
      let changed = change(level)
      if let place = places[changed] { return place }
      let place = UInt32(levels.count)
      places[changed] = place
      levels.append(changed)
      return place
    }
    moved.append(Self.missingCode)
    let last = moved.count - 1
    let coded = CodedValues(
      codes: codes.map { moved[Swift.min(Int($0), last)] }, levels: levels,
      isCategory: isCategory)
    return isCategory ? coded.withSortedLevels() : coded
  }
}
