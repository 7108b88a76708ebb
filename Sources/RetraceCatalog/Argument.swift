public import RetraceTables

/// A value as the libraries take it from, and give it to, whoever calls them by name:
/// the language, or a Swift program that builds a call from a description.
public indirect enum Argument: Sendable {
  /// The missing value.
  case missing
  /// A number.
  case number(Double)
  /// A text.
  case text(String)
  /// True or false.
  case flag(Bool)
  /// Values in order.
  case list([Argument])
  /// Names with values, in order.
  case record([(name: String, value: Argument)])
  /// A row of a table.
  case row(Row)
  /// A table.
  case table(Table)
  /// A column without its name.
  case column(Column)
  /// A function of the language.
  case function(any CatalogFunction)
  /// Something only libraries look into, such as a model or a run.
  case object(any CatalogObject)

  /// What the value is, in the words of an error message: `a number`, `a table`.
  public var kindPhrase: String {
    switch self {
    case .missing: "missing"
    case .number: "a number"
    case .text: "a text"
    case .flag: "true or false"
    case .list: "a list"
    case .record: "a record"
    case .row: "a row"
    case .table: "a table"
    case .column: "a column"
    case .function: "a function"
    case .object(let object): object.kindPhrase
    }
  }
}

/// What a library passes through the language without the language looking into it.
public protocol CatalogObject: Sendable {
  /// What it is, in the words of an error message: `a model`, `a run`.
  var kindPhrase: String { get }
}

/// A function that a library can call.
public protocol CatalogFunction: Sendable {
  /// Calls the function.
  func call(_ arguments: [Argument]) throws -> Argument
}
