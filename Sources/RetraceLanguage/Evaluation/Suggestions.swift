import RetraceSyntax

/// Suggestions and facts for errors about names.
public enum Suggestions {
  /// At most three names that are near to one that does not exist, nearest first.
  ///
  /// - Complexity: O(candidates × length²).
  public static func names(
    near name: String, among candidates: some Sequence<String>
  ) -> [String] {
    NearNames.suggestions(for: name, among: candidates)
  }

  /// `did you mean 'a' or 'b'?`; nil where nothing is near.
  ///
  /// - Parameter quote: what stands round each name; nothing where the names are quoted texts.
  public static func question(_ near: [String], quote: String = "'") -> String? {
    let quoted = near.map { quote + $0 + quote }
    guard let last = quoted.last else { return nil }
    guard quoted.count > 1 else { return "did you mean \(last)?" }
    return "did you mean \(quoted.dropLast().joined(separator: ", ")) or \(last)?"
  }

  /// `columns: a, b, c, … (21)`.
  public static func listing(_ label: String, _ names: [String], limit: Int = 12) -> String {
    guard !names.isEmpty else { return "\(label): none" }
    let shown = names.prefix(limit).joined(separator: ", ")
    return names.count > limit ? "\(label): \(shown), … (\(names.count))" : "\(label): \(shown)"
  }
}
