import RetraceNumerics
import RetraceTables

/// An object of a log: measures at a step or epoch.
struct LogEntry {
  /// Measures by name, those of objects inside with a slash.
  private(set) var measures: [(name: String, value: Double)] = []
  private var step = Double.missing
  private var epoch = Double.missing
  private var split: String?
  private var time = Double.missing

  /// How deep objects may lie in objects.
  private static let depthLimit = 4

  /// Reads an object; nil if it has no step or epoch, or no measure.
  init?(_ json: JSON) {
    guard case .object(let members) = json else { return nil }
    for member in members {
      switch (LogColumns.role(member.key), member.value) {
      case (.step, .number(let number)): step = number
      case (.epoch, .number(let number)): epoch = number
      case (.split, .text(let word)): split = LogColumns.split(word)
      case (.time, .number(let number)) where number > 1e8: time = number
      case (.step, _), (.epoch, _), (.split, _): continue
      default: add(member.key, member.value, depth: 0)
      }
    }
    guard !measures.isEmpty, !step.isMissing || !epoch.isMissing else { return nil }
  }

  private mutating func add(_ name: String, _ value: JSON, depth: Int) {
    switch value {
    case .number(let number): measures.append((name, number))
    case .text(let text):
      // Some write as texts what JSON has no numbers for.
      guard let number = JSONNumber.nonFinite(text) else { return }
      measures.append((name, number))
    case .object(let members) where depth < Self.depthLimit:
      for member in members { add("\(name)/\(member.key)", member.value, depth: depth + 1) }
    default: return
    }
  }

  /// Adds the measures to a log.
  func append(to log: inout MetricLog) {
    for (name, value) in measures {
      log.append(name, value, step: step, epoch: epoch, split: split, time: time)
    }
  }
}

/// Numbers as tools write them into JSON.
enum JSONNumber {
  /// The number of a text such as `NaN` or `-Infinity`; nil if it is none.
  static func nonFinite(_ text: String) -> Double? {
    switch text.lowercased() {
    case "nan": .nan
    case "inf", "infinity", "+inf": .infinity
    case "-inf", "-infinity": -.infinity
    default: nil
    }
  }

  /// The number of a value; a text of one that is not finite counts, null is missing.
  static func of(_ json: JSON) -> Double? {
    switch json {
    case .number(let number): number
    case .text(let text): nonFinite(text)
    case .null: .missing
    default: nil
    }
  }
}
