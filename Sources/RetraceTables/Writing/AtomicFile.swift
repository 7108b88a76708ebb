import Glibc

/// Files that appear whole or not at all.
public enum AtomicFile {
  /// Writes bytes to a temporary file beside `path`, brings them to the disk, and renames it.
  ///
  /// Whatever stood at `path` stays untouched until the new file is complete. A symbolic link is
  /// followed; permissions of an existing file are kept.
  ///
  /// - Throws: ``TableError/unwritable(path:reason:wayOut:)``.
  public static func write(_ bytes: [UInt8], path: String) throws {
    let target = resolved(path)
    var template = Array((target + ".XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw failure(path) }
    var status = stat()
    let mode: mode_t
    if stat(target, &status) == 0 {
      mode = status.st_mode & 0o7777
    } else {
      let mask = umask(0)
      _ = umask(mask)
      mode = 0o666 & ~mask
    }
    do {
      guard fchmod(descriptor, mode) == 0 else { throw failure(path) }
      try writeAll(bytes, to: descriptor, path)
      guard fsync(descriptor) == 0 else { throw failure(path) }
    } catch {
      close(descriptor)
      unlink(template)
      throw error
    }
    guard close(descriptor) == 0, rename(template, target) == 0 else {
      let error = failure(path)
      unlink(template)
      throw error
    }
    // The rename itself must survive a power cut; a folder that cannot be opened is no failure.
    let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? "."
    let folderDescriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folderDescriptor >= 0 {
      fsync(folderDescriptor)
      close(folderDescriptor)
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws {
    try bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count < 0 {
          guard errno == EINTR else { throw failure(path) }
        } else {
          written += count
        }
      }
    }
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func failure(_ path: String) -> TableError {
    let code = errno
    let wayOut = code == ENOENT ? "make its folder first, or choose another" : ""
    return .unwritable(path: path, reason: String(cString: strerror(code)), wayOut: wayOut)
  }
}
