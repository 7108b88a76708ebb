import RetraceNumerics

/// The different texts of a column over all regions, in order of first appearance in the file.
// @unchecked Sendable because it does not change once it is made.
final class MergedTexts: @unchecked Sendable {
  let dictionary: TextDictionary
  /// For each region the common code of each of its own codes.
  let codes: [[UInt32]]

  /// Merges the texts of one column, region by region.
  convenience init(_ results: [RegionResult], column: Int) {
    self.init(results.map { $0.states[column].texts })
  }

  /// Merges dictionaries in their order.
  init(_ parts: [TextDictionary]) {
    var dictionary = TextDictionary(capacity: parts.map(\.count).max() ?? 0)
    codes = parts.map { texts in
      [UInt32](unsafeUninitializedCapacity: texts.count) { buffer, count in
        for code in 0..<texts.count { buffer[code] = dictionary.code(of: texts.entries[code]) }
        count = texts.count
      }
    }
    self.dictionary = dictionary
  }

  deinit { dictionary.deallocate() }

  /// The texts by code.
  var entries: UnsafeBufferPointer<TextDictionary.Entry> {
    UnsafeBufferPointer(start: dictionary.entries, count: dictionary.count)
  }
}
