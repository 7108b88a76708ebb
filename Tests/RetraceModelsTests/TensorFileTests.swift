import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Files of tensors")
struct TensorFileTests {
  static let tensors = [
    Tensor("weight", shape: [2, 3], .float64([1, -2, .pi, 0, .infinity, 0x1p-1074])),
    Tensor("loss", shape: [3], .float32([0.5, -1.5, 3])),
    Tensor("order", shape: [2, 1], .int32([-7, 1 << 30])),
    Tensor("steps", shape: [], .int64([1 << 40])),
    Tensor("none", shape: [0, 4], .float32([])),
  ]

  static func open(_ bytes: [UInt8]) throws -> TensorFile {
    try TensorFile(MappedFile(bytes: bytes, name: "t.safetensors"))
  }

  static func bytes(header: String, data: [UInt8] = []) -> [UInt8] {
    var length = UInt64(header.utf8.count)
    let prefix = (0..<8).map { _ -> UInt8 in
      defer { length >>= 8 }
      return UInt8(truncatingIfNeeded: length)
    }
    return prefix + Array(header.utf8) + data
  }

  @Test("read back what was written, to the bit")
  func roundTrip() throws {
    let file = try Self.open(TensorFile.bytes(of: Self.tensors, metadata: ["epoch": "3"]))
    #expect(file.entries.map(\.name) == Self.tensors.map(\.name))
    #expect(file.entries.map(\.shape) == Self.tensors.map(\.shape))
    #expect(try file.doubles("weight") == [1, -2, .pi, 0, .infinity, 0x1p-1074])
    #expect(try file.floats("loss") == [0.5, -1.5, 3])
    #expect(try file.doubles("order") == [-7, Double(1 << 30)])
    #expect(try file.doubles("steps") == [Double(1 << 40)])
    #expect(try file.doubles("none").isEmpty)
    #expect(file.metadata == ["epoch": "3"])
  }

  @Test("read 16-bit floats")
  func halves() throws {
    let header =
      "{\"h\": {\"dtype\": \"F16\", \"shape\": [4], \"data_offsets\": [0, 8]}, "
      + "\"b\": {\"dtype\": \"BF16\", \"shape\": [2], \"data_offsets\": [8, 12]}}"
    let halves: [UInt16] = [0x3C00, 0xC001, 0x0001, 0x7C00]
    let uppers: [UInt16] = [0x3FC0, 0xC000]
    let data = (halves + uppers).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let file = try Self.open(Self.bytes(header: header, data: data))
    #expect(try file.doubles("h") == [1, -2.001953125, 0x1p-24, .infinity])
    #expect(try file.doubles("b") == [1.5, -2])
  }

  @Test(
    "refuse what does not add up",
    arguments: [
      (Array("short".utf8), "it has 5 bytes"),
      ([UInt8](repeating: 0xFF, count: 16), "the limit is 100000000"),
      (bytes(header: "{}").dropLast() + [], "are announced, the file has 9"),
      (bytes(header: "[1]"), "expected an object"),
      (bytes(header: "{\"a\""), "header, byte"),
      (bytes(header: "{\"a\": 1}"), "'dtype' is absent"),
      (
        bytes(header: "{\"a\": {\"dtype\": \"F8\", \"shape\": [], \"data_offsets\": [0, 1]}}"),
        "'F8' is none of"
      ),
      (
        bytes(header: "{\"a\": {\"dtype\": \"F32\", \"shape\": [-1], \"data_offsets\": [0, 4]}}"),
        "whole numbers from 0 on"
      ),
      (
        bytes(header: "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}"),
        "ends at byte 4 of the data, which has 0"
      ),
      (
        bytes(
          header: "{\"a\": {\"dtype\": \"F32\", \"shape\": [4294967296, 4294967296, 9], "
            + "\"data_offsets\": [0, 4]}}", data: [0, 0, 0, 0]), "is too large"
      ),
      (
        bytes(
          header: "{\"a\": {\"dtype\": \"U8\", \"shape\": [2], \"data_offsets\": [0, 4]}}",
          data: [0, 0, 0, 0]), "needs 2 bytes, there are 4"
      ),
      (
        bytes(
          header: "{\"a\": {\"dtype\": \"U8\", \"shape\": [3], \"data_offsets\": [0, 3]}, "
            + "\"b\": {\"dtype\": \"U8\", \"shape\": [2], \"data_offsets\": [2, 4]}}",
          data: [0, 0, 0, 0]), "'b' overlaps another"
      ),
      (
        bytes(
          header: "{\"a\": {\"dtype\": \"U8\", \"shape\": [3], \"data_offsets\": [1, 4]}}",
          data: [0, 0, 0, 0]), "1 bytes before 'a'"
      ),
      (bytes(header: "{}", data: [1]), "1 bytes at the end are no tensor's"),
      (
        bytes(
          header: "{\"a\": {\"dtype\": \"U8\", \"shape\": [0], \"data_offsets\": [0, 0]}, "
            + "\"a\": {\"dtype\": \"U8\", \"shape\": [0], \"data_offsets\": [0, 0]}}"),
        "the name occurs twice"
      ),
    ])
  func hostile(bytes: [UInt8], message: String) throws {
    let error = #expect(throws: ModelError.self) { try Self.open(bytes) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test("damaged bytes give one error or a correct load")
  func damaged() throws {
    let bytes = TensorFile.bytes(of: Self.tensors)
    var stream = RandomStream(seed: 4, command: "test", purpose: "damage")
    var failures = 0
    for _ in 0..<5_000 {
      var damaged = bytes
      for _ in 0...stream.nextBelow(4) {
        damaged[stream.nextBelow(min(damaged.count, 300))] = UInt8(stream.nextBelow(256))
      }
      if stream.nextBelow(4) == 0 { damaged.removeLast(1 + stream.nextBelow(damaged.count)) }
      do {
        let file = try Self.open(damaged)
        for entry in file.entries {
          guard try file.doubles(entry.name).count == entry.shape.reduce(1, *) else {
            Issue.record("\(entry)")
            continue
          }
        }
      } catch {
        failures += 1
      }
    }
    #expect(failures > 2_500)
  }
}
