import Glibc
import RetraceTables
import Testing

@testable import RetraceShell

@Suite("The journal of the prompt")
struct SessionJournalTests {
  private func journal(in folder: String?) -> SessionJournal {
    SessionJournal(
      folder: folder, header: .init(version: "0.0.0", folder: "/data", seed: 42),
      startTime: 1_700_000_000)
  }

  @Test("Each statement is a line, for the owner alone")
  func lines() throws {
    let folder = try TemporaryFolder()
    let session = SampleSession.make()
    let journal = journal(in: folder.path + "/state/sessions")
    #expect(journal.path == nil)
    let cells = SampleSession.run("x = \"a\\n\" + 'ü'; y\nz", in: session)
    #expect(journal.append(cells[0], status: .ok) == nil)
    #expect(journal.append(cells[1], status: .failed) == nil)
    let path = try #require(journal.path)
    #expect(path.hasSuffix("/20231114T221320-\(getpid()).jsonl"))
    let lines = try #require(TemporaryFolder.text(of: path)).split(separator: "\n")
    let entries = try lines.map { try JSONParser.parse(String($0)) }
    #expect(entries.count == 3)
    #expect(entries[0]["format"] == .text("retrace-journal"))
    #expect(entries[0]["started"] == .text("2023-11-14T22:13:20Z"))
    #expect(entries[0]["folder"] == .text("/data"))
    #expect(entries[1]["statement"] == .text("x = \"a\\n\" + 'ü';"))
    #expect(entries[1]["status"] == .text("ok"))
    #expect(entries[2]["cell"] == .number(2))
    #expect(entries[2]["status"] == .text("failed"))
    #expect(entries[2]["seed"] == .number(42))
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test("What cannot be written is told once")
  func unwritable() throws {
    let folder = try TemporaryFolder()
    folder.write("", to: "file")
    for place in [folder.path + "/file/sessions", nil] {
      let journal = journal(in: place)
      let cell = try #require(SampleSession.run("1", in: SampleSession.make()).first)
      let warning = try #require(journal.append(cell, status: .ok))
      #expect(warning.contains("cannot be written"))
      #expect(journal.append(cell, status: .ok) == nil)
      #expect(journal.path == nil)
    }
  }

  @Test("Earlier sessions are read as one, the newest last")
  func union() throws {
    let folder = try TemporaryFolder()
    folder.write(
      "{\"format\": \"retrace-journal\"}\n{\"cell\": 1, \"statement\": \"b\"}\nnot JSON\n"
        + "{\"cell\": 2, \"statement\": \"c\\nd\"}\n{\"cell\": 3, \"statement\": \"c\\nd\"}\n"
        + "{\"cell\": 4, \"statem", to: "20260102T000000-1.jsonl")
    folder.write("{\"statement\": \"a\"}\n", to: "20260101T000000-9.jsonl")
    folder.write(
      "{\"statement\": \"init\", \"origin\": \"init.rts\"}\n{\"statement\": 5}\n[]\n\n",
      to: "20260103T000000-9.jsonl")
    folder.write("{\"statement\": \"no journal\"}\n", to: "notes.txt")
    mkdir(folder.path + "/20260104T000000-1.jsonl", 0o700)
    let earlier = EarlierSessions(folder: folder.path)
    #expect(earlier.statements == ["a", "b", "c\nd"])
    #expect(earlier.badLineCount == 2)
    #expect(EarlierSessions(folder: folder.path + "/absent").statements.isEmpty)
    #expect(EarlierSessions(folder: nil).statements.isEmpty)
  }

  @Test("However much there is, little is read")
  func bounds() throws {
    let folder = try TemporaryFolder()
    for file in 10..<40 {
      let lines = (0..<100).map { "{\"statement\": \"\(file) * \($0)\"}\n" }
      folder.write(lines.joined(), to: "202601\(file)T000000-1.jsonl")
    }
    let few = EarlierSessions(folder: folder.path, limits: .init(entries: 150))
    #expect(few.statements.count == 150)
    #expect(few.statements.last == "39 * 99")
    #expect(few.journalCount == 2)
    let small = EarlierSessions(folder: folder.path, limits: .init(bytesPerFile: 200, bytes: 400))
    // A line cut at its start is no bad line.
    #expect(small.badLineCount == 0)
    #expect(small.statements.last == "39 * 99")
    #expect(small.statements.count < 50)
  }

  @Test("Folders follow the environment")
  func folders() {
    let set = UserFolders(environment: {
      ["HOME": "/home/a", "XDG_STATE_HOME": "/s/", "XDG_CONFIG_HOME": "relative"][$0]
    })
    #expect(set.sessions == "/s/retrace/sessions")
    #expect(set.startupFile == "/home/a/.config/retrace/init.rts")
    #expect(set.shortened("/home/a/x") == "~/x")
    #expect(set.shortened("/home/ab") == "/home/ab")
  }
}
