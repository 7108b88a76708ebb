import Glibc

/// The first bytes of a file, to tell what it is.
enum FileHead {
  /// How many bytes are looked at.
  static let size = 64 << 10

  /// The first bytes; nil if it is no regular file that can be read, or is empty.
  static func read(_ path: String, count: Int = size) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = 0
      while filled < count {
        let got = pread(
          descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(filled))
        guard got > 0 else { return }
        filled += got
      }
    }
    return bytes.isEmpty ? nil : bytes
  }

  /// The first bytes up to the end of the last whole line; all if there is but one.
  static func lines(_ path: String) -> [UInt8]? {
    guard let bytes = read(path) else { return nil }
    guard bytes.count == size, let last = bytes.lastIndex(of: 0x0A) else { return bytes }
    return Array(bytes[...last])
  }

  /// The first character that is no blank; behind a byte-order mark if there is one.
  static func firstCharacter(_ bytes: [UInt8]) -> UInt8? {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    return content.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
  }

  /// The name of a file without its extension.
  static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}
