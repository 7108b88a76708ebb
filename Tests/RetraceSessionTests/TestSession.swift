import Glibc
import RetraceCatalog
import RetraceLanguage
import RetraceSession
import RetraceSyntax
import RetraceTables

/// A folder of its own for a test, removed with it.
final class TestFolder {
  let path: String

  init() {
    var template = Array("/tmp/retrace-test-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
  }

  deinit { remove(path) }

  private func remove(_ folder: String) {
    guard folder.hasPrefix("/tmp/retrace-test-"), let directory = opendir(folder) else { return }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name != ".", name != ".." else { continue }
      if unlink("\(folder)/\(name)") != 0 { remove("\(folder)/\(name)") }
    }
    closedir(directory)
    rmdir(folder)
  }

  func write(_ text: String, _ name: String) throws {
    try write(Array(text.utf8), name)
  }

  func write(_ bytes: [UInt8], _ name: String) throws {
    let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard file >= 0 else { throw SessionError.unwritable(path: name, reason: "test") }
    _ = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    close(file)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    try MappedFile(path: "\(path)/\(name)").array
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }
}

/// A few commands, as the real ones are for sessions: one that reads a file, one that writes one,
/// one that draws, one that fails.
let testCommands: [Command] = [
  Command(
    "read", "Give a file's text.", .required("path", "The file.", type: .path),
    group: .governance, examples: []
  ) {
    (invocation: Invocation, path: String) in
    let bytes: [UInt8]
    do {
      bytes = try MappedFile(path: invocation.host.resolve(path)).array
    } catch {
      throw invocation.error(.fileNotFound, "there is no file '\(path)'", at: "path")
    }
    invocation.host.noteRead(path, rows: bytes.count { $0 == 0x0A })
    return .text(String(decoding: bytes, as: UTF8.self))
  },
  Command(
    "write", "Write a file.", .required("value", "A text."), .required("path", "The file."),
    group: .governance, examples: []
  ) { (invocation: Invocation, text: String, path: String) in
    guard invocation.host.mayWrite(path) else {
      throw invocation.error(.notAllowed, "writing '\(path)' is not allowed here")
    }
    try ScriptFile.write(text, to: invocation.host.destination(path))
    invocation.host.noteWritten(path)
    return .text(text)
  },
  Command("draw", "Give a number that depends on the seed.", group: .governance, examples: []) {
    (invocation: Invocation) in
    .number(Double(invocation.seed % 1_000) + 0.5)
  },
  Command(
    "expect", "Fail unless true.", .required("condition", "What must be true."),
    group: .governance, examples: []
  ) {
    (invocation: Invocation, condition: Bool) in
    guard condition else { throw invocation.error(.expectationFailed, "it does not hold") }
    return .text("holds")
  },
  Command(
    "say", "Leave a note.", .required("value", "A value."),
    group: .governance, examples: []
  ) {
    (invocation: Invocation, value: Value) in
    invocation.note("said")
    return value
  },
]

/// A new session.
func testSession(
  _ folder: String = "/tmp", seed: UInt64 = 42, overrides: [String: String] = [:],
  writing: Host.Writing = .only([]), version: String = "0.1.0"
) -> Session {
  Session(
    registry: CommandRegistry(testCommands), host: Host(baseFolder: folder, writing: writing),
    seed: seed, overrides: overrides, version: version)
}

func script(_ text: String, isDocument: Bool = false) -> SessionScript {
  SessionScript(text: text, name: "test", isDocument: isDocument)
}

/// A script with the facts and outputs that a run gives.
func accepted(
  _ text: String, in session: Session = testSession(), isDocument: Bool = false
) -> String {
  let script = script(text, isDocument: isDocument)
  let run = ScriptRun(of: script, in: session)
  let facts = ScriptUpdate.facts(of: run, session: session, keeping: script.facts.others)
  return ScriptUpdate.text(of: script, steps: run.steps, facts: facts)
}

/// What a check of a script finds.
func check(_ text: String, in session: Session? = nil, isDocument: Bool = false) -> ScriptCheck {
  let script = script(text, isDocument: isDocument)
  return ScriptCheck(
    of: script, in: session ?? testSession(seed: script.facts.seed ?? 42))
}

/// What is said of a statement's difference, nil if all agree.
func cause(_ text: String, in session: Session? = nil) -> String? {
  check(text, in: session).differences.last?.cause
}
