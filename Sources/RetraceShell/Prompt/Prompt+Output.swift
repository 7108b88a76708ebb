import RetraceDisplay
import RetraceSession

extension Prompt {
  /// The width of what is printed now.
  var width: Int { fixedWidth ?? Terminal.size.columns }

  /// The printer of results at the present width.
  var currentPrinter: OutcomePrinter {
    var printer = printer
    printer.options.width = width
    return printer
  }

  /// The printer of errors at the present width.
  var errorPrinter: OutcomePrinter {
    var printer = OutcomePrinter(options: currentPrinter.options)
    printer.options.usesColor = paintsErrors
    return printer
  }

  /// A text in the colour of its role, if there are colours.
  func paint(_ text: String, _ role: Role) -> String {
    Theme.paint(text, role, usesColor: printer.options.usesColor)
  }

  /// Shows a text with a line's end behind it; nothing if it is empty.
  func show(_ text: String) {
    if !text.isEmpty { PromptConsole.write(text + "\n") }
  }

  /// Shows a document.
  func show(_ document: Document) {
    PromptConsole.write(TerminalRenderer(currentPrinter.options).render(document))
  }

  /// Shows a line that steps back, wrapped to the width.
  @discardableResult
  func hint(_ text: String) -> Flow {
    let lines = TextWidth.wrapped(spelled(text), to: max(width, 20))
    show(lines.map { paint($0, .dim) }.joined(separator: "\n"))
    return .goOn
  }

  /// Shows an error of the prompt itself, with an empty line behind it.
  @discardableResult
  func complain(_ text: String, help: String? = nil) -> Flow {
    func line(_ head: String, _ role: Role, _ text: String) -> String {
      let lines = TextWidth.wrapped(head + spelled(text), to: max(width, 20))
      let first = lines.first.map { String($0.dropFirst(head.count)) } ?? ""
      return ([Theme.paint(head, role, usesColor: paintsErrors) + first] + lines.dropFirst())
        .joined(separator: "\n") + "\n"
    }
    let error = line("error: ", .error, text)
    PromptConsole.writeError(error + (help.map { line("  help: ", .help, $0) } ?? "") + "\n")
    return .goOn
  }

  /// A text of the prompt in the characters that are allowed.
  private func spelled(_ text: String) -> String {
    guard printer.options.isASCII else { return text }
    return String(text.map { $0 == "…" ? "~" : $0 == "·" ? "-" : $0 })
  }
}
