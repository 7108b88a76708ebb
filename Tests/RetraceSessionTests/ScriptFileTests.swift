import Glibc
import RetraceSession
import Testing

@Suite("Files of scripts")
struct ScriptFileTests {
  private let folder = TestFolder()

  private func error(_ name: String) -> String {
    do {
      _ = try ScriptFile.read("\(folder.path)/\(name)")
      return "none"
    } catch {
      return "\(error)".replacing(folder.path + "/", with: "")
    }
  }

  @Test("A mark at the start is no text, and is kept when the file is written")
  func mark() throws {
    try folder.write([0xEF, 0xBB, 0xBF] + Array("1\n".utf8), "a.rts")
    #expect(try ScriptFile.read("\(folder.path)/a.rts") == "1\n")
    try ScriptFile.write("2\n", to: "\(folder.path)/a.rts")
    #expect(try folder.bytes("a.rts") == [0xEF, 0xBB, 0xBF] + Array("2\n".utf8))
  }

  @Test("Rights and links are kept when a file is written")
  func links() throws {
    try folder.write("1\n", "a.rts")
    #expect(chmod("\(folder.path)/a.rts", 0o750) == 0)
    #expect(symlink("a.rts", "\(folder.path)/b.rts") == 0)
    try ScriptFile.write("2\n", to: "\(folder.path)/b.rts")
    #expect(try folder.text("a.rts") == "2\n")
    var status = stat()
    #expect(lstat("\(folder.path)/b.rts", &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFLNK)
    #expect(stat("\(folder.path)/a.rts", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o750)
  }

  @Test("What cannot be read is said with its reason")
  func errors() throws {
    try folder.write("1", "analysis.rts")
    try folder.write([0x31, 0x0A, 0x32, 0xFF], "latin.rts")
    try folder.write([0x31, 0x0A, 0x00], "zero.rts")
    #expect(
      error("analisys.rts") == "there is no file 'analisys.rts'; did you mean 'analysis.rts'?")
    #expect(error("latin.rts").hasPrefix("'latin.rts' cannot be read: line 2 is not UTF-8"))
    #expect(error("zero.rts").contains("it is no text: line 2 holds a zero byte"))
    #expect(error("").contains("it is a folder"))
  }
}

@Suite("Digests of data")
struct FileDigestTests {
  private let folder = TestFolder()

  @Test("Of a file it is the SHA-256 of its bytes, of a folder of its sorted names and digests")
  func digests() throws {
    try folder.write("abc", "b.txt")
    let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(FileDigest.digest(of: "\(folder.path)/b.txt") == digest)
    #expect(mkdir("\(folder.path)/a", 0o755) == 0)
    try folder.write("abc", "a/c.txt")
    #expect(
      FileDigest.digest(of: folder.path)
        == FileDigest.digest(ofBytes: Array("a/c.txt \(digest)\nb.txt \(digest)\n".utf8)))
  }

  @Test("Pipes, devices and what is not there have none")
  func none() {
    #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
    #expect(FileDigest.digest(of: "\(folder.path)/pipe") == nil)
    #expect(FileDigest.digest(of: "/dev/zero") == nil)
    #expect(FileDigest.digest(of: "\(folder.path)/nosuch") == nil)
    #expect(FileDigest.digest(of: folder.path, withFolders: false) == nil)
  }

  @Test("Facts cannot ask for the whole disk or an endless device")
  func hostile() {
    let found = check("#: data / sha256:00112233\n#: data /dev/zero sha256:00112233\n1\n")
    #expect(found.dataChanges.map(\.path) == ["/dev/zero"])
  }
}
