import RetraceModels
public import RetraceNumerics
public import RetraceTables

/// The rows that hidden features take their values from.
public struct Background: Sendable {
  /// How many training rows are taken where no background is given.
  public static let defaultLimit = 100

  /// The rows, with the user's columns.
  public let table: Table
  /// The same rows as the model takes them.
  public let rows: Matrix
  /// What the result must say of them, such as that rows were drawn.
  public let notes: [String]

  /// Takes a background: the one that was given, whole, else the model's training rows.
  ///
  /// - Parameters:
  ///   - given: the argument `background:`, if there was one.
  ///   - limit: the training rows that are taken at most, drawn with the seed where there are
  ///     more; nil for all of them. It does not touch a background that was given.
  ///   - explainer: the name of the explainer, which keys the draw.
  /// - Throws: ``ExplainError`` if there is none, or none of its rows; `ModelError` if its columns
  ///   do not fit the model.
  public static func resolve(
    given: Table?, subject: Subject, seed: UInt64, limit: Int? = defaultLimit, explainer: String
  ) throws -> Background {
    guard let source = given ?? subject.training else {
      throw ExplainError.noBackground(explainer: explainer)
    }
    guard source.rowCount > 0 else {
      throw ExplainError.tooFewRows(explainer: "the background of \(explainer)", needed: 1, got: 0)
    }
    guard given == nil, let limit, source.rowCount > limit else {
      return Background(
        table: source, rows: try subject.model.features.matrix(of: source), notes: [])
    }
    var stream = RandomStream(seed: seed, command: explainer, purpose: "background")
    let drawn = stream.sample(limit, of: source.rowCount).sorted()
    let table = source.selecting(rows: drawn)
    return Background(
      table: table, rows: try subject.model.features.matrix(of: table),
      notes: [
        "the background is \(limit) of \(ExplanationText.count(source.rowCount)) training rows, "
          + "drawn with seed \(seed)"
      ])
  }

  /// Makes a background of rows that fit each other.
  public init(table: Table, rows: Matrix, notes: [String] = []) {
    self.table = table
    self.rows = rows
    self.notes = notes
  }
}
