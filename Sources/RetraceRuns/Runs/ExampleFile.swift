import Glibc
import RetraceModels
import RetraceTables

/// `examples.safetensors` while a run is being written.
///
/// The header and the size for all planned epochs stand from the start; each epoch fills its
/// slices. `run.json` says how many epochs count. A run that ends early is cut to its epochs.
struct ExampleFile {
  /// A record per row: its name, how many numbers a row and whether epoch 0 has one.
  struct Part {
    let name: String
    let kind: TensorKind
    let rows: Int
    let columns: Int
    let hasStart: Bool

    func shape(_ epochs: Int) -> [Int] {
      let base = [hasStart ? epochs + 1 : epochs, rows]
      return name.hasSuffix("logits") ? base + [columns] : base
    }

    /// Bytes an epoch.
    var size: Int { rows * columns * kind.width }
  }

  /// What may be recorded of each training row besides what the model says of it after each stage.
  enum Extra {
    /// The logits at the moment of learning.
    case onlineLogits
    /// The norms of the gradients at the moment of learning.
    case gradientNorms
    /// The order in which rows were learned.
    case order
    /// What the trees say that did not learn the row.
    case outOfBagLogits
    /// How often a tree drew the row.
    case inBag
  }

  /// More than this is not written: the run then does without records per row.
  static let sizeLimit = 4 << 30

  let path: String
  let parts: [Part]
  let sourceRows: [(name: String, rows: [Int])]
  let epochs: Int

  init(
    path: String, epochs: Int, trainRows: [Int], validRows: [Int], hasValid: Bool, outputs: Int,
    extra: [Extra]
  ) {
    self.path = path
    self.epochs = epochs
    let (train, valid) = (trainRows.count, validRows.count)
    func part(
      _ name: String, _ rows: Int, _ columns: Int, start: Bool, _ kind: TensorKind = .float32
    )
      -> Part
    { Part(name: name, kind: kind, rows: rows, columns: columns, hasStart: start) }
    var parts = [
      part("train.logits", train, outputs, start: true), part("train.loss", train, 1, start: true),
    ]
    var rows = [(name: "train.rows", rows: trainRows)]
    if hasValid {
      parts.append(part("valid.logits", valid, outputs, start: true))
      parts.append(part("valid.loss", valid, 1, start: true))
      rows.append((name: "valid.rows", rows: validRows))
    }
    parts += extra.map { extra in
      switch extra {
      case .onlineLogits: part("train.online_logits", train, outputs, start: false)
      case .gradientNorms: part("train.gradient_norm", train, 1, start: false)
      case .order: part("batch_order", train, 1, start: false, .int32)
      case .outOfBagLogits: part("train.oob_logits", train, outputs, start: false)
      case .inBag: part("train.in_bag", train, 1, start: false, .int32)
      }
    }
    self.parts = parts
    sourceRows = rows
  }

  /// How many bytes the file takes, roughly.
  var size: Int { parts.reduce(0) { $0 + $1.size * (epochs + 1) } }

  /// Writes header and source rows and reserves the rest.
  func create() throws {
    let bytes = header(epochs)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    try write(bytes, at: 0, to: descriptor)
    guard ftruncate(descriptor, off_t(bytes.count + bodySize(epochs))) == 0 else { throw failure() }
  }

  /// Fills the slices of an epoch and brings them to the disk.
  ///
  /// - Parameter isSynced: whether to wait for the disk; a later call that does brings all.
  func write(_ record: EpochRecord, isSynced: Bool) throws {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    var start = header(epochs).count
    for part in parts {
      let slot = part.hasStart ? record.epoch : record.epoch - 1
      if slot >= 0, let bytes = bytes(part.name, record) {
        try write(bytes, at: start + slot * part.size, to: descriptor)
      }
      start += part.size * (part.hasStart ? epochs + 1 : epochs)
    }
    guard !isSynced || fsync(descriptor) == 0 else { throw failure() }
  }

  /// Cuts the file to the epochs that were completed.
  func finish(epochs done: Int) throws {
    guard done < epochs else { return }
    let old = try MappedFile(path: path)
    var bytes = header(done)
    var start = header(epochs).count
    old.withBytes { source in
      for part in parts {
        let count = part.size * (part.hasStart ? done + 1 : done)
        if start + count <= source.count { bytes += source[start..<start + count] }
        start += part.size * (part.hasStart ? epochs + 1 : epochs)
      }
    }
    try AtomicFile.write(bytes, path: path)
  }

  private func bodySize(_ epochs: Int) -> Int {
    parts.reduce(0) { $0 + $1.size * ($1.hasStart ? epochs + 1 : epochs) }
  }

  /// The header and the source rows, which stand before everything that grows.
  private func header(_ epochs: Int) -> [UInt8] {
    TensorFile.head(
      sourceRows.map { Tensor($0.name, shape: [$0.rows.count], .int32($0.rows.map(Int32.init))) },
      followedBy: parts.map { ($0.name, $0.kind, $0.shape(epochs)) })
  }

  private func bytes(_ name: String, _ record: EpochRecord) -> [UInt8]? {
    func raw<Number>(_ numbers: [Number]) -> [UInt8]? {
      numbers.isEmpty ? nil : numbers.withUnsafeBytes { Array($0) }
    }
    switch name {
    case "train.logits": return raw(record.trainLogits)
    case "train.loss": return raw(record.trainLosses)
    case "valid.logits": return raw(record.validLogits)
    case "valid.loss": return raw(record.validLosses)
    case "train.online_logits": return raw(record.onlineLogits)
    case "train.gradient_norm": return raw(record.gradientNorms)
    case "train.oob_logits": return raw(record.oobLogits)
    case "train.in_bag": return raw(record.inBag)
    default: return raw(record.order)
    }
  }

  private func write(_ bytes: [UInt8], at offset: Int, to descriptor: Int32) throws {
    try bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
        let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
        if count < 0, errno != EINTR { throw failure() }
        done += max(0, count)
      }
    }
  }

  private func failure() -> RunError {
    .unwritable(folder: path, reason: String(cString: strerror(errno)))
  }
}
