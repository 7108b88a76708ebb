import Glibc
import RetraceLanguage
import RetraceSession
import RetraceSyntax
import Testing

@Suite("Saving sessions")
struct SessionSaverTests {
  private let folder = TestFolder()

  private func session(_ inputs: [String], overrides: [String: String] = [:]) -> Session {
    let session = testSession(folder.path, overrides: overrides, writing: .anywhere)
    for (index, input) in inputs.enumerated() {
      let source = SourceText(name: "cell \(index + 1)", text: input)
      for statement in Parser.parse(input, pipesLastResult: true).statements {
        _ = session.run(statement, in: source)
      }
    }
    return session
  }

  private func save(_ session: Session, _ name: String = "s.rts") throws -> String {
    let saved = try SessionSaver.save(session, to: "\(folder.path)/\(name)") { base in
      testSession(base, writing: .aside("/tmp/retrace-test-none"))
    }
    #expect(saved.statements == session.keptCells.count)
    return try folder.text(name)
  }

  private func body(_ text: String) -> [Substring] {
    text.split(separator: "\n").filter { !$0.hasPrefix("#:") }
  }

  @Test("What succeeded is saved, without what failed or was taken back, and checks")
  func plain() throws {
    let session = session(["x = 1", "nosuch", "x + 1", "y = 2;", "| f", "x = 5"])
    _ = session.undo()
    let text = try save(session)
    #expect(body(text) == ["x = 1", "#> x: 1", "x + 1", "#> 2", "y = 2;"])
    #expect(check(text).exitCode == 0)
    let document = try save(session, "s.md")
    #expect(document.hasPrefix("# Session\n\n```retrace\n#: retrace 0.1.0\n"))
    #expect(check(document, isDocument: true).exitCode == 0)
  }

  @Test("Results read by their number get a name, as numbers are others in the file")
  func results() throws {
    let text = try save(session(["nosuch", "20 + 1", "result_2 = 1", "_2 * 2", "_ + _2"]))
    #expect(
      body(text) == [
        "result_2_ = 20 + 1;", "result_2_", "#> 21", "result_2 = 1", "#> result_2: 1",
        "result_2_ * 2", "#> 42", "_ + result_2_", "#> 63",
      ])
    #expect(check(text).exitCode == 0)
  }

  @Test("Paths are given from the file's folder")
  func paths() throws {
    try folder.write("a\n", "x.csv")
    #expect(mkdir("\(folder.path)/sub", 0o755) == 0)
    let text = try save(session(["read('x.csv')", "\"x.csv!\""]), "sub/s.rts")
    #expect(text.contains("read(\"../x.csv\")"))
    #expect(text.contains("#: data ../x.csv sha256:"))
    #expect(text.contains("\"x.csv!\""))
    #expect(check(text, in: testSession(folder.path + "/sub")).exitCode == 0)
  }

  @Test("A parameter given from outside is saved with its value")
  func parameters() throws {
    let text = try save(session(["param rate = 0.1", "rate * 2"], overrides: ["rate": "0.5"]))
    #expect(body(text) == ["param rate = 0.5", "#> rate: 0.5", "rate * 2", "#> 1"])
  }

  @Test("What does not come out the same again is refused, with the statement")
  func refused() throws {
    try folder.write("a\n", "x.csv")
    let session = session(["x = 1", "read('x.csv')"])
    try folder.write("b\n", "x.csv")
    let error = #expect(throws: SessionError.self) { try save(session) }
    #expect("\(error as Any)".contains("read('x.csv')"))
    #expect(throws: (any Error).self) { try folder.bytes("s.rts") }
    #expect(throws: SessionError.nothingToSave) { try save(testSession()) }
  }
}
