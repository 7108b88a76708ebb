/// A statement's place with what it gave.
struct Piece {
  var extent: SourceRange
  /// Nil if an error was in it.
  var statement: Statement?
}

/// Puts the result of parsing together: errors in order, each with a fix that was tried.
struct Conclusion {
  let bytes: [UInt8]
  let reports: [Report]
  let unfinished: Report?
  let pieces: [Piece]
  let findsFixes: Bool

  /// The longest statement for which a fix is offered, in bytes.
  private static let longestFix = 2_000

  func result(tokens: [Token]) -> ParseResult {
    let ordered = reports.enumerated()
      .sorted {
        ($0.element.diagnostic.range.lowerBound, $0.offset)
          < ($1.element.diagnostic.range.lowerBound, $1.offset)
      }
      .map(\.element)
    var diagnostics: [Diagnostic] = []
    for (index, report) in ordered.enumerated() {
      var diagnostic = report.diagnostic
      if findsFixes, index < ParseResult.shownDiagnostics {
        diagnostic.fix = fix(for: report, among: ordered)
      }
      diagnostics.append(diagnostic)
    }
    var last = unfinished?.diagnostic
    if let unfinished, findsFixes { last?.fix = fix(for: unfinished, among: [unfinished]) }
    let statements = pieces.compactMap { piece in
      let isSound = !ordered.contains {
        $0.diagnostic.range.lowerBound >= piece.extent.lowerBound
          && $0.diagnostic.range.lowerBound < piece.extent.upperBound
      }
      return isSound ? piece.statement : nil
    }
    return ParseResult(
      statements: statements, diagnostics: diagnostics, unfinished: last, tokens: tokens)
  }

  /// The statement with its errors mended, if it then parses.
  private func fix(for report: Report, among all: [Report]) -> String? {
    guard !report.edits.isEmpty else { return nil }
    let place = report.diagnostic.range.lowerBound
    guard
      var extent = pieces.last(where: { $0.extent.lowerBound <= place })?.extent
        ?? pieces.first?.extent
    else { return nil }
    for edit in report.edits.prefix(8) where edit.range.lowerBound >= extent.lowerBound {
      let isNear = edit.range.lowerBound <= extent.upperBound + 8
      if isNear { extent = extent.joined(with: edit.range) }
    }
    guard extent.count <= Self.longestFix else { return nil }
    let inside = all.filter {
      $0.diagnostic.range.lowerBound >= extent.lowerBound
        && $0.diagnostic.range.lowerBound <= extent.upperBound
    }
    for edits in [inside.flatMap(\.edits), report.edits] {
      guard let text = Edit.apply(edits, to: extent, of: bytes) else { continue }
      let trial = Parser.parse(text, pipesLastResult: false, findsFixes: false)
      if trial.finalDiagnostics.isEmpty, !trial.statements.isEmpty { return trimmed(text) }
    }
    return nil
  }

  private func trimmed(_ text: String) -> String {
    var result = Substring(text)
    while result.last?.isWhitespace == true { result = result.dropLast() }
    return String(result.drop { $0.isWhitespace })
  }
}
