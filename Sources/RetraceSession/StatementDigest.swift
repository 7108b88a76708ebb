import Crypto
public import RetraceSyntax

/// The short digest of a statement in a script's facts: eight hexadecimal digits.
///
/// The first four are of the statement's canonical text, the last four of that and the seed in
/// force, so that an edited statement can be told from a changed seed.
public enum StatementDigest {
  /// The digest of a statement that runs under a seed.
  public static func digest(of statement: Statement, seed: UInt64) -> String {
    let text = statement.canonicalText + (statement.isSilent ? ";" : "")
    return half(text) + half("\(text)\n\(seed)")
  }

  /// What changed between a recorded digest and the one of today.
  public static func change(from recorded: String, to current: String) -> Change {
    if recorded == current { return .none }
    return recorded.prefix(4) == current.prefix(4) ? .seed : .statement
  }

  /// What can have changed.
  public enum Change: Sendable, Equatable {
    /// Nothing.
    case none
    /// The seed in force, and not the statement.
    case seed
    /// The statement.
    case statement
  }

  private static func half(_ text: String) -> String {
    SHA256.hash(data: Array(text.utf8)).prefix(2).map(Hexadecimal.text).joined()
  }
}

/// Bytes as hexadecimal digits.
enum Hexadecimal {
  /// The two digits of a byte.
  static func text(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return byte < 16 ? "0" + digits : digits
  }
}
