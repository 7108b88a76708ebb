public import RetraceDisplay
public import RetraceLanguage
public import RetraceSyntax
import RetraceTables

/// Writes what a statement came to: for the prompt, for scripts, and for `#>` lines alike.
public struct OutcomePrinter: Sendable {
  /// The form in which results are written.
  public enum Form: Sendable {
    /// As documents.
    case document
    /// One JSON value per shown result, on a line; assignments show nothing.
    case json
    /// Tables as CSV, other results as documents.
    case csv
  }

  /// The form in which results are written.
  public var form: Form
  /// Width, colour and characters.
  public var options: RenderingOptions

  /// Makes a printer.
  public init(form: Form = .document, options: RenderingOptions = RenderingOptions()) {
    self.form = form
    self.options = options
  }

  /// The printer of `#>` lines: width 80, no colour, Unicode.
  public static let record = OutcomePrinter()

  /// What a statement prints, without a newline at the end; empty if nothing.
  ///
  /// As JSON and CSV that is the value alone, so that a program can read it; see
  /// ``textOfUnprintedNotes(_:by:)``.
  /// - Throws: an error where a result cannot be shown in this form.
  public func text(of outcome: Outcome) throws -> String {
    guard case .shown(let value) = outcome.kind else {
      guard form == .document else { return "" }
      var lines = notes(outcome.notes)
      if let summary = outcome.summaryLine { lines.insert(line(of: summary), at: 0) }
      return lines.joined(separator: "\n")
    }
    switch (form, value) {
    case (.json, _): return try value.json().serialized
    case (.csv, .table(let table)): return Self.csv(table)
    case (.csv, .column(let column)): return Self.csv(Table([("value", column)]))
    case (.csv, _), (.document, _): break
    }
    var document = try value.document()
    if form == .document, !outcome.notes.isEmpty { document.blocks.append(.notes(outcome.notes)) }
    return TerminalRenderer(options).render(document).trimmingNewlines
  }

  /// The notes of a statement where the form of its result has no room for them.
  ///
  /// - Parameter printer: how the result was printed.
  public func textOfUnprintedNotes(_ outcome: Outcome, by printer: OutcomePrinter) -> String {
    printer.form == .document ? "" : notes(outcome.notes).joined(separator: "\n")
  }

  private static func csv(_ table: Table) -> String {
    String(decoding: TableWriter.bytes(table, as: .csv), as: UTF8.self).trimmingNewlines
  }

  /// What is printed, line by line.
  public func lines(of outcome: Outcome) throws -> [String] {
    let text = try text(of: outcome)
    return text.isEmpty
      ? [] : text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// Errors as they are shown.
  public func text(of diagnostics: [Diagnostic], in source: SourceText) -> String {
    let usesColor = options.usesColor
    return DiagnosticRenderer(width: options.width, isASCII: options.isASCII) { part, text in
      let role: Role? =
        switch part {
        case .code, .mark: .error
        case .message: .headline
        case .place, .gutter: .dim
        case .label: .note
        case .help, .fix: .help
        case .source, .fact: nil
        }
      return Theme.paint(text, role, usesColor: usesColor)
    }.render(diagnostics, in: source)
  }

  /// The line of an assignment, dim where there is colour, cut to the width.
  private func line(of summary: String) -> String {
    let text = TextWidth.truncated(
      TextWidth.escaped(options.isASCII ? summary.withASCIISeparators : summary),
      to: options.width, isASCII: options.isASCII)
    return Theme.paint(text, .dim, usesColor: options.usesColor)
  }

  private func notes(_ notes: [String]) -> [String] {
    guard !notes.isEmpty else { return [] }
    return [TerminalRenderer(options).render(Document([.notes(notes)])).trimmingNewlines]
  }
}

extension String {
  /// The text without newlines at its ends.
  var trimmingNewlines: String {
    var text = self[...]
    while text.last == "\n" { text.removeLast() }
    while text.first == "\n" { text.removeFirst() }
    return String(text)
  }
}

extension String {
  /// The text with the separators of summaries spelled in ASCII.
  fileprivate var withASCIISeparators: String {
    String(map { $0 == "·" ? "-" : $0 == "×" ? "x" : $0 == "…" ? "~" : $0 })
  }
}
