import RetraceCatalog
import RetraceCommands
import RetraceLanguage
import RetraceSyntax
import RetraceTables
import Testing

/// Laws that every registered command obeys.
@Suite("Commands") struct CommandLawTests {
  @Test("every command describes itself", arguments: allCommands.map(\.name))
  func description(name: String) throws {
    let command = try #require(CommandRegistry(allCommands)[name])
    #expect(CommandLaws.violations(of: command) == [])
  }

  @Test("no two commands have the same name")
  func names() {
    #expect(Set(allCommands.map(\.name)).count == allCommands.count)
  }

  @Test("a command that breaks the laws is found")
  func broken() {
    let command = Command(
      CatalogEntry(
        name: "Bad", summary: "no period", references: ["Somebody, 1999"]),
      group: .tables,
      parameters: [
        ParameterDescription(name: "a", summary: "A.", type: .text, defaultText: "1"),
        ParameterDescription(name: "a", summary: "A", type: .choice(["x"]), defaultText: "\"y\""),
        ParameterDescription(name: "camelCase", summary: "B.", type: .text),
      ]
    ) { _ in .missing }
    #expect(
      CommandLaws.violations(of: command) == [
        "the name is not in snake case", "the summary does not end with a period",
        "there is no example", "a reference has neither DOI nor URL: Somebody, 1999",
        "two parameters have the same name", "the summary of 'a' does not end with a period",
        "'camelCase' is not in snake case", "the default of 'a' is not taken: 1",
        "the default of 'a' is not taken: \"y\"",
        "'camelCase' must be given, but stands behind one that need not",
      ])
  }
}

/// What holds for every description of a command.
enum CommandLaws {
  static func violations(of command: Command) -> [String] {
    var found: [String] = []
    let entry = command.entry
    if !isSnakeCase(command.name) { found.append("the name is not in snake case") }
    if !entry.summary.hasSuffix(".") { found.append("the summary does not end with a period") }
    if entry.summary.count > 80 { found.append("the summary is longer than 80 characters") }
    if entry.examples.isEmpty { found.append("there is no example") }
    for reference in entry.references where !reference.contains("https://") {
      found.append("a reference has neither DOI nor URL: \(reference)")
    }
    let names = command.parameters.map(\.name)
    if Set(names).count != names.count { found.append("two parameters have the same name") }
    for parameter in command.parameters {
      if !parameter.summary.hasSuffix(".") {
        found.append("the summary of '\(parameter.name)' does not end with a period")
      }
      if !isSnakeCase(parameter.name) { found.append("'\(parameter.name)' is not in snake case") }
    }
    found += misfits(command)
    return found
  }

  private static func misfits(_ command: Command) -> [String] {
    var found: [String] = []
    for parameter in command.parameters {
      guard let value = parameter.defaultValue, !parameter.isVariadic, !parameter.collectsNamed,
        !parameter.type.isDeferred
      else { continue }
      do throws(ArgumentError) {
        try parameter.type.check(value, parameter.name)
      } catch {
        found.append(
          "the default of '\(parameter.name)' is not taken: \(parameter.defaultText ?? "")")
      }
    }
    var hasOptional = false
    for parameter in command.parameters {
      let isOptional = parameter.defaultText != nil
      if hasOptional, !isOptional, !parameter.collectsNamed {
        found.append("'\(parameter.name)' must be given, but stands behind one that need not")
      }
      hasOptional = hasOptional || isOptional
    }
    return found
  }

  private static func isSnakeCase(_ name: String) -> Bool {
    !name.isEmpty && name.first != "_"
      && name.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_" }
  }
}
