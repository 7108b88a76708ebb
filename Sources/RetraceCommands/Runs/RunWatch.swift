import Glibc
import RetraceDisplay
import RetraceLanguage
import RetraceNumerics
import RetraceRuns
import RetraceSyntax

/// Reads a run again whenever its files have changed, and has it drawn where it was drawn before.
struct RunWatch {
  let invocation: Invocation
  let path: String
  let picture: RunPicture

  /// How often the files are looked at, in microseconds.
  private static let interval = 500_000

  /// The run as it is when it ends or the user stops watching; without a terminal as it is now.
  func value() throws -> Value {
    let absolute = invocation.host.resolve(path)
    guard let draw = invocation.host.drawing else {
      let run = try read(absolute)
      invocation.host.noteRead(path, rows: nil)
      if !run.header.status.isOver {
        invocation.note("shown once, as it is now: runs are watched at the prompt only")
      }
      return .object(RunObject(run, shown: picture.document(of: run)))
    }
    defer { draw(nil) }
    guard let run = watch(absolute, draw) else { throw Interrupted() }
    invocation.host.noteRead(path, rows: nil)
    return .object(
      RunObject(run, shown: Interruption.postponed { picture.document(of: run) }))
  }

  private func watch(_ absolute: String, _ draw: (Document?) -> Void) -> Run? {
    var state: FileState?
    var last: Run?
    var problem = "there is nothing yet"
    while true {
      let now = FileState(of: absolute)
      if now != state {
        state = now
        do {
          let run = try read(absolute)
          last = run
          draw(picture.document(of: run))
          if run.header.status.isOver { return run }
        } catch is Interrupted {
          return last
        } catch {
          // What is half written is whole at the next look.
          problem = "\((error as? Diagnostic)?.message ?? "\(error)")"
        }
      }
      if last == nil {
        draw(
          Document([
            .text("waiting for a run in '\(path)': \(problem)"),
            .text("Ctrl-C stops waiting"),
          ]))
      }
      guard Self.wait() else { return last }
    }
  }

  /// Waits until it is time to look again; false if the user wants to stop.
  private static func wait() -> Bool {
    for _ in 0..<10 {
      if Interruption.isRequested { return false }
      usleep(useconds_t(interval / 10))
    }
    return !Interruption.isRequested
  }

  /// The run that is being written, else the last one.
  private func read(_ absolute: String) throws -> Run {
    do {
      let runs = try RunImporterCatalog.load(absolute).runs
      guard let run = runs.last(where: { $0.header.status == .running }) ?? runs.last else {
        throw invocation.error(.unreadableFile, "'\(path)' holds no run", at: "folder")
      }
      return run
    } catch let error as RunError {
      guard access(absolute, F_OK) == 0 else {
        throw invocation.error(
          .fileNotFound, "there is no file or folder '\(path)'", at: "folder")
      }
      throw invocation.error(
        .unreadableFile, "\(error)".replacing(absolute, with: path), at: "folder")
    }
  }
}

extension RunHeader.Status {
  /// Whether nothing more will be written.
  fileprivate var isOver: Bool {
    switch self {
    case .finished, .interrupted, .diverged, .failed, .killed: true
    case .running, .scheduled, .unknown: false
    }
  }
}

/// The sizes and times of the files below a path as one number, which changes when they do.
private struct FileState: Equatable {
  private var digest: UInt64 = 0
  private var count = 0

  /// At most so many files are looked at, so deep.
  private static let (countLimit, depthLimit) = (20_000, 8)

  init(of path: String) { add(path, depth: 0) }

  private mutating func add(_ path: String, depth: Int) {
    var status = stat()
    guard count < Self.countLimit, lstat(path, &status) == 0 else { return }
    count += 1
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ word: UInt64) { hash = (hash ^ word) &* 0x0000_0100_0000_01B3 }
    for byte in path.utf8 { mix(UInt64(byte)) }
    mix(UInt64(bitPattern: Int64(status.st_size)))
    mix(UInt64(bitPattern: Int64(status.st_mtim.tv_sec)))
    mix(UInt64(bitPattern: Int64(status.st_mtim.tv_nsec)))
    mix(UInt64(status.st_ino))
    // A sum: the order in which a folder tells its files does not matter.
    digest &+= hash
    guard status.st_mode & S_IFMT == S_IFDIR, depth < Self.depthLimit else { return }
    for name in FolderListing.names(in: path) { add("\(path)/\(name)", depth: depth + 1) }
  }
}
