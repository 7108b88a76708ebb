import Glibc
import RetraceDisplay
import RetraceLanguage
import RetraceNumerics
import RetraceSession
import RetraceSyntax

extension Prompt {
  /// Does `:save FILE`.
  func save(_ argument: String) -> Flow {
    if argument.split(separator: " ").contains(where: { $0.hasPrefix("-") }) {
      let option = argument.split(separator: " ").first { $0.hasPrefix("-") } ?? ""
      return complain(
        "this version's ':save' has no '\(option)': it keeps all statements that succeeded",
        help: "':undo' takes the last one back before you save")
    }
    let typed = Self.unquoted(argument)
    guard !typed.isEmpty else {
      return complain("':save' needs the name of a file", help: ":save session.rts")
    }
    let path = session.host.resolve(typed, home: options.folders.home)
    if let obstacle = Self.obstacle(at: path) {
      return complain(
        "'\(typed)' was not written: \(obstacle)", help: "save under another name")
    }
    Interruption.clear()
    TerminalSignals.clearInterrupts()
    defer { Interruption.clear() }
    do {
      let saved = try ProgressBar(isASCII: printer.options.isASCII).during {
        try SessionSaver.save(session, to: path, replay: replay)
      }
      let count = NumberFormat.count(saved.statements, "statement")
      show("saved \(count) to \(typed)")
      return hint("replayed in a clean session in \(Self.timeText(saved.seconds)), same results")
    } catch {
      if Interruption.isRequested || error is Interrupted {
        return complain("stopped; '\(typed)' was not written")
      }
      return complain((error as? Diagnostic)?.message ?? "\(error)")
    }
  }

  /// Why a file must not be replaced; nil if it may, or there is none.
  static func obstacle(at path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    if status.st_mode & S_IFMT == S_IFDIR { return "it is a folder" }
    if status.st_mode & S_IFMT == S_IFREG, status.st_size == 0 { return nil }
    let isDocument = SessionScript.isDocument(path: path)
    guard status.st_mode & S_IFMT == S_IFREG, let text = try? ScriptFile.read(path) else {
      return "there is something else of that name"
    }
    // A document holds prose that a saved session would not have.
    let start = isDocument ? "# Session\n\n```retrace\n#: retrace " : "#: retrace "
    return text.hasPrefix(start)
      ? nil : "there is a file of that name that is no saved session"
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, let first = text.first, first == text.last, "\"'".contains(first) else {
      return text
    }
    return String(text.dropFirst().dropLast())
  }
}
