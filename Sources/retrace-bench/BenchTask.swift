import RetraceTables

/// One thing that is timed.
protocol BenchTask: Sendable {
  /// Its name on the command line, also the name of the peers' function.
  static var name: String { get }
  /// What is done, with sizes.
  static var summary: String { get }
  /// What the seconds cover and what they leave out, where that is not plain.
  static var note: String? { get }
  /// How often it is timed after the first time.
  static var runs: Int { get }
  /// What its own seconds shall be, whatever the rivals take.
  static var goal: Goal? { get }
  /// Who does the same work.
  static var rivals: [Rival] { get }

  /// Writes the inputs that are not there yet, always the same.
  static func writeInputs(to folder: InputFolder) throws
  /// Loads the inputs and returns the work that is timed.
  static func prepare(in folder: InputFolder) throws -> any Work
  /// Whether a rival did the same work.
  static func agreement(_ own: JSON, _ rival: JSON, in folder: InputFolder) throws -> Agreement
}

extension BenchTask {
  static var note: String? { nil }
  static var goal: Goal? { nil }
  static var runs: Int { 7 }
  static var rivals: [Rival] { [] }

  /// Every number within 1e-9 relative, every word the same.
  static func agreement(_ own: JSON, _ rival: JSON, in folder: InputFolder) throws -> Agreement {
    Agreement(
      isGood: own.isNear(rival, tolerance: 1e-9),
      words: own.isNear(rival, tolerance: 1e-9) ? "same result" : "another result")
  }
}

/// Work that can be done again and again.
///
/// It keeps what it found until the next time, so that neither the check of a result nor its
/// release is timed.
protocol Work: AnyObject {
  /// Does it once; this is what is timed.
  func run() throws
  /// What the last run found, to be compared with what others found.
  func check() throws -> JSON
  /// Forgets what the last run found.
  func clear()
  /// The peak memory of a program that the work started, if it is that program that counts.
  var peakOfProgram: Int? { get }
}

extension Work {
  var peakOfProgram: Int? { nil }
}

/// Work whose result is a value.
final class ValueWork<Value>: Work {
  private let body: () throws -> Value
  private let summary: (Value) throws -> JSON
  private var value: Value?

  /// Makes work of the call that is timed and what is to be told of its result.
  init(_ body: @escaping () throws -> Value, check summary: @escaping (Value) throws -> JSON) {
    self.body = body
    self.summary = summary
  }

  func run() throws { value = try body() }

  func check() throws -> JSON { try value.map(summary) ?? .null }

  func clear() { value = nil }
}

/// Someone who does the same work.
struct Rival: Sendable {
  /// Who does it.
  enum Program: Sendable {
    /// The function of the task's name in `scripts/bench_peers.py`.
    case peer
    /// Another task of this bench.
    case task(any BenchTask.Type)
  }

  /// Its name.
  let name: String
  /// Who does it.
  let program: Program
  /// What is to be reached against it; nil for information only.
  let goal: Goal?

  /// A Python library.
  static func peer(_ name: String, goal: Goal? = nil) -> Rival {
    Rival(name: name, program: .peer, goal: goal)
  }

  /// Another task.
  static func task(_ task: any BenchTask.Type, goal: Goal?) -> Rival {
    Rival(name: task.name, program: .task(task), goal: goal)
  }
}

/// What is to be reached.
enum Goal: Sendable {
  /// The rival's seconds are at least so many times as many.
  case ratio(Double)
  /// The median is below so many seconds.
  case seconds(Double)

  /// The goal in words.
  var words: String {
    switch self {
    case .ratio(let ratio): "≥ \(Figures.short(ratio)) ×"
    case .seconds(let seconds): "< \(Figures.seconds(seconds))"
    }
  }
}

/// Whether two programs did the same work, in a few words.
struct Agreement: Sendable {
  /// Whether they did.
  let isGood: Bool
  /// How near the results are.
  let words: String
}

extension JSON {
  /// Whether another value is the same but for small differences of numbers.
  func isNear(_ other: JSON, tolerance: Double) -> Bool {
    switch (self, other) {
    case (.number(let a), .number(let b)):
      return a == b || abs(a - b) <= tolerance * Swift.max(abs(a), abs(b), 1)
    case (.array(let a), .array(let b)):
      return a.count == b.count
        && zip(a, b).allSatisfy { $0.isNear($1, tolerance: tolerance) }
    case (.object(let a), .object(let b)):
      return a.count == b.count
        && a.allSatisfy { member in
          other[member.key]?.isNear(member.value, tolerance: tolerance) ?? false
        }
    default: return self == other
    }
  }

  /// The number, if it is one.
  var number: Double? {
    if case .number(let number) = self { number } else { nil }
  }

  /// The text, if it is one.
  var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The values of an array, else none.
  var items: [JSON] {
    if case .array(let items) = self { items } else { [] }
  }
}
