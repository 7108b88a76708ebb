/// The cells that are missing.
struct MissingMarkers {
  /// Whether an empty cell is missing.
  let includesEmpty: Bool
  /// Whether some marker is a finite number, so that these have to be looked up, too.
  let includesNumbers: Bool
  private let texts: [[UInt8]]

  init(_ markers: [String], decimalComma: Bool) {
    texts = markers.map { Array($0.utf8) }
    includesEmpty = texts.contains { $0.isEmpty }
    includesNumbers = texts.contains {
      NumberCell.value(of: $0, decimalComma: decimalComma)?.isFinite ?? false
    }
  }

  /// Whether a cell is missing.
  func contains(_ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    for text in texts where text.count == count {
      if text.withUnsafeBufferPointer({ marker in
        (0..<count).allSatisfy { marker[$0] == start[$0] }
      }) {
        return true
      }
    }
    return false
  }

  /// Whether a cell is missing.
  func contains(_ bytes: [UInt8]) -> Bool { texts.contains(bytes) }
}
