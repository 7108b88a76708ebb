import Glibc

/// How much memory one table may take.
package enum MemoryLimit {
  /// Half of the machine's memory, in bytes, and at least 256 MB.
  package static let bytes: Int = {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let size = sysconf(Int32(_SC_PAGESIZE))
    let (total, overflow) = Int(pages).multipliedReportingOverflow(by: Int(size))
    return max(overflow ? Int.max / 2 : total / 2, 256 << 20)
  }()
}
