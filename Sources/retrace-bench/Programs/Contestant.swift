import Glibc
import RetraceTables

/// A program that takes part in a contest: Retrace, another task, or a peer.
final class Contestant {
  /// Its name.
  let name: String
  /// What it is measured by; nil for Retrace itself.
  let rival: Rival?
  /// The seconds of every run, the first one included.
  private(set) var seconds: [Double] = []
  /// The seconds that all cores together were busy in every run.
  private(set) var cpuSeconds: [Double] = []
  /// The peak memory in bytes after the first run.
  private(set) var peak = 0
  /// What the first run found.
  private(set) var result: JSON = .null
  /// Why it does not take part.
  private(set) var absence: Absence?

  /// Why a program does not take part.
  enum Absence {
    /// It is not installed or built.
    case unavailable(String)
    /// It failed.
    case failed(String)
  }

  private let errors: String
  private var process: ChildProcess?

  /// Starts the program and waits until it is ready.
  init(_ name: String, rival: Rival?, arguments: [String], folder: InputFolder) {
    self.name = name
    self.rival = rival
    errors = folder.file("\(name).stderr")
    do {
      process = try ChildProcess(arguments, errors: errors)
      _ = try answer()
    } catch {
      give(up: error)
    }
  }

  /// Whether it takes part.
  var isPresent: Bool { absence == nil }

  /// Lets it do the work once.
  func run() {
    guard isPresent, let process else { return }
    do {
      try process.write("run")
      let answer = try answer()
      guard let time = answer["seconds"]?.number else {
        throw ProgramError(description: "no seconds in \(answer.serialized)")
      }
      seconds.append(time)
      cpuSeconds.append(answer["cpu"]?.number ?? .nan)
      if let bytes = answer["peak"]?.number { peak = Int(bytes) }
      if let found = answer["result"] { result = found }
    } catch {
      give(up: error)
    }
  }

  /// Lets it end.
  func finish() { process?.finish() }

  private func answer() throws -> JSON {
    guard let line = process?.readLine() else {
      throw ProgramError(description: "it ended before its time\(lastError)")
    }
    let answer = try JSONParser.parse(line, name: name)
    if let reason = answer["unavailable"]?.text { throw Unavailable(description: reason) }
    if let reason = answer["failed"]?.text { throw ProgramError(description: reason) }
    return answer
  }

  private func give(up error: any Error) {
    absence =
      error is Unavailable ? .unavailable("\(error)") : .failed("\(error)")
    process?.kill()
  }

  private var lastError: String {
    guard let file = try? MappedFile(path: errors) else { return "" }
    let lines = String(decoding: file.array.suffix(2_000), as: UTF8.self)
      .split(separator: "\n")
    return lines.last.map { ": \($0)" } ?? ""
  }
}
