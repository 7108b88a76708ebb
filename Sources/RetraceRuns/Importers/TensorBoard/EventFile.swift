import RetraceModels
import RetraceNumerics
import RetraceTables

/// Reads one event file.
///
/// Events and summaries are protobuf messages of TensorFlow's `event.proto` and `summary.proto`.
/// A record that is cut off or whose checksum is wrong ends the file; a sound record that is no
/// event is left out.
struct EventFile {
  private var content = EventContent()
  private var tags = EventTags()
  /// The plugin of each tag, which only its first event has to name.
  private var plugins: [String] = []
  private var hyperparameters = HyperparameterRecord()
  private var strangers = 0
  private var omitted: [String: Int] = [:]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - name: what notes call it.
  /// - Throws: `TableError` if it cannot be opened, `Interrupted`.
  static func read(_ path: String, name: String) throws -> EventContent {
    let file = try RunFiles.mapped(path)
    var reader = EventFile()
    try file.withBytes { try reader.read($0, name: name) }
    return reader.content
  }

  private mutating func read(_ bytes: UnsafeRawBufferPointer, name: String) throws {
    var records = RecordFile(bytes)
    var damage: RecordFile.Damage?
    do throws(RecordFile.Damage) {
      while let record = try records.next() {
        content.records += 1
        do throws(ProtobufError) { try event(record) } catch { strangers += 1 }
        if content.records & 0xFFFF == 0, Interruption.isRequested { break }
      }
    } catch {
      damage = error
    }
    try Interruption.check()
    if let damage {
      content.notes.append(
        "'\(name)' is damaged at byte \(damage.offset): \(damage.reason); the "
          + "\(content.records) records before it were kept")
    }
    if bytes.isEmpty { content.notes.append("'\(name)' is empty") }
    if strangers > 0 {
      content.notes.append("'\(name)': \(strangers) records are no events and were left out")
    }
    for (kind, count) in omitted.sorted(by: { $0.key < $1.key }) {
      content.notes.append("'\(name)': \(count) \(kind) were not read")
    }
    content.tags = tags.texts
    content.params = hyperparameters.params
    content.status = hyperparameters.status
  }

  @inline(__always)
  private mutating func event(_ bytes: UnsafeRawBufferPointer) throws(ProtobufError) {
    var reader = ProtobufReader(bytes)
    var time = Double.missing
    var step: Int64 = 0
    var summary: UnsafeRawBufferPointer?
    while let field = try reader.next() {
      switch field.number {
      case 1: time = try reader.double(field)
      case 2: step = Int64(bitPattern: try reader.varint(field))
      case 5: summary = try reader.bytes(field)
      default: try reader.skip(field)
      }
    }
    if time.isFinite {
      if content.firstTime == nil { content.firstTime = time }
      content.lastTime = time
    }
    guard let summary else { return }
    var values = ProtobufReader(summary)
    while let field = try values.next() {
      guard field.number == 1 else {
        try values.skip(field)
        continue
      }
      try value(try values.bytes(field), step: Double(step), time: time)
    }
  }

  @inline(__always)
  private mutating func value(
    _ bytes: UnsafeRawBufferPointer, step: Double, time: Double
  ) throws(ProtobufError) {
    var reader = ProtobufReader(bytes)
    var tag = UnsafeRawBufferPointer(start: nil, count: 0)
    var number: Float?
    var other: (field: Int, bytes: UnsafeRawBufferPointer)?
    var metadata: UnsafeRawBufferPointer?
    while let field = try reader.next() {
      switch field.number {
      case 1: tag = try reader.bytes(field)
      case 2: number = try reader.float(field)
      case 4, 5, 6, 8: other = (field.number, try reader.bytes(field))
      case 9: metadata = try reader.bytes(field)
      default: try reader.skip(field)
      }
    }
    let code = tags.code(of: tag)
    if code == plugins.count { plugins.append("") }
    if let metadata { try describe(code, metadata) }
    if let number {
      append(code, Double(number), step: step, time: time)
    } else if let other {
      try value(other.field, other.bytes, code: code, step: step, time: time)
    }
  }

  @inline(__always)
  private mutating func append(_ code: Int, _ value: Double, step: Double, time: Double) {
    content.scalars.codes.append(UInt32(truncatingIfNeeded: code))
    content.scalars.values.append(value)
    content.scalars.steps.append(step)
    content.scalars.times.append(time)
  }

  /// Notes the plugin of a tag; hyperparameters stand in the description itself.
  private mutating func describe(
    _ code: Int, _ bytes: UnsafeRawBufferPointer
  ) throws(ProtobufError) {
    var reader = ProtobufReader(bytes)
    while let field = try reader.next() {
      guard field.number == 1 else {
        try reader.skip(field)
        continue
      }
      var plugin = try reader.message(field)
      var content = UnsafeRawBufferPointer(start: nil, count: 0)
      while let field = try plugin.next() {
        switch field.number {
        case 1: plugins[code] = try plugin.text(field)
        case 2: content = try plugin.bytes(field)
        default: try plugin.skip(field)
        }
      }
      if plugins[code] == "hparams" { try hyperparameters.read(content) }
    }
  }

  /// Reads what is no plain number.
  private mutating func value(
    _ kind: Int, _ bytes: UnsafeRawBufferPointer, code: Int, step: Double, time: Double
  ) throws(ProtobufError) {
    let tag = tags.texts[code]
    switch kind {
    case 4: omitted["pictures", default: 0] += 1
    case 6: omitted["sounds", default: 0] += 1
    case 5:
      content.histograms.append(
        try EventContent.Histogram(legacy: bytes, tag: tag, step: step, time: time))
    default:
      let tensor = try EventTensor(bytes)
      switch plugins[code] {
      case "images": omitted["pictures", default: 0] += 1
      case "audio": omitted["sounds", default: 0] += 1
      case "histograms":
        content.histograms.append(
          EventContent.Histogram(rows: tensor.values, tag: tag, step: step, time: time))
      case "text", "":
        content.texts += tensor.texts.map {
          EventContent.Text(tag: tag, step: step, time: time, text: $0)
        }
        numbers(tensor, code: code, step: step, time: time)
      case "scalars", "tensors", "pr_curves":
        numbers(tensor, code: code, step: step, time: time)
      case let plugin where tensor.texts.isEmpty && plugin != "hparams":
        numbers(tensor, code: code, step: step, time: time)
      default: omitted["records of other plugins", default: 0] += 1
      }
    }
  }

  private mutating func numbers(_ tensor: EventTensor, code: Int, step: Double, time: Double) {
    if tensor.values.count == 1 {
      append(code, tensor.values[0], step: step, time: time)
    } else if !tensor.values.isEmpty {
      content.tensors.append(
        EventContent.Tensor(
          tag: tags.texts[code], step: step, time: time, values: tensor.values))
    }
  }
}
