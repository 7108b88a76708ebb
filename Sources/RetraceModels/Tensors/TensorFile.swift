public import RetraceTables

/// A safetensors file: a JSON header with names, kinds and shapes, then the numbers.
///
/// Sizes are checked before anything is allocated: the header must fit the file, each tensor its
/// shape, and the tensors together must fill the data without gap or overlap, as the format asks.
///
/// Source: https://huggingface.co/docs/safetensors
public struct TensorFile: Sendable {
  /// The largest header that is read.
  public static let headerLimit = 100_000_000

  /// Where a tensor stands and what it is.
  public struct Entry: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// What its numbers are.
    public let kind: TensorKind
    /// Its extents.
    public let shape: [Int]
    /// Its bytes in the file.
    public let range: Range<Int>

    /// How many numbers it has.
    public var count: Int { range.count / kind.width }
  }

  /// The tensors, in the order of the header.
  public let entries: [Entry]
  /// Texts that the header holds beside the tensors.
  public let metadata: [String: String]
  private let file: MappedFile
  private let positions: [String: Int]

  /// Opens a file and reads its header.
  ///
  /// - Throws: ``ModelError/unreadableTensors(file:place:reason:)``, `TableError` if it cannot be
  ///   opened.
  public init(path: String) throws {
    try self.init(MappedFile(path: path))
  }

  /// Reads the header of an open file.
  ///
  /// - Throws: ``ModelError/unreadableTensors(file:place:reason:)``.
  public init(_ file: MappedFile) throws {
    let header = try TensorHeader(file)
    self.file = file
    entries = header.entries
    metadata = header.metadata
    positions = Dictionary(
      zip(header.entries.map(\.name), 0...), uniquingKeysWith: { first, _ in first })
  }

  /// Where a tensor stands; nil if there is none of this name.
  public func entry(_ name: String) -> Entry? { positions[name].map { entries[$0] } }

  /// The numbers of a tensor as 64-bit floats.
  ///
  /// - Parameters:
  ///   - name: the tensor.
  ///   - part: which of its numbers, in order; nil for all.
  /// - Throws: ``ModelError/unreadableTensors(file:place:reason:)`` if there is no such tensor, or
  ///   it has fewer numbers.
  public func doubles(_ name: String, in part: Range<Int>? = nil) throws -> [Double] {
    let entry = try require(name)
    let part = part ?? 0..<entry.count
    guard part.upperBound <= entry.count else {
      throw ModelError.unreadableTensors(
        file: file.name, place: name,
        reason: "it has \(entry.count) numbers, \(part.upperBound) are needed")
    }
    return file.withBytes { bytes in
      [Double](unsafeUninitializedCapacity: part.count) { buffer, count in
        count = part.count
        for index in 0..<count {
          buffer[index] = entry.kind.number(
            bytes, at: entry.range.lowerBound + (part.lowerBound + index) * entry.kind.width)
        }
      }
    }
  }

  /// The numbers of a tensor as 32-bit floats.
  ///
  /// - Throws: ``ModelError/unreadableTensors(file:place:reason:)`` if there is none.
  public func floats(_ name: String) throws -> [Float] {
    let entry = try require(name)
    return file.withBytes { bytes in
      [Float](unsafeUninitializedCapacity: entry.count) { buffer, count in
        count = entry.count
        for index in 0..<count {
          buffer[index] = Float(
            entry.kind.number(bytes, at: entry.range.lowerBound + index * entry.kind.width))
        }
      }
    }
  }

  private func require(_ name: String) throws -> Entry {
    guard let entry = entry(name) else {
      throw ModelError.unreadableTensors(
        file: file.name, place: "",
        reason: "there is no tensor '\(name)'; there are "
          + entries.prefix(12).map(\.name).joined(separator: ", "))
    }
    return entry
  }

  /// The bytes of a file that holds tensors.
  ///
  /// - Parameters:
  ///   - tensors: with different names.
  ///   - metadata: texts beside them.
  public static func bytes(
    of tensors: [Tensor], metadata: KeyValuePairs<String, String> = [:]
  ) -> [UInt8] {
    head(tensors, followedBy: [], metadata: metadata)
  }

  /// The header and the first tensors of a file whose other tensors are written later.
  ///
  /// - Parameters:
  ///   - tensors: the numbers that follow the header.
  ///   - later: name, kind and shape of what comes behind them.
  ///   - metadata: texts beside them.
  package static func head(
    _ tensors: [Tensor], followedBy later: [(name: String, kind: TensorKind, shape: [Int])],
    metadata: KeyValuePairs<String, String> = [:]
  ) -> [UInt8] {
    var members: [JSON.Member] = []
    if !metadata.isEmpty {
      members.append(
        JSON.Member("__metadata__", .object(metadata.map { JSON.Member($0.key, .text($0.value)) })))
    }
    var offset = 0
    for part in tensors.map({ ($0.name, $0.numbers.kind, $0.shape) }) + later {
      let end = offset + part.2.reduce(part.1.width, *)
      members.append(
        JSON.Member(
          part.0,
          .record([
            "dtype": .text(part.1.rawValue),
            "shape": .array(part.2.map { .number(Double($0)) }),
            "data_offsets": .array([.number(Double(offset)), .number(Double(end))]),
          ])))
      offset = end
    }
    var header = Array(JSON.object(members).serialized.utf8)
    // The numbers then start at a multiple of eight.
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    var bytes: [UInt8] = []
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes += header
    for tensor in tensors { tensor.numbers.append(to: &bytes) }
    return bytes
  }

  /// Writes a file of tensors whole or not at all.
  ///
  /// - Throws: `TableError` if the file cannot be written.
  public static func write(
    _ tensors: [Tensor], metadata: KeyValuePairs<String, String> = [:], path: String
  ) throws {
    try AtomicFile.write(bytes(of: tensors, metadata: metadata), path: path)
  }
}
