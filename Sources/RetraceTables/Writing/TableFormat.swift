/// The formats in which tables are written.
public enum TableFormat: Sendable, Hashable, CaseIterable {
  /// Cells between commas, RFC 4180.
  case csv
  /// Cells between tabs.
  case tsv
  /// A JSON object a line.
  case jsonLines
  /// NumPy's array of 64-bit floats, for tables of numbers.
  case npy

  /// The format that a file name asks for, `.gz` at its end aside; nil if it is none of these.
  public init?(path: String) {
    let lower = path.lowercased()
    let bare = lower.hasSuffix(".gz") ? String(lower.dropLast(3)) : lower
    if bare.hasSuffix(".csv") {
      self = .csv
    } else if bare.hasSuffix(".tsv") || bare.hasSuffix(".tab") {
      self = .tsv
    } else if bare.hasSuffix(".jsonl") || bare.hasSuffix(".ndjson") {
      self = .jsonLines
    } else if bare.hasSuffix(".npy") {
      self = .npy
    } else {
      return nil
    }
  }
}
