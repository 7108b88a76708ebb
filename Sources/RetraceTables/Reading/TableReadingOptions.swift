/// How a table file is read.
public struct TableReadingOptions: Sendable {
  /// What stands between the cells of a row.
  public enum Delimiter: Sendable, Hashable {
    /// Found out from the first rows.
    case auto
    /// This ASCII character.
    case character(Unicode.Scalar)
  }

  /// Whether the first row holds the names of the columns.
  public enum Header: Sendable, Hashable {
    /// Found out from the first rows.
    case auto
    /// It does.
    case present
    /// It does not; the columns are named `column_1`, `column_2`, ….
    case absent
  }

  /// The cells that are missing unless the caller names others.
  public static let standardMissing = ["", "NA", "NaN", "null", "?"]

  /// What stands between the cells of a row.
  public var delimiter: Delimiter
  /// Whether the first row holds the names of the columns.
  public var header: Header
  /// Cells that read exactly so are missing, quoted or not.
  ///
  /// In JSON lines `null` is what is missing; there, texts are only looked up here if the list is
  /// not ``standardMissing``.
  public var missing: [String]
  /// What the cells of some columns are, by name, taken at its word.
  public var types: [String: Column.Kind]
  /// Bytes per piece of work; results do not depend on it.
  package var chunkSize = 4 << 20

  /// Makes options.
  ///
  /// - Parameters:
  ///   - delimiter: what stands between cells.
  ///   - header: whether the first row holds names.
  ///   - missing: cells that are missing.
  ///   - types: what the cells of some columns are.
  public init(
    delimiter: Delimiter = .auto, header: Header = .auto,
    missing: [String] = TableReadingOptions.standardMissing, types: [String: Column.Kind] = [:]
  ) {
    self.delimiter = delimiter
    self.header = header
    self.missing = missing
    self.types = types
  }
}
