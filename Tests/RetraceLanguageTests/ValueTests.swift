import RetraceLanguage
import Testing

@Suite struct ValueTests {
  @Test("a value takes at most 17 bytes")
  func size() {
    #expect(MemoryLayout<Value>.size <= 17)
  }
}
