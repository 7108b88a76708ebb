/// An error of the parser with the changes of the source that would mend it.
struct Report {
  var diagnostic: Diagnostic
  var edits: [Edit] = []
  /// Whether what follows in the statement cannot be judged.
  var hidesRest = false
}

/// A change of the source: a range and what should stand there.
struct Edit {
  var range: SourceRange
  var text: String

  init(_ range: SourceRange, _ text: String) {
    self.range = range
    self.text = text
  }

  /// Puts a text in at an offset.
  init(at offset: Int, _ text: String) { self.init(SourceRange(offset, offset), text) }

  /// A stretch of the source with the edits that lie in it made; nil if two of them overlap.
  static func apply(_ edits: [Edit], to extent: SourceRange, of bytes: [UInt8]) -> String? {
    let inside = edits.enumerated()
      .filter {
        $0.element.range.lowerBound >= extent.lowerBound
          && $0.element.range.upperBound <= extent.upperBound
      }
      .sorted {
        ($0.element.range.lowerBound, $0.element.range.upperBound, $0.offset)
          < ($1.element.range.lowerBound, $1.element.range.upperBound, $1.offset)
      }
    var result: [UInt8] = []
    var position = extent.lowerBound
    for (_, edit) in inside {
      guard edit.range.lowerBound >= position else { return nil }
      result += bytes[position..<edit.range.lowerBound]
      result += Array(edit.text.utf8)
      position = edit.range.upperBound
    }
    result += bytes[position..<extent.upperBound]
    return String(decoding: result, as: UTF8.self)
  }
}
