import Crypto
public import RetraceSyntax

/// The short digest of a statement in a script's facts: eight hexadecimal digits.
///
/// The first four are of the statement's canonical text, the last four of that and the seed in
/// force, so that an edited statement can be told from a changed seed.
public enum StatementDigest {
  /// How many digits of a digest are of the text alone.
  static let textLength = 4

  /// The digest of a statement that runs under a seed.
  public static func digest(of statement: Statement, seed: UInt64) -> String {
    let text = statement.canonicalText
    return half(text) + half("\(text)\n\(seed)")
  }

  /// The part of a statement's digest that is of its text alone.
  static func textDigest(of statement: Statement) -> String { half(statement.canonicalText) }

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
