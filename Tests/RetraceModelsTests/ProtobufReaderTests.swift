import RetraceNumerics
import Testing

@testable import RetraceModels

@Suite("Protobuf reader")
struct ProtobufReaderTests {
  private func fields(_ bytes: [UInt8]) throws -> [Int] {
    try bytes.withUnsafeBytes { buffer in
      var reader = ProtobufReader(buffer)
      var numbers: [Int] = []
      while let field = try reader.next() {
        numbers.append(field.number)
        try reader.skip(field)
      }
      return numbers
    }
  }

  @Test("The examples of the encoding's own page are read")
  func documented() throws {
    try [UInt8]([0x08, 0x96, 0x01, 0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6E, 0x67])
      .withUnsafeBytes { buffer in
        var reader = ProtobufReader(buffer)
        let first = try #require(try reader.next())
        #expect(try reader.varint(first) == 150)
        let second = try #require(try reader.next())
        #expect(second.number == 2)
        #expect(try reader.text(second) == "testing")
        #expect(try reader.next() == nil)
      }
  }

  @Test("Doubles are read packed and one by one, signed numbers by sign bit")
  func numbers() throws {
    let half: [UInt8] = [0, 0, 0, 0, 0, 0, 0xE0, 0x3F]
    try ([0x0A, 16] + half + half + [0x09] + half + [0x10, 3]).withUnsafeBytes { buffer in
      var reader = ProtobufReader(buffer)
      var values: [Double] = []
      for _ in 0..<2 {
        let field = try #require(try reader.next())
        try reader.doubles(field, into: &values)
      }
      #expect(values == [0.5, 0.5, 0.5])
      let last = try #require(try reader.next())
      #expect(try reader.zigzag(last) == -2)
    }
  }

  @Test(
    "Damage is an error that says where",
    arguments: [
      ([0x08] as [UInt8], ProtobufError.truncated(offset: 1)),
      ([0x08, 0x80, 0x80], .truncated(offset: 1)),
      ([0x09, 1, 2, 3], .truncated(offset: 1)),
      ([0x12, 0x05, 1], .tooLong(offset: 1, length: 5, available: 1)),
      (
        [0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        .tooLong(offset: 1, length: .max, available: 0)
      ),
      ([0x08] + [UInt8](repeating: 0xFF, count: 10) + [0], .longVarint(offset: 1)),
      ([0x00], .wrongTag(offset: 0, tag: 0)),
      ([0x0C], .wrongTag(offset: 0, tag: 12)),
      ([0x0E], .wrongTag(offset: 0, tag: 14)),
      ([0x0B, 0x0B], .truncated(offset: 2)),
    ])
  func damage(bytes: [UInt8], error: ProtobufError) {
    #expect(throws: error) { try fields(bytes) }
  }

  @Test("Groups are passed over, however deep they lie")
  func groups() throws {
    let deep = [UInt8](repeating: 0x0B, count: 100_000) + [UInt8](repeating: 0x0C, count: 100_000)
    #expect(try fields(deep + [0x10, 1]) == [1, 2])
  }

  @Test("Any bytes give fields or an error")
  func anyBytes() {
    var random = RandomStream(seed: 3, command: "test", purpose: "bytes")
    for _ in 0..<20_000 {
      let bytes = (0..<Int(random.nextUniform() * 40)).map { _ in UInt8(random.nextUniform() * 256)
      }
      if let numbers = try? fields(bytes) { #expect(numbers.count <= bytes.count) }
    }
  }
}
