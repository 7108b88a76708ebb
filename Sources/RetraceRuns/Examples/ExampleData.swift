public import RetraceTables

/// Generated data with planted flaws, for learning and for tests: what an explanation ought to
/// find is known.
///
/// Every value of a row is drawn from streams keyed by the seed, the column and the row, so that
/// more rows leave the first ones as they are.
public struct ExampleData: Sendable {
  /// What was planted.
  public struct Truth: Sendable, Equatable {
    /// The column with the protected group.
    public let protected: String
    /// The column that stands in for it.
    public let proxy: String
    /// The column that is only known after the outcome.
    public let leak: String
    /// The column that has nothing to do with the outcome.
    public let useless: String
    /// The rows of the table whose label was flipped, in ascending order.
    public let flippedRows: [Int]
    /// What was planted, one sentence each.
    public let notes: [String]
  }

  /// The names of all examples.
  public static let names = ["credit", "patients"]

  /// The example's name.
  public let name: String
  /// The rows, the target among the columns.
  public let table: Table
  /// The column to predict.
  public let target: String
  /// What was planted.
  public let truth: Truth

  /// Makes the data of an example; nil if there is none of this name.
  ///
  /// - Complexity: O(rows).
  public init?(_ name: String, rows: Int = 2_000, seed: UInt64) {
    switch name {
    case "credit": self = .credit(rows: rows, seed: seed)
    case "patients": self = .patients(rows: rows, seed: seed)
    default: return nil
    }
  }

  init(name: String, table: Table, target: String, truth: Truth) {
    self.name = name
    self.table = table
    self.target = target
    self.truth = truth
  }
}
