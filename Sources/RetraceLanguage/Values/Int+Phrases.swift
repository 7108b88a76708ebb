import RetraceDisplay

extension Int {
  /// The number with thousands separators: `1,000`.
  package var grouped: String { NumberFormat.count(self) }

  /// The number with a noun in singular or plural: `1 row`, `1,000 rows`.
  package func counted(_ noun: String) -> String { NumberFormat.count(self, noun) }
}
