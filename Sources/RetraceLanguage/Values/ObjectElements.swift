/// The things that an object holds in order, which makes it indexable like a list.
public struct ObjectElements: Sendable {
  /// How many there are.
  public let count: Int
  /// What several of them are called, such as `runs`.
  public let noun: String
  /// The names they can be indexed by, in their order.
  public let names: @Sendable () -> [String]
  /// The position of a name; nil if there is none.
  public let position: @Sendable (String) -> Int?
  /// The one at a position.
  public let element: @Sendable (Int) -> Value
  /// Those at some positions.
  public let selecting: @Sendable ([Int]) -> Value

  /// Describes the things an object holds.
  public init(
    count: Int, noun: String, names: @escaping @Sendable () -> [String],
    position: @escaping @Sendable (String) -> Int?,
    element: @escaping @Sendable (Int) -> Value,
    selecting: @escaping @Sendable ([Int]) -> Value
  ) {
    self.count = count
    self.noun = noun
    self.names = names
    self.position = position
    self.element = element
    self.selecting = selecting
  }

  /// All of them as values.
  public var values: [Value] { (0..<count).map(element) }
}
