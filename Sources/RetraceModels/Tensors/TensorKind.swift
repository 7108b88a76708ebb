/// What the numbers of a stored tensor are.
public enum TensorKind: String, Sendable, CaseIterable {
  /// 64-bit floats.
  case float64 = "F64"
  /// 32-bit floats.
  case float32 = "F32"
  /// 16-bit floats.
  case float16 = "F16"
  /// The upper half of 32-bit floats.
  case bfloat16 = "BF16"
  /// 64-bit integers.
  case int64 = "I64"
  /// 32-bit integers.
  case int32 = "I32"
  /// 16-bit integers.
  case int16 = "I16"
  /// 8-bit integers.
  case int8 = "I8"
  /// Bytes.
  case uint8 = "U8"
  /// 0 or 1 in a byte.
  case logical = "BOOL"

  /// Bytes a number.
  public var width: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16, .int16: 2
    case .int8, .uint8, .logical: 1
    }
  }

  /// The number that stands at an address; the caller has checked that it is there.
  @inline(__always)
  package func number(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Double {
    switch self {
    case .float64:
      Double(
        bitPattern: UInt64(
          littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
    case .float32:
      Double(
        Float(
          bitPattern: UInt32(
            littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))))
    case .float16:
      Self.half(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
    case .bfloat16:
      Double(
        Float(
          bitPattern: UInt32(
            UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
            << 16))
    case .int64:
      Double(Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self)))
    case .int32:
      Double(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
    case .int16:
      Double(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int16.self)))
    case .int8: Double(Int8(bitPattern: bytes[offset]))
    case .uint8, .logical: Double(bytes[offset])
    }
  }

  /// A 16-bit float: 1 sign, 5 exponent and 10 fraction bits.
  private static func half(_ bits: UInt16) -> Double {
    let sign: Double = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Double(bits & 0x3FF)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * (1 + fraction * 0x1p-10)
        * Double(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}
