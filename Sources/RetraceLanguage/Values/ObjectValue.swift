public import RetraceDisplay
public import RetraceTables

/// What the libraries make, as the language sees it: a kind, fields, a document and a JSON form.
///
/// `RetraceCommands` wraps models, runs and explanations in such objects; the libraries know
/// nothing of them.
public protocol ObjectValue: AnyObject, Sendable {
  /// What it is: `model`, `run`, `attribution` …
  var kind: String { get }
  /// What it is in one line, as an assignment shows it: `run · mlp · 20 epochs`.
  var summary: String { get }
  /// The names of its fields, for completion and for errors.
  var fieldNames: [String] { get }
  /// The value of a field, nil if there is no such field.
  func field(_ name: String) throws -> Value?
  /// The element at an index, nil if it cannot be indexed (by this).
  func element(at index: Value) throws -> Value?
  /// The things that it holds in order, such as the runs of a folder; nil for most objects.
  var elements: ObjectElements? { get }
  /// The table that stands for it where a command takes a table; nil if there is none.
  func tableForm() throws -> Table?
  /// What it shows.
  func document() throws -> Document
  /// Its JSON form.
  func json() throws -> JSON
}

extension ObjectValue {
  /// Most objects cannot be indexed.
  public func element(at index: Value) throws -> Value? { nil }

  /// Most objects hold nothing in order.
  public var elements: ObjectElements? { nil }

  /// Most objects are no tables.
  public func tableForm() throws -> Table? { nil }
}
