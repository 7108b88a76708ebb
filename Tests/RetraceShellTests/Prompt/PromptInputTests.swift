import Testing

@testable import RetraceShell

@Suite("Sorting inputs of the prompt")
struct PromptInputTests {
  @Test(
    "Commands of the prompt are told from statements",
    arguments: [
      (":save a.rts", PromptInput.command(name: "save", argument: "a.rts", rest: "")),
      ("  : save   my file.rts ", .command(name: "save", argument: "my file.rts", rest: "")),
      (":", .command(name: "help", argument: "", rest: "")),
      (":vars\n1 + 2", .command(name: "vars", argument: "", rest: "1 + 2")),
      ("?lime", .command(name: "help", argument: "lime", rest: "")),
      ("?? lime", .command(name: "help", argument: "lime", rest: "")),
      ("lime?", .command(name: "help", argument: "lime", rest: "")),
      ("lime ?", .command(name: "help", argument: "lime", rest: "")),
      ("help lime", .command(name: "help", argument: "lime", rest: "")),
      ("help", .command(name: "help", argument: "", rest: "")),
      ("quit", .command(name: "quit", argument: "", rest: "")),
      ("exit()", .command(name: "quit", argument: "", rest: "")),
      ("\\q", .command(name: "quit", argument: "", rest: "")),
      ("help(lime)", .statements("help(lime)")),
      ("1 + 2", .statements("1 + 2")),
      ("quit + 1", .statements("quit + 1")),
      ("\"is it?\"", .statements("\"is it?\"")),
      ("a + b?", .statements("a + b?")),
      ("| head(3)", .statements("| head(3)")),
      (" \n ", .empty),
    ]) func sorting(text: String, expected: PromptInput)
  {
    #expect(PromptInput(text, isVariable: { _ in false }) == expected)
  }

  @Test("A variable goes before a habit", arguments: ["exit", "quit", "help"])
  func variables(name: String) {
    #expect(PromptInput(name, isVariable: { $0 == name }) == .statements(name))
  }

  @Test(
    "Commands have short and other names",
    arguments: [
      ("help", "help"), ("H", "help"), ("q", "quit"), ("exit", "quit"), ("hist", "history"),
      ("doct", "doctor"), ("doc", "help"), ("s", nil), ("nothing", nil), ("", nil),
    ] as [(String, String?)]) func names(typed: String, expected: String?)
  {
    #expect(PromptCommand.named(typed)?.name == expected)
  }

  @Test("No two commands share a name")
  func distinctNames() {
    let names = PromptCommand.all.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
  }

  @Test(
    "Enter accepts what is complete",
    arguments: [
      ("1 + 2", true), ("1 +", false), ("(1", false), (":help (", true), ("?(", true),
      ("x ?", true),
      ("| head(", false), ("x = )", true),
    ]) func completeness(text: String, isComplete: Bool)
  {
    #expect(Prompt.isComplete(text) == isComplete)
  }

  @Test(
    "Colouring changes no character",
    arguments: [
      "credit | where(age > 30, \"x \\(1 + 2)\") # note", ":save a.rts", "a = (1 +\n  2) ]] $",
      "\"日本\" + 'naïve", "",
    ]) func painting(text: String)
  {
    let painted = StatementPainter.painted(text)
    #expect(PromptText(painted.replacing("\n", with: "¶")).plain == text.replacing("\n", with: "¶"))
  }
}
