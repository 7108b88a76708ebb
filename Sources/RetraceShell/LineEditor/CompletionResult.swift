/// What may stand at the cursor: candidates, and the range of the text that they replace.
public struct CompletionResult: Sendable, Equatable {
  /// The range to replace, in bytes of the UTF-8 form of the text; it ends at the cursor.
  public let replaceRange: Range<Int>

  /// The candidates in the order of the list.
  public let candidates: [CompletionCandidate]

  /// Makes a result.
  public init(replaceRange: Range<Int>, candidates: [CompletionCandidate]) {
    self.replaceRange = replaceRange
    self.candidates = candidates
  }

  /// What a press of the key does.
  enum Action: Equatable {
    /// Nothing fits.
    case nothing
    /// The range becomes this text; `isFinal` if no other candidate is left.
    case insert(String, isFinal: Bool)
    /// The candidates agree in no more than what is there.
    case list
  }

  /// Decides by the longest common start of the candidates.
  func action(replacing typed: String) -> Action {
    guard let first = candidates.first else { return .nothing }
    if candidates.allSatisfy({ $0.text == first.text }) {
      return .insert(first.text + first.suffix, isFinal: true)
    }
    let common = Self.longestCommonPrefix(of: candidates.map(\.text))
    // Candidates may fit in other ways than by their start; then typed letters must not go.
    let isLonger = common.count > typed.count && Self.startsLoosely(common, with: typed)
    let isRespelled = common.count == typed.count && common != typed
    if isLonger || (isRespelled && Self.startsLoosely(common, with: typed)) {
      return .insert(common, isFinal: false)
    }
    return .list
  }

  /// The longest start that all texts share, in whole characters.
  static func longestCommonPrefix(of texts: [String]) -> String {
    guard var common = texts.first.map({ $0[...] }) else { return "" }
    for text in texts.dropFirst() {
      var shared = common.startIndex
      for (own, other) in zip(common, text) {
        if own != other { break }
        shared = common.index(after: shared)
      }
      common = common[..<shared]
    }
    return String(common)
  }

  private static func startsLoosely(_ text: String, with start: String) -> Bool {
    text.lowercased().hasPrefix(start.lowercased())
  }
}
