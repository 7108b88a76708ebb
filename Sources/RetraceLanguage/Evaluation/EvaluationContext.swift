import RetraceSyntax
import Synchronization

/// What a statement is evaluated with, besides the names in view.
package final class EvaluationContext: Sendable {
  /// How many nodes and calls may be nested: what a stack of 8 MB holds twice over.
  static let maximumDepth = 3_000

  /// All commands.
  let registry: CommandRegistry
  /// The session's seed.
  let seed: UInt64
  /// What earlier cells showed.
  let results: ResultHistory
  /// What may be read and written.
  let host: Host
  /// Where the stack of the evaluating thread ends.
  let stack = StackBounds.current
  /// Lines to be shown with the result.
  let notes = NoteCollector()

  init(
    registry: CommandRegistry, seed: UInt64, results: ResultHistory, host: Host
  ) {
    self.registry = registry
    self.seed = seed
    self.results = results
    self.host = host
  }
}

/// Collects lines that commands leave to be shown with the result.
package final class NoteCollector: Sendable {
  private let lines = Mutex<[String]>([])

  /// Adds a line that is not there yet.
  func add(_ line: String) {
    lines.withLock { if !$0.contains(line) { $0.append(line) } }
  }

  /// All lines, in order.
  var all: [String] { lines.withLock { $0 } }
}

/// A source text as something that functions from it can be recognised by.
package final class SourceUnit: Sendable {
  let text: SourceText

  init(_ text: SourceText) {
    self.text = text
  }
}

/// The results that earlier cells showed.
public struct ResultHistory: Sendable {
  /// The results by cell.
  public private(set) var byCell: [Int: Value] = [:]
  /// The last shown result.
  public private(set) var last: Value?

  /// Makes an empty history.
  public init() {}

  /// Keeps what a cell showed.
  public mutating func keep(_ value: Value, cell: Int) {
    byCell[cell] = value
    last = value
  }
}
