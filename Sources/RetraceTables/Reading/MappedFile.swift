import Glibc

// @unchecked Sendable because the bytes are never written after the initialiser.

/// The bytes of a file, mapped into memory; of a pipe, read into it.
///
/// At least ``padding`` zero bytes can be read behind the last one, so that kernels may load
/// whole words anywhere.
///
/// A large file that another program shortens while it is mapped cannot be read safely on any
/// Unix; files up to a megabyte are copied instead.
public final class MappedFile: @unchecked Sendable {
  /// Zero bytes that can be read behind the last byte.
  public static let padding = 64

  /// The path or name that messages give.
  public let name: String
  /// How many bytes there are.
  public let count: Int
  private let base: UnsafeMutableRawPointer
  private let mappedLength: Int

  /// Opens a file; `-` is standard input.
  ///
  /// - Throws: ``TableError`` if it is not there, is a folder, may not be read, or is too large.
  public convenience init(path: String) throws {
    if path == "-" {
      try self.init(descriptor: 0, name: "standard input")
      return
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR {
        throw TableError.fileNotFound(path: path, near: NearNames.files(like: path))
      }
      throw TableError.unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    try self.init(descriptor: descriptor, name: path)
  }

  /// Maps or reads what an open descriptor holds, which stays open.
  ///
  /// - Throws: ``TableError`` if it is a folder, cannot be read, or is too large.
  public convenience init(descriptor: Int32, name: String) throws {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw TableError.unreadable(path: name, reason: String(cString: strerror(errno)))
    }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFDIR else { throw TableError.isFolder(path: name) }
    let size = Int(status.st_size)
    let isWhole = kind == S_IFREG && lseek(descriptor, 0, SEEK_CUR) == 0
    guard isWhole, size > 1 << 20 else {
      let growing = GrowingBytes(capacity: isWhole ? size + 1 : 1 << 16)
      try growing.read(from: descriptor, name: name)
      self.init(taking: growing, name: name)
      return
    }
    // An anonymous region one page longer than the file, and the file over its start: behind the
    // last byte there are zeros even where the file ends with a page.
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let length = (size + page - 1) / page * page + page
    guard
      let region = mmap(nil, length, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      region != MAP_FAILED
    else {
      throw TableError.tooLarge(file: name, what: "\(size) bytes", limit: "the address space")
    }
    let mapped = mmap(region, size, PROT_READ, MAP_PRIVATE | MAP_FIXED, descriptor, 0)
    guard mapped != MAP_FAILED else {
      let reason = String(cString: strerror(errno))
      munmap(region, length)
      throw TableError.unreadable(path: name, reason: reason)
    }
    self.init(region: region, count: size, mappedLength: length, name: name)
  }

  /// Copies bytes, so that a reader of files reads them.
  public convenience init(bytes: [UInt8], name: String) {
    let growing = GrowingBytes(capacity: bytes.count)
    bytes.withUnsafeBytes { growing.append($0) }
    self.init(taking: growing, name: name)
  }

  package convenience init(taking bytes: GrowingBytes, name: String) {
    let count = bytes.count
    self.init(region: bytes.relinquish(), count: count, mappedLength: 0, name: name)
  }

  private init(region: UnsafeMutableRawPointer, count: Int, mappedLength: Int, name: String) {
    base = region
    self.count = count
    self.mappedLength = mappedLength
    self.name = name
  }

  deinit {
    if mappedLength > 0 {
      munmap(base, mappedLength)
    } else {
      base.deallocate()
    }
  }

  /// Gives the bytes, for the duration of the call; ``padding`` zeros stand behind them.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// The bytes as an array.
  public var array: [UInt8] { withBytes { Array($0) } }
}
