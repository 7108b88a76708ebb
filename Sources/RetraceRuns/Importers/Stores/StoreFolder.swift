import Glibc

/// A folder of a store of many small files, read with few calls of the system.
///
/// Below the folder that the user named, links are not followed, names are never paths, and only
/// plain files are read: nothing in a store can make it read outside.
final class StoreFolder {
  /// What an entry of a folder is.
  enum Kind {
    case file
    case folder
    /// A link, a pipe, a device.
    case other
  }

  /// An entry of a folder.
  struct Entry {
    let name: String
    let kind: Kind
  }

  /// Why a file was not read.
  struct Unreadable: Error, CustomStringConvertible {
    let description: String
  }

  let path: String
  private let descriptor: Int32

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Opens a folder that the user named, also through a link; nil if it is none.
  convenience init?(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    self.init(path: path, descriptor: descriptor)
  }

  /// Opens a folder inside; nil if there is none or it is a link.
  func folder(_ name: String) -> StoreFolder? {
    guard Self.isName(name) else { return nil }
    let inner = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    return inner < 0
      ? nil : StoreFolder(path: path == "/" ? "/\(name)" : "\(path)/\(name)", descriptor: inner)
  }

  /// What lies in the folder, in order of names; empty if it cannot be read.
  func entries() -> [Entry] {
    let copy = dup(descriptor)
    guard copy >= 0, let stream = fdopendir(copy) else {
      if copy >= 0 { close(copy) }
      return []
    }
    defer { closedir(stream) }
    // The copy shares its place with the original.
    rewinddir(stream)
    var entries: [Entry] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name != ".", name != ".." else { continue }
      entries.append(Entry(name: name, kind: kind(of: name, Int32(entry.pointee.d_type))))
    }
    return entries.sorted { $0.name < $1.name }
  }

  private func kind(of name: String, _ type: Int32) -> Kind {
    switch type {
    case Int32(DT_REG): return .file
    case Int32(DT_DIR): return .folder
    case Int32(DT_UNKNOWN):
      var status = stat()
      guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return .other }
      let mode = status.st_mode & S_IFMT
      return mode == S_IFREG ? .file : mode == S_IFDIR ? .folder : .other
    default: return .other
    }
  }

  /// Whether there is anything of this name.
  func holds(_ name: String) -> Bool {
    var status = stat()
    return Self.isName(name) && fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
  }

  /// Whether there is a plain file of this name.
  func holdsFile(_ name: String) -> Bool {
    var status = stat()
    return Self.isName(name) && fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
      && status.st_mode & S_IFMT == S_IFREG
  }

  /// Reads a plain file into a buffer; nil if there is none of this name.
  ///
  /// - Parameters:
  ///   - name: its name in the folder.
  ///   - buffer: holds the bytes until the next file is read into it.
  ///   - limit: the largest number of bytes.
  /// - Throws: ``Unreadable``.
  func read(
    _ name: String, into buffer: StoreBuffer, limit: Int
  ) throws -> UnsafeRawBufferPointer? {
    guard Self.isName(name) else { throw Unreadable(description: "it has no usable name") }
    // Without O_NONBLOCK the opening of a pipe would wait for its writer.
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw Unreadable(
        description: errno == ELOOP ? "it is a link" : String(cString: strerror(errno)))
    }
    defer { close(file) }
    var count = 0
    while true {
      let got = Glibc.read(file, buffer.base + count, buffer.capacity - count)
      guard got >= 0 else {
        if errno == EINTR { continue }
        throw Unreadable(description: String(cString: strerror(errno)))
      }
      count += got
      // Less than was asked for is the end of a plain file.
      guard count == buffer.capacity else { break }
      guard count < limit else { throw Unreadable(description: "it is too large") }
      buffer.grow(keeping: count)
    }
    guard count <= limit else { throw Unreadable(description: "it is too large") }
    return buffer.bytes(count)
  }

  /// The first bytes of a plain file; nil if there is none of this name.
  func bytes(_ name: String, count: Int) -> ArraySlice<UInt8>? {
    guard Self.isName(name) else { return nil }
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: count)
    let got = Glibc.read(file, &bytes, count)
    return got < 0 ? nil : bytes[..<got]
  }

  private static func isName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".."
      && name.utf8.allSatisfy { $0 != 0 && $0 != UInt8(ascii: "/") }
  }
}
