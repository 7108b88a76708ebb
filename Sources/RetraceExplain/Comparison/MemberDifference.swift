public import RetraceTables

/// A value with a name that two runs do not have alike.
public struct MemberDifference: Sendable, Equatable {
  /// Its name; of values inside others with points between.
  public let name: String
  /// What the first run has; nil if nothing.
  public let first: JSON?
  /// What the second run has.
  public let second: JSON?

  /// The differences of two sets of named values, in their order.
  static func all(_ first: [JSON.Member], _ second: [JSON.Member]) -> [MemberDifference] {
    let one = flat(first)
    let two = flat(second)
    let a = Dictionary(one.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last })
    let b = Dictionary(two.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last })
    var seen: Set<String> = []
    return (one + two).compactMap { member in
      guard seen.insert(member.key).inserted, a[member.key] != b[member.key] else { return nil }
      return MemberDifference(name: member.key, first: a[member.key], second: b[member.key])
    }
  }

  private static func flat(_ members: [JSON.Member], _ head: String = "") -> [JSON.Member] {
    members.flatMap { member -> [JSON.Member] in
      if case .object(let inner) = member.value, !inner.isEmpty, head.utf8.count < 200 {
        return flat(inner, head + member.key + ".")
      }
      return [.init(head + member.key, RunParameters.typed(member.value))]
    }
  }

  /// The differences as a table: name, first, second.
  static func table(_ differences: [MemberDifference], name: String) -> Table {
    Table([
      (name, Column(texts: differences.map(\.name))),
      ("first", Column(texts: differences.map { $0.first.map(RunParameters.text) })),
      ("second", Column(texts: differences.map { $0.second.map(RunParameters.text) })),
    ])
  }
}
