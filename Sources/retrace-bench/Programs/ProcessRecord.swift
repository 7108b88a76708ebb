import Glibc

/// What the system has recorded of this process.
enum ProcessRecord {
  /// The seconds that cores were busy with this process and the ended ones that it started.
  static func cpuSeconds() -> Double {
    [RUSAGE_SELF, RUSAGE_CHILDREN].reduce(0) { sum, who in
      var usage = rusage()
      getrusage(who.rawValue, &usage)
      let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
      return sum + Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + Double(microseconds) / 1e6
    }
  }

  /// The most memory that this process has held, in bytes.
  ///
  /// `getrusage` would do but for one thing: what it says survives exec, so that a process starts
  /// with the peak of the one that made it.
  static func peakMemory() -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 256)
    while fgets(&buffer, Int32(buffer.count), file) != nil {
      let line = String(
        decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard line.hasPrefix("VmHWM:") else { continue }
      return (Int(line.filter(\.isNumber)) ?? 0) * 1_024
    }
    return 0
  }
}
