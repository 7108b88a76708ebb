import Glibc
import RetraceDisplay
public import RetraceRuns
public import RetraceTables

/// What runs were trained with, typed so that it can be compared and sorted.
public enum RunParameters {
  /// A value as a number or a logical where its text is one.
  ///
  /// Many tools keep all parameters as texts.
  public static func typed(_ value: JSON) -> JSON {
    guard case .text(let text) = value else { return value }
    switch text {
    case "true", "True", "TRUE": return .logical(true)
    case "false", "False", "FALSE": return .logical(false)
    default: return number(text).map(JSON.number) ?? value
    }
  }

  /// The parameters of a run, typed.
  public static func typed(of run: Run) -> [JSON.Member] {
    run.params.map { .init($0.key, typed($0.value)) }
  }

  /// Whether a parameter is a seed: runs that differ in nothing else repeat each other.
  public static func isSeed(_ name: String) -> Bool {
    let last = name.lowercased().split { "./-:".contains($0) }.last.map(String.init) ?? ""
    return last == "seed" || last.hasSuffix("_seed") || last.hasPrefix("seed_")
      || last == "random_state"
  }

  /// The names of all parameters of some runs, each once, in the order of their first appearance.
  public static func names(of runs: [Run]) -> [String] {
    var seen: Set<String> = []
    var names: [String] = []
    for run in runs {
      for member in run.params where seen.insert(member.key).inserted { names.append(member.key) }
    }
    return names
  }

  /// A value on one line.
  public static func text(_ value: JSON) -> String {
    switch value {
    case .text(let text): text
    // Stores keep 0.3 * 0.07 to the bit; people read 0.021.
    case .number(let number): NumberFormat.text(number)
    case .null: "none"
    default: value.serialized
    }
  }

  /// What tells apart runs that do not repeat each other: all parameters but seeds, as one text.
  static func identity(of run: Run) -> String {
    let members = typed(of: run).filter { !isSeed($0.key) && !isName($0.key) }
    return JSON.object(members.sorted { $0.key < $1.key }).serialized
  }

  /// Parameters that name a run rather than say how it was trained.
  private static func isName(_ name: String) -> Bool {
    ["run_name", "run_id", "output_dir", "logging_dir", "name", "id"].contains(name.lowercased())
  }

  /// The number that a text is as a whole; no words such as `nan`, no hexadecimal digits.
  private static func number(_ text: String) -> Double? {
    guard !text.isEmpty, text.utf8.count <= 64 else { return nil }
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let signs = Array("+-.eE".utf8)
    guard text.utf8.contains(where: { digits.contains($0) }),
      text.utf8.allSatisfy({ digits.contains($0) || signs.contains($0) })
    else { return nil }
    return Double(text)
  }
}
