/// Names with values, in order.
///
/// Names are unique.
public struct Record: Sendable {
  private final class Content: Sendable {
    let fields: [(name: String, value: Value)]
    init(_ fields: [(name: String, value: Value)]) { self.fields = fields }
  }

  private let content: Content

  /// Makes a record; of equal names the last one counts, in the first one's place.
  public init(_ fields: [(name: String, value: Value)]) {
    var positions: [String: Int] = [:]
    var unique: [(name: String, value: Value)] = []
    for field in fields {
      if let position = positions[field.name] {
        unique[position].value = field.value
      } else {
        positions[field.name] = unique.count
        unique.append(field)
      }
    }
    content = Content(unique)
  }

  /// The fields in order.
  public var fields: [(name: String, value: Value)] { content.fields }

  /// The value of a name, nil if there is none.
  ///
  /// - Complexity: O(number of fields).
  public subscript(name: String) -> Value? {
    content.fields.first { $0.name == name }?.value
  }
}
