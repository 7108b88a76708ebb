import RetraceModels
import RetraceTables

/// What TensorBoard's plugin `hparams` notes: `hparams/plugin_data.proto`.
struct HyperparameterRecord {
  private var values: [String: JSON] = [:]
  /// The names in the order in which the experiment declares them.
  private var order: [String] = []
  /// What became of the run.
  private(set) var status: RunHeader.Status?

  /// The hyperparameters: those that are declared in that order, others by name.
  var params: [JSON.Member] {
    var places: [String: Int] = [:]
    for name in order where places[name] == nil { places[name] = places.count }
    return values.sorted {
      (places[$0.key] ?? .max, $0.key) < (places[$1.key] ?? .max, $1.key)
    }.map { JSON.Member($0.key, $0.value) }
  }

  /// Reads one note of the plugin.
  mutating func read(_ bytes: UnsafeRawBufferPointer) throws(ProtobufError) {
    var reader = ProtobufReader(bytes)
    while let field = try reader.next() {
      switch field.number {
      case 2: try experiment(reader.message(field))
      case 3: try start(reader.message(field))
      case 4: try end(reader.message(field))
      default: try reader.skip(field)
      }
    }
  }

  private mutating func experiment(_ message: ProtobufReader) throws(ProtobufError) {
    var reader = message
    while let field = try reader.next() {
      guard field.number == 4 else {
        try reader.skip(field)
        continue
      }
      var info = try reader.message(field)
      while let field = try info.next() {
        if field.number == 1 { order.append(try info.text(field)) } else { try info.skip(field) }
      }
    }
  }

  private mutating func start(_ message: ProtobufReader) throws(ProtobufError) {
    var reader = message
    while let field = try reader.next() {
      guard field.number == 1 else {
        try reader.skip(field)
        continue
      }
      var entry = try reader.message(field)
      var name = ""
      var value = JSON.null
      while let field = try entry.next() {
        switch field.number {
        case 1: name = try entry.text(field)
        case 2: value = try Self.value(entry.message(field))
        default: try entry.skip(field)
        }
      }
      values[name] = value
    }
  }

  /// A value of `google.protobuf.Value`; lists and objects, which the plugin does not have, are
  /// null.
  private static func value(_ message: ProtobufReader) throws(ProtobufError) -> JSON {
    var reader = message
    var value = JSON.null
    while let field = try reader.next() {
      switch field.number {
      case 2: value = .number(try reader.double(field))
      case 3: value = .text(try reader.text(field))
      case 4: value = .logical(try reader.varint(field) != 0)
      default: try reader.skip(field)
      }
    }
    return value
  }

  private mutating func end(_ message: ProtobufReader) throws(ProtobufError) {
    var reader = message
    while let field = try reader.next() {
      guard field.number == 1 else {
        try reader.skip(field)
        continue
      }
      switch try reader.varint(field) {
      case 1: status = .finished
      case 2: status = .failed
      case 3: status = .running
      default: status = .unknown
      }
    }
  }
}
