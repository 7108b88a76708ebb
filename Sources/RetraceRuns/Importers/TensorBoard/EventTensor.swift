import RetraceModels

/// A tensor inside an event: TensorFlow's `tensor.proto`.
///
/// Only numbers that are written are read: a shape alone makes none.
struct EventTensor {
  private(set) var values: [Double] = []
  private(set) var texts: [String] = []

  /// Reads a tensor.
  init(_ bytes: UnsafeRawBufferPointer) throws(ProtobufError) {
    var reader = ProtobufReader(bytes)
    var type: UInt64 = 0
    var raw = UnsafeRawBufferPointer(start: nil, count: 0)
    var halves: [UInt64] = []
    while let field = try reader.next() {
      switch field.number {
      case 1: type = try reader.varint(field)
      case 4: raw = try reader.bytes(field)
      case 5:
        try reader.repeated(field, of: .fixed32, into: &values) {
          list, field throws(ProtobufError) in Double(try list.float(field))
        }
      case 6: try reader.doubles(field, into: &values)
      case 7, 10, 11:
        try reader.repeated(field, of: .varint, into: &values) {
          list, field throws(ProtobufError) in Double(Int64(bitPattern: try list.varint(field)))
        }
      case 16, 17:
        try reader.repeated(field, of: .varint, into: &values) {
          list, field throws(ProtobufError) in Double(try list.varint(field))
        }
      case 13:
        try reader.repeated(field, of: .varint, into: &halves) {
          list, field throws(ProtobufError) in try list.varint(field)
        }
      case 8: texts.append(try reader.text(field))
      default: try reader.skip(field)
      }
    }
    if !halves.isEmpty, let kind = Self.kinds[type], kind.width == 2 {
      // A small float's bits stand in the lower half of a whole number.
      withUnsafeTemporaryAllocation(byteCount: 2, alignment: 2) { cell in
        for half in halves {
          cell.storeBytes(of: UInt16(truncatingIfNeeded: half).littleEndian, as: UInt16.self)
          values.append(kind.number(UnsafeRawBufferPointer(cell), at: 0))
        }
      }
    }
    guard !raw.isEmpty, let kind = Self.kinds[type] else { return }
    values.reserveCapacity(raw.count / kind.width)
    for place in 0..<raw.count / kind.width {
      values.append(kind.number(raw, at: place * kind.width))
    }
  }

  /// TensorFlow's numbers for types (`types.proto`).
  private static let kinds: [UInt64: TensorKind] = [
    1: .float32, 2: .float64, 3: .int32, 4: .uint8, 5: .int16, 6: .int8, 9: .int64, 10: .logical,
    14: .bfloat16, 19: .float16,
  ]
}
