import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Damaged XGBoost files")
struct XGBoostHostileTests {
  /// Reads bytes as what they look like; predicts where that works, else expects a clear error.
  static func survives(_ bytes: [UInt8]) -> Bool {
    let file = MappedFile(bytes: bytes, name: "model")
    do {
      let model =
        bytes.count > 1 && bytes[0] == UInt8(ascii: "{") && bytes[1] < 0x80 && bytes[1] > 0x40
        ? try XGBoostUBJSON.load(file) : try XGBoostJSON.load(file)
      let rows = Matrix(rows: 9, columns: model.features.count, repeating: 0.5)
      return try model.predict(rows, scale: model.outputs.defaultScale).rows == 9
    } catch let error as ModelError {
      return error.description.hasPrefix("'model' cannot be read as a model: ")
    } catch {
      return false
    }
  }

  static let files = ["old_2_1_1_categorical/model.json", "old_2_1_1_binary/model.ubj"]

  static func bytes(_ name: String) throws -> [UInt8] {
    try MappedFile(path: Fixtures.path("xgboost/\(name)")).array
  }

  @Test("cut off at every 100th byte give a clear error", arguments: files)
  func truncated(name: String) throws {
    let whole = try Self.bytes(name)
    for count in stride(from: 0, to: whole.count, by: 100) {
      #expect(Self.survives(Array(whole[..<count])), "cut at \(count)")
    }
  }

  @Test("with bytes, numbers and counts changed give a clear error or a model", arguments: files)
  func changed(name: String) throws {
    let whole = try Self.bytes(name)
    var stream = RandomStream(seed: 1, command: "test", purpose: name)
    let words = [
      "1152921504606846976", "-1", "1e308", "NaN", "-Infinity", "[", "]", "{}", "null", "0.5", "L",
      "\u{10}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}", "#L\u{10}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}",
    ].map { Array($0.utf8) }
    for variant in 0..<1_200 {
      var bytes = whole
      for _ in 0...stream.nextBelow(3) {
        let place = stream.nextBelow(bytes.count)
        if variant % 3 == 0 {
          let word = words[stream.nextBelow(words.count)]
          bytes.replaceSubrange(place..<min(bytes.count, place + word.count), with: word)
        } else {
          bytes[place] = UInt8(stream.nextBelow(256))
        }
      }
      #expect(Self.survives(bytes), "variant \(variant)")
    }
  }

  @Test("nested 10,000 deep give a clear error")
  func nested() {
    let start = Array(#"{"learner":"#.utf8)
    #expect(Self.survives(start + [UInt8](repeating: UInt8(ascii: "["), count: 10_000)))
    let objects = (0..<10_000).flatMap { _ in Array(#"{"a":"#.utf8) }
    #expect(Self.survives(start + objects))
    let binary: [UInt8] = Array("{i\u{7}learner".utf8)
    #expect(Self.survives(binary + [UInt8](repeating: UInt8(ascii: "["), count: 10_000)))
    let keys = (0..<10_000).flatMap { _ in Array("{i\u{1}a".utf8) }
    #expect(Self.survives(binary + keys))
  }

  @Test(
    "with counts that nothing bounds give a clear error",
    arguments: ["[$Z#", "[$N#", "[#", "[$d#", "[$L#", "[$S#", "{#", "{$Z#", "S"])
  func counts(header: String) {
    let head = Array("{i\u{7}learner".utf8) + Array(header.utf8)
    for count in [1 << 60, Int.max, Int.min, -1, 1 << 31] {
      let length = (0..<8).reversed().map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
      #expect(Self.survives(head + [UInt8(ascii: "L")] + length + [0, 0, 0]))
    }
  }
}
