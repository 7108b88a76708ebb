import Glibc
import RetraceCatalog
import RetraceLanguage
import RetraceRuns
import RetraceSyntax
import Synchronization

/// Where runs are kept that are trained without `folder:`: beside the journal at the prompt,
/// elsewhere in a temporary folder that is removed at exit.
public enum RunFolders {
  private static let temporary = Mutex<String?>(nil)
  private static let counter = Atomic<Int>(0)

  /// Removes the temporary folder with the runs in it, if there is one.
  public static func removeTemporary() {
    let folder = temporary.withLock { folder in
      defer { folder = nil }
      return folder
    }
    if let folder { remove(folder) }
  }

  /// The folder for a new run.
  ///
  /// - Throws: `Diagnostic` if it may not be written or cannot be made.
  static func folder(for invocation: Invocation, name: String) throws -> String {
    if invocation.command.parameters.contains(where: { $0.name == "folder" }),
      let path: String = try invocation.given("folder")
    {
      guard invocation.host.mayWrite(path) else {
        throw invocation.error(
          .notAllowed, "writing '\(path)' is not allowed here", at: "folder",
          help: "start retrace with --allow-write=FOLDER to let statements write below a folder")
      }
      // Noted before it is there: what a training that fails leaves is no data of the session.
      invocation.host.noteWritten(path)
      return invocation.host.destination(path)
    }
    let parent = try invocation.host.runFolder ?? temporaryFolder(invocation)
    // Names may hold anything; folders are numbered, so that no run replaces another.
    let plain = String(
      name.unicodeScalars.prefix(40).map { scalar in
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) ? Character(scalar) : "_"
      })
    while true {
      let number = counter.wrappingAdd(1, ordering: .relaxed).newValue
      let folder = "\(parent)/\(plain)-\(number)"
      if access(folder, F_OK) != 0 { return folder }
    }
  }

  /// The temporary folder of the process, which ``removeTemporary()`` takes away; nil if none can
  /// be made.
  private static func temporaryFolder() -> String? {
    temporary.withLock { folder in
      if let folder { return folder }
      let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
      var template = Array("\(parent)/retrace-XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { return nil }
      folder = template.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { String(cString: $0) }
      }
      return folder
    }
  }

  /// A new empty folder inside the temporary one; nil if none can be made.
  public static func newTemporaryFolder() -> String? {
    guard let parent = temporaryFolder() else { return nil }
    let number = counter.wrappingAdd(1, ordering: .relaxed).newValue
    let folder = "\(parent)/aside-\(number)"
    return mkdir(folder, 0o700) == 0 ? folder : nil
  }

  private static func temporaryFolder(_ invocation: Invocation) throws -> String {
    guard let made = temporaryFolder() else {
      throw invocation.error(
        .unwritableFile, "no temporary folder can be made: \(String(cString: strerror(errno)))",
        help: "set TMPDIR to a folder that can be written, or give 'folder:'")
    }
    return made
  }

  private static func remove(_ folder: String) {
    guard let directory = opendir(folder) else { return }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    closedir(directory)
    for name in names {
      let path = "\(folder)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR { remove(path) } else { unlink(path) }
    }
    rmdir(folder)
  }
}
