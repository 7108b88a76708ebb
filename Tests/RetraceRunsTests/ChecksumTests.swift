import Testing

@testable import RetraceRuns

@Suite("Checksum")
struct ChecksumTests {
  @Test("Checksums are those of the published vectors, whole and in pieces")
  func checksums() {
    let digits = Array("123456789".utf8)
    #expect(digits.withUnsafeBytes { Checksum.crc32.value(of: $0) } == 0xCBF4_3926)
    #expect(digits.withUnsafeBytes { Checksum.crc32C.value(of: $0) } == 0xE306_9283)
    // RFC 3720, B.4: 32 bytes of zeros, of ones, rising.
    let zeros = [UInt8](repeating: 0, count: 32)
    #expect(zeros.withUnsafeBytes { Checksum.crc32C.value(of: $0) } == 0x8A91_36AA)
    let rising = (0..<32).map { UInt8($0) }
    let whole = rising.withUnsafeBytes { Checksum.crc32C.value(of: $0) }
    #expect(whole == 0x46DD_794E)
    let start = rising[..<13].withUnsafeBytes { Checksum.crc32C.value(of: $0) }
    #expect(rising[13...].withUnsafeBytes { Checksum.crc32C.value(of: $0, after: start) } == whole)
    #expect(Checksum.masked(0) == 0xA282_EAD8)
  }
}
