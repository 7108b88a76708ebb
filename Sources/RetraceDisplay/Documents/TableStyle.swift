/// How a table in a document is shown.
public struct TableStyle: Sendable {
  /// Rows shown before the middle is cut; nil for all.
  public var rowLimit: Int?
  /// Significant digits of numbers in a column, by name; others get what they need, at most six.
  public var digits: [String: Int]
  /// Columns of signed shares that are drawn as bars beside their numbers, by name.
  public var barColumns: Set<String>
  /// What the rows are called in the footer.
  public var rowNoun: String
  /// Whether the positions of the rows are shown on the left.
  public var showsPositions: Bool
  /// Columns that are kept before all others where the screen is too narrow, the most wanted first.
  ///
  /// Of the rest the first is kept, then the last, then from left to right.
  public var keptColumns: [String]
  /// How to see what was cut, added to the footer, such as `save(_, "all.csv") writes all`.
  public var hint: String

  /// Makes a style; without arguments the ordinary one.
  public init(
    rowLimit: Int? = 20, digits: [String: Int] = [:], barColumns: Set<String> = [],
    rowNoun: String = "rows", showsPositions: Bool = false, keptColumns: [String] = [],
    hint: String = ""
  ) {
    self.rowLimit = rowLimit
    self.digits = digits
    self.barColumns = barColumns
    self.rowNoun = rowNoun
    self.showsPositions = showsPositions
    self.keptColumns = keptColumns
    self.hint = hint
  }

  /// The style of a table that is itself the result, whose footer says how to get all of it.
  public static var result: TableStyle {
    TableStyle(hint: "save(_, \"all.csv\") writes all")
  }
}
