public import RetraceLanguage
public import RetraceSyntax

/// A statement that was run, with what came of it.
public struct Cell: Sendable {
  /// Its number, counted from 1.
  public let number: Int
  /// The statement.
  public let statement: Statement
  /// The text that it was parsed from.
  public let source: SourceText
  /// What it came to, or why it failed.
  public let result: Result<Outcome, Diagnostic>
  /// The seed in force when it ran; for a `seed` statement the one before.
  public let seed: UInt64
  /// The seconds that it took.
  public let seconds: Double

  /// What it came to; nil if it failed.
  public var outcome: Outcome? { try? result.get() }

  /// The error; nil if it succeeded.
  public var diagnostic: Diagnostic? {
    if case .failure(let diagnostic) = result { diagnostic } else { nil }
  }
}
