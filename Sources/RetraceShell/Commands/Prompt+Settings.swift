import Glibc
import RetraceDisplay
import RetraceLanguage
import RetraceNumerics
import RetraceSession

extension Prompt {
  /// Does `:set` and `:set width 100`.
  func set(_ argument: String) -> Flow {
    let words = argument.split { $0 == " " || $0 == "=" }.map(String.init)
    guard let name = words.first else {
      show(Document([.facts(settings)]))
      return .goOn
    }
    let known = ["width", "color", "colour", "ascii"]
    guard known.contains(name) else {
      return complain("':set' knows no '\(name)'", help: "it knows width, color and ascii")
    }
    guard words.count == 2 else {
      return complain("':set \(name)' needs one value", help: Self.values(of: name))
    }
    if let problem = change(name, to: words[1].lowercased()) {
      return complain("':set \(name)' \(problem), got '\(words[1])'", help: Self.values(of: name))
    }
    show(Document([.facts(settings)]))
    return .goOn
  }

  /// Changes a setting; what it takes if the value does not fit.
  private func change(_ name: String, to value: String) -> String? {
    let isOn: Bool? =
      switch value {
      case "on", "always", "true", "yes": true
      case "off", "never", "false", "no": false
      default: nil
      }
    switch name {
    case "width":
      if value == "auto" {
        fixedWidth = nil
      } else if let width = Int(value), (20...1000).contains(width) {
        fixedWidth = width
      } else {
        return "takes 20 to 1000, or auto"
      }
    case "ascii":
      guard let isOn else { return "takes on or off" }
      printer.options.isASCII = isOn
    default:
      guard isOn != nil || value == "auto" else { return "takes on, off or auto" }
      printer.options.usesColor = isOn ?? options.printer.options.usesColor
      paintsErrors = isOn ?? options.paintsErrors
    }
    return nil
  }

  private static func values(of name: String) -> String {
    switch name {
    case "width": ":set width 100, or :set width auto"
    case "ascii": ":set ascii on, or off"
    default: ":set color on, off or auto"
    }
  }

  private var settings: [(name: String, value: String)] {
    [
      (name: "width", value: fixedWidth.map { "\($0)" } ?? "auto, now \(width)"),
      (name: "color", value: printer.options.usesColor ? "on" : "off"),
      (name: "ascii", value: printer.options.isASCII ? "on" : "off"),
    ]
  }

  /// Does `:keys`.
  func showKeys() -> Flow {
    guard case .editor = reader else {
      return hint("this terminal cannot edit lines: Enter ends one, Ctrl-C drops it, Ctrl-D leaves")
    }
    show(Document([.facts(Self.keys)]))
    return .goOn
  }

  private static let keys: [(name: String, value: String)] = [
    (name: "Tab", value: "completes names, columns, parameters and paths, or lists them"),
    (name: "Enter", value: "runs a complete input, else opens a new line"),
    (name: "Alt-Enter", value: "opens a new line"),
    (name: "Up, Down", value: "earlier inputs; within an input of several lines its lines"),
    (name: "Ctrl-R, Ctrl-S", value: "search earlier inputs, backwards and forwards"),
    (name: "Ctrl-A, Ctrl-E", value: "to the start or the end of the line; also Home, End"),
    (name: "Alt-B, Alt-F", value: "a word back or forward; also Ctrl-Left, Ctrl-Right"),
    (name: "Ctrl-W, Alt-D", value: "deletes the word before or behind the cursor"),
    (
      name: "Ctrl-U, Ctrl-K", value: "deletes the input, or the rest of the line; Ctrl-Y inserts it"
    ),
    (name: "Ctrl-C", value: "drops the input; stops what is being computed"),
    (name: "Ctrl-D", value: "leaves on an empty line, else deletes a character"),
    (name: "Ctrl-L, Ctrl-Z", value: "clears the screen; stops Retrace until 'fg'"),
  ]

  /// Does `:doctor`.
  func showDoctor() -> Flow {
    let size = Terminal.size
    let editor =
      if case .editor = reader { "libedit" } else { "none: TERM or a redirection forbids it" }
    func place(_ path: String?) -> String {
      path.map(options.folders.shortened) ?? "none: there is no home folder"
    }
    let journalText =
      if let failure = journal.failure {
        failure
      } else if let path = journal.path {
        options.folders.shortened(path)
      } else {
        "starts with the first statement, in \(place(options.folders.sessions))"
      }
    var startup = place(options.folders.startupFile)
    if let path = options.folders.startupFile, access(path, R_OK) != 0 { startup += " (absent)" }
    if !options.runsStartupFile { startup = "not run: --no-init" }
    let bad = earlier.badLineCount
    let badText = bad > 0 ? ", \(NumberFormat.count(bad, "unreadable line")) passed over" : ""
    show(
      Document([
        .facts([
          (name: "version", value: options.version),
          (name: "terminal", value: UserFolders.variable("TERM") ?? "TERM is not set"),
          (
            name: "window",
            value: "\(size.columns) columns, \(size.rows) rows; printed \(width) wide"
          ),
          (name: "characters", value: printer.options.isASCII ? "ASCII" : "Unicode"),
          (name: "color", value: printer.options.usesColor ? "on" : "off"),
          (name: "line editor", value: editor),
          (name: "journal", value: journalText),
          (
            name: "history",
            value: NumberFormat.count(earlier.statements.count, "statement") + " of "
              + NumberFormat.count(earlier.journalCount, "earlier session") + badText
          ),
          (name: "runs", value: place(session.host.runFolder)),
          (name: "start-up file", value: startup),
          (name: "folder", value: options.folders.shortened(session.host.baseFolder)),
          (name: "threads", value: "\(Parallel.threadLimit)"),
        ])
      ]))
    return .goOn
  }
}
