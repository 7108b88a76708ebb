import Glibc
import RetraceSession
import RetraceSyntax
import RetraceTables

/// The journal of the prompt: started with the first statement, so that a session in which
/// nothing was run leaves no file.
///
/// Its first line says where and when the session began, each further one holds a statement.
final class SessionJournal {
  /// What is known of a session at its start.
  struct Header {
    let version: String
    let folder: String
    let seed: UInt64
  }

  private let folder: String?
  private let header: Header
  private let startTime: time_t
  private var journal: Journal?
  /// Why nothing is written any more.
  private(set) var failure: String?

  /// Makes the journal of a session that begins now, kept in a folder.
  init(folder: String?, header: Header, startTime: time_t = Glibc.time(nil)) {
    self.folder = folder
    self.header = header
    self.startTime = startTime
  }

  /// The file; nil before the first statement.
  var path: String? { journal?.path }

  /// Keeps a statement; it is on disk when this returns.
  ///
  /// - Parameter origin: where it stands if it was not typed.
  /// - Returns: why it could not be kept, told once; nil otherwise.
  func append(_ cell: RetraceSession.Cell, status: Status, origin: String? = nil) -> String? {
    guard failure == nil else { return nil }
    do {
      try opened().append(Self.entry(of: cell, status: status, origin: origin))
      return nil
    } catch {
      failure = "\(error)"
      return failure
    }
  }

  private func opened() throws -> Journal {
    if let journal { return journal }
    guard let folder else {
      throw SessionError.journal(path: "~/.local/state/retrace", reason: "there is no home folder")
    }
    let started = UniversalTime(startTime)
    let made = try Journal(
      folder: folder, name: "\(started.compact)-\(getpid())",
      header: .record([
        "format": .text("retrace-journal"), "version": .number(1),
        "tool": .text(header.version), "folder": .text(header.folder),
        "started": .text(started.text), "seed": .number(Double(header.seed)),
      ]))
    journal = made
    return made
  }

  /// How a statement ended.
  enum Status: String {
    case ok
    case failed
    case interrupted
  }

  /// The line of a statement.
  static func entry(of cell: RetraceSession.Cell, status: Status, origin: String? = nil) -> JSON {
    let statement = cell.statement
    var members: [JSON.Member] = [
      JSON.Member("cell", .number(Double(cell.number))),
      JSON.Member("statement", .text(statement.isSilent ? statement.text + ";" : statement.text)),
      JSON.Member("status", .text(status.rawValue)),
      JSON.Member("seed", .number(Double(cell.seed))),
      JSON.Member("seconds", .number((cell.seconds * 1e6).rounded() / 1e6)),
    ]
    if let origin { members.append(JSON.Member("origin", .text(origin))) }
    return .object(members)
  }
}

/// A moment in universal time, as text.
struct UniversalTime {
  private var parts = tm()

  init(_ time: time_t) {
    var time = time
    gmtime_r(&time, &parts)
  }

  /// Date and time, such as `2026-01-31T23:59:59Z`.
  var text: String {
    "\(digits(parts.tm_year + 1900, 4))-\(digits(parts.tm_mon + 1, 2))-\(digits(parts.tm_mday, 2))"
      + "T\(digits(parts.tm_hour, 2)):\(digits(parts.tm_min, 2)):\(digits(parts.tm_sec, 2))Z"
  }

  /// `20260131T235959`, which sorts by time.
  var compact: String { text.filter { $0 != "-" && $0 != ":" && $0 != "Z" } }

  private func digits(_ number: Int32, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }
}
