/// Which features an explanation speaks of.
public enum FeatureChoice: Sendable, Equatable {
  /// All of them.
  case all
  /// The strongest ones, that many.
  case strongest(Int)
  /// These.
  case named([String])

  /// The positions of the named features in a list of names, in that list's order.
  ///
  /// - Returns: nil where no names were given.
  /// - Throws: ``ExplainError/unknownFeature(_:available:)``.
  package func positions(in names: [String]) throws(ExplainError) -> [Int]? {
    guard case .named(let wanted) = self else { return nil }
    guard !wanted.isEmpty else {
      throw .unsuited("'features:' names no feature; leave it out to take all")
    }
    var positions: Set<Int> = []
    for name in wanted {
      guard let position = names.firstIndex(of: name) else {
        throw .unknownFeature(name, available: names)
      }
      positions.insert(position)
    }
    return positions.sorted()
  }
}
