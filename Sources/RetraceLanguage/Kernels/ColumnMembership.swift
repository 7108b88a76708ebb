import RetraceNumerics
import RetraceTables

/// `in` for columns of numbers.
package enum ColumnMembership {
  /// Asks for each number whether it is among some; 0, 1, or 2 where it is missing.
  ///
  /// - Complexity: O(rows), for up to eight wanted numbers one comparison each.
  package static func numbers(_ numbers: [Double], _ wanted: Set<Double>) -> [UInt8] {
    let few = wanted.count <= 8 ? wanted.sorted() : []
    return [UInt8](unsafeUninitializedCapacity: numbers.count) { buffer, count in
      for row in 0..<numbers.count {
        let number = numbers[row]
        if number.isMissing {
          buffer[row] = 2
        } else if wanted.count > 8 {
          buffer[row] = wanted.contains(number) ? 1 : 0
        } else {
          var found: UInt8 = 0
          for candidate in few { found |= candidate == number ? 1 : 0 }
          buffer[row] = found
        }
      }
      count = numbers.count
    }
  }
}

extension String {
  /// Whether a text stands somewhere in this one, code point by code point.
  package func holds(_ part: String) -> Bool {
    let needle = Array(part.utf8)
    guard let first = needle.first else { return true }
    let haystack = Array(utf8)
    guard haystack.count >= needle.count else { return false }
    for start in 0...(haystack.count - needle.count) where haystack[start] == first {
      if haystack[start..<start + needle.count].elementsEqual(needle) { return true }
    }
    return false
  }
}
