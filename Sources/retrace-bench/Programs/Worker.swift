import Glibc
import RetraceTables

/// The side of a program that works: it prepares a task and does it whenever it is told to.
///
/// Lines go both ways. First it says `{"ready": true}`, or why it cannot work; for every line
/// `run` it does the work once and answers with its seconds by the clock and of all cores; the first
/// time also with its peak memory until then and what it found. `scripts/bench_peers.py` speaks the same.
enum Worker {
  /// Serves until there is nothing more to read.
  static func serve(_ task: any BenchTask.Type, in folder: InputFolder) {
    let work: any Work
    do {
      work = try task.prepare(in: folder)
    } catch {
      let word = error is Unavailable ? "unavailable" : "failed"
      return say(.record([word: .text("\(error)")]))
    }
    say(.record(["ready": .logical(true)]))
    var isFirst = true
    while let line = readLine() {
      guard line == "run" else { continue }
      do {
        let clock = ContinuousClock()
        let cpuStart = ProcessRecord.cpuSeconds()
        let start = clock.now
        try work.run()
        let seconds = (clock.now - start) / .seconds(1)
        let cpu = ProcessRecord.cpuSeconds() - cpuStart
        var answer = [JSON.Member("seconds", .number(seconds)), JSON.Member("cpu", .number(cpu))]
        if isFirst {
          // Before the check, which is no part of the work.
          let peak = work.peakOfProgram ?? ProcessRecord.peakMemory()
          answer.append(JSON.Member("peak", .number(Double(peak))))
          answer.append(JSON.Member("result", try work.check()))
          isFirst = false
        }
        work.clear()
        say(.object(answer))
      } catch {
        return say(.record(["failed": .text("\(error)")]))
      }
    }
  }

  private static func say(_ answer: JSON) {
    print(answer.serialized)
    fflush(nil)
  }
}

/// A task that cannot be done here, and why.
struct Unavailable: Error, CustomStringConvertible {
  let description: String
}
