import RetraceDisplay
import RetraceLanguage
import RetraceSession
import RetraceSyntax

extension Prompt {
  /// Does a command of the prompt.
  func perform(_ name: String, _ argument: String) -> Flow {
    guard let command = PromptCommand.named(name) else { return complainUnknown(name) }
    if command.argument.isEmpty, !argument.isEmpty, command.action != .quit {
      return complain("'\(command.usage)' takes nothing behind it, got '\(argument)'")
    }
    switch command.action {
    case .help: return showHelp(argument)
    case .explain: return explain(argument)
    case .why: return showWhy()
    case .vars: return showVariables()
    case .history: return showHistory(argument)
    case .undo: return undo()
    case .save: return save(argument)
    case .set: return set(argument)
    case .time: return time(argument)
    case .keys: return showKeys()
    case .doctor: return showDoctor()
    case .quit: return leave()
    }
  }

  private func complainUnknown(_ name: String) -> Flow {
    let names = PromptCommand.all.map(\.name)
    let near = NearNames.phrase(
      for: ":" + name, among: names.map { ":" + $0 })
    if near == nil, session.registry[name] != nil {
      return complain(
        "the prompt has no ':\(name)'",
        help: "'\(name)' is a command of the language: type it without the colon")
    }
    return complain(
      "the prompt has no ':\(name)'", help: near ?? "':help' lists what there is")
  }

  // MARK: What happened

  private func showVariables() -> Flow {
    let environment = session.environment
    let names = environment.variableNames
    guard !names.isEmpty else { return hint("no variables yet; 'name = value' makes one") }
    show(
      Document([
        .facts(names.map { (name: $0, value: environment[$0]?.summary ?? "") })
      ]))
    return .goOn
  }

  private func showHistory(_ argument: String) -> Flow {
    var count = min(session.cells.count, 20)
    if !argument.isEmpty {
      guard let number = Int(argument), number > 0 else {
        return complain("':history' takes a count such as 20, got '\(argument)'")
      }
      count = number
    } else if count == 0 {
      count = 20
    }
    let old = earlier.statements.map { (name: "", value: $0) }
    let new = session.cells.map { cell -> (name: String, value: String) in
      let end = cell.statement.isSilent ? ";" : ""
      let mark = cell.outcome == nil ? "  # failed" : isUndone(cell) ? "  # undone" : ""
      return (name: "\(cell.number)", value: cell.statement.text + end + mark)
    }
    let entries = (old + new).suffix(count)
    guard !entries.isEmpty else { return hint("nothing was typed yet") }
    // Rows of one input stand below each other.
    let widest = entries.map(\.name.count).max() ?? 0
    var lines: [String] = []
    for entry in entries {
      let rows = entry.value.split(separator: "\n", omittingEmptySubsequences: false)
      for (position, row) in rows.enumerated() {
        let name = position == 0 ? entry.name : ""
        let blanks = String(repeating: " ", count: widest - name.count)
        let text = TextWidth.truncated(
          String(row), to: max(width - widest - 2, 8), isASCII: printer.options.isASCII)
        let painted = printer.options.usesColor ? StatementPainter.painted(text) : text
        lines.append(paint(blanks + name, .dim) + (widest > 0 ? "  " : "") + painted)
      }
    }
    show(lines.joined(separator: "\n"))
    return .goOn
  }

  private func isUndone(_ cell: Cell) -> Bool {
    !session.keptCells.contains { $0.number == cell.number }
  }

  private func undo() -> Flow {
    guard let cell = session.undo() else { return hint("there is nothing to take back") }
    let first = cell.statement.text.split(separator: "\n").first.map(String.init) ?? ""
    return hint("took back cell \(cell.number): \(first)")
  }

  private func time(_ argument: String) -> Flow {
    switch argument {
    case "on": showsTime = true
    case "off": showsTime = false
    case "":
      guard let cell = session.cells.last else { return hint("no statement has run yet") }
      return hint("cell \(cell.number) took \(Self.timeText(cell.seconds))")
    default: return complain("':time' takes on or off, got '\(argument)'")
    }
    return hint(showsTime ? "the time of each statement is shown" : "times are not shown")
  }
}
