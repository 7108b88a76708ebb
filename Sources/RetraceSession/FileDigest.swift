import Crypto
import Glibc
import RetraceNumerics

/// The SHA-256 of a file's bytes, or of a folder's content.
public enum FileDigest {
  /// The digest in hexadecimal; nil if there is no such file or folder or it cannot be read.
  ///
  /// Of a folder it is the digest of one line per file below it, its path in the folder and its
  /// digest, in order of the paths' bytes. Pipes and devices have none: they end nowhere, or give
  /// their bytes only once.
  /// - Parameters:
  ///   - path: the file or folder.
  ///   - withFolders: whether folders have a digest.
  /// - Complexity: O(bytes), in pieces of 1 MB; Ctrl-C ends it with nil.
  public static func digest(of path: String, withFolders: Bool = true) -> String? {
    if !isFolder(path) { return digest(ofFile: path) }
    guard withFolders else { return nil }
    var hasher = SHA256()
    guard let names = files(below: path, prefix: "", depth: 0) else { return nil }
    for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      guard let digest = digest(ofFile: path + "/" + name) else { return nil }
      hasher.update(data: Array("\(name) \(digest)\n".utf8))
    }
    return text(hasher.finalize())
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The digest of bytes in hexadecimal.
  public static func digest(ofBytes bytes: [UInt8]) -> String {
    text(SHA256.hash(data: bytes))
  }

  private static func digest(ofFile path: String) -> String? {
    // Opening must not wait for the writer of a pipe.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var hasher = SHA256()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while !Interruption.isRequested {
      let count = read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      guard count > 0 else { return text(hasher.finalize()) }
      buffer.withUnsafeBytes { hasher.update(bufferPointer: .init(rebasing: $0[..<count])) }
    }
    return nil
  }

  /// The paths of the ordinary files below a folder; nil if one cannot be listed.
  private static func files(below folder: String, prefix: String, depth: Int) -> [String]? {
    guard depth < 64, let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name != ".", name != ".." else { continue }
      var status = stat()
      guard lstat(folder + "/" + name, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        guard
          let below = files(
            below: folder + "/" + name, prefix: prefix + name + "/", depth: depth + 1)
        else { return nil }
        names += below
      case S_IFREG: names.append(prefix + name)
      default: continue
      }
    }
    return names
  }

  private static func text(_ digest: SHA256.Digest) -> String {
    digest.map(Hexadecimal.text).joined()
  }
}
