import RetraceCatalog
import RetraceCommands
import RetraceLanguage
import RetraceSyntax
import Testing

/// The examples of all commands run as they stand, one statement after the other.
@Suite("Examples of commands") struct ExampleTests {
  /// The folder that holds the project.
  static var root: String {
    #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
  }

  @Test("every example gives a value that can be shown and written as JSON")
  func examples() {
    let registry = CommandRegistry(allCommands)
    let host = Host(baseFolder: Self.root, writing: .only([]))
    // Many examples start with the same run; it is trained once.
    var started: [String: Environment] = [:]
    for command in allCommands {
      for example in command.entry.examples {
        let parsed = Parser.parse(example.code)
        #expect(parsed.finalDiagnostics.isEmpty, "\(command.name): \(example.code)")
        let source = SourceText(text: example.code)
        var interpreter = Interpreter(registry: registry, host: host)
        do {
          var last: Value?
          for (cell, statement) in parsed.statements.enumerated() {
            if cell == 0, let environment = started[statement.text] {
              interpreter.environment = environment
              continue
            }
            last = try interpreter.run(statement, in: source, cell: cell + 1).value
            if cell == 0 { started[statement.text] = interpreter.environment }
          }
          _ = try last?.document()
          _ = try last?.json()
        } catch {
          Issue.record("\(command.name): \(example.code)\n\(error)")
        }
      }
    }
  }
}
