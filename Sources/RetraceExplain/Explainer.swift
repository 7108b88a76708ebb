public import RetraceCatalog

/// A method that explains a model: one file that describes and does it, one line in
/// ``allExplainers``.
///
/// The language, help, completion, the reference pages and the law tests come from what it says
/// of itself. A Swift program calls the typed entry point that each explainer has beside it.
public protocol Explainer: Sendable {
  /// What can be set.
  associatedtype Options: Sendable

  /// How it describes itself.
  static var entry: CatalogEntry { get }
  /// The options where nothing is set.
  static var defaults: Options { get }
  /// What can be set by name, beyond the model and the rows.
  static var parameters: [Parameter<Options>] { get }
  /// Whether it explains single rows or a model on a whole table.
  static var scope: ExplainerScope { get }
  /// Properties that hold for every result; the law tests check them.
  static var guarantees: Set<Guarantee> { get }

  /// Explains.
  ///
  /// - Throws: ``ExplainError`` for a subject or options that do not fit, `Interrupted` if it
  ///   was asked to stop.
  static func explain(_ subject: Subject, _ options: Options) throws -> Explanation
}

/// What an explainer explains.
public enum ExplainerScope: String, Sendable {
  /// Decisions about single rows.
  case rows
  /// The model as a whole, on a table.
  case table
}

/// A property of every result of an explainer.
public enum Guarantee: String, Sendable, CaseIterable {
  /// The attributions and the base sum to the prediction.
  case additivity
  /// The same seed gives the same result, to the bit, on any number of threads.
  case determinism
  /// The order of the features in the table does not matter.
  case featureOrder
  /// A row gets the same result alone and in a table.
  case rowIndependence
}
