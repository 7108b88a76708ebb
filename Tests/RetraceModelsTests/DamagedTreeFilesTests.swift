import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Damaged LightGBM and CatBoost files")
struct DamagedTreeFilesTests {
  /// What was read of a variant: nothing that is known, an error in words, or a model.
  enum Outcome {
    case unknown
    case error
    case model
  }

  /// Reads a variant, which must end in a model that predicts or in one clear error.
  static func outcome(_ bytes: [UInt8]) throws -> Outcome {
    let file = MappedFile(bytes: bytes, name: "variant")
    guard let format = ModelFormatCatalog.format(of: file) else { return .unknown }
    do {
      let model = try format.load(file)
      let width = model.features.count
      guard width <= 10_000 else { return .model }
      let rows = Matrix(
        rows: 3, columns: width,
        elements: (0..<3 * width).map { [0, .missing, 1.5, .nan, -1e300][$0 % 5] })
      _ = try model.predict(rows, scale: model.outputs.scales[0])
      return .model
    } catch let error as ModelError {
      guard case .unreadable(let file, _, let reason) = error else { throw error }
      #expect(file == "variant" && !reason.isEmpty)
      return .error
    }
  }

  /// A file with some bytes changed, numbers exchanged for terrible ones, or parts moved.
  static func damaged(_ bytes: [UInt8], _ stream: inout RandomStream) -> [UInt8] {
    var bytes = bytes
    switch stream.nextBelow(4) {
    case 0:
      for _ in 0...stream.nextBelow(4) {
        bytes[stream.nextBelow(bytes.count)] = UInt8(stream.nextBelow(256))
      }
    case 1:
      let first = stream.nextBelow(bytes.count)
      bytes.removeSubrange(first..<min(bytes.count, first + 1 + stream.nextBelow(200)))
    case 2:
      let first = stream.nextBelow(bytes.count)
      let part = bytes[first..<min(bytes.count, first + 1 + stream.nextBelow(200))]
      bytes.insert(contentsOf: part, at: stream.nextBelow(bytes.count))
    default:
      let digits = bytes.indices.filter { bytes[$0] >= 0x30 && bytes[$0] <= 0x39 }
      guard !digits.isEmpty else { return bytes }
      var end = digits[stream.nextBelow(digits.count)]
      var start = end
      while start > 0, bytes[start - 1] >= 0x30, bytes[start - 1] <= 0x39 { start -= 1 }
      while end < bytes.count, bytes[end] >= 0x30, bytes[end] <= 0x39 { end += 1 }
      let texts = [
        "1152921504606846976", "-1", "nan", "inf", "1e308", "0", "2147483648",
        "99999999999999999999",
        "-2147483649", "65", "0.5", "null", "[]", "",
      ]
      bytes.replaceSubrange(start..<end, with: texts[stream.nextBelow(texts.count)].utf8)
    }
    return bytes
  }

  @Test(
    "are read in the end, or refused with one error",
    arguments: [
      "lightgbm_zero_as_missing/model.txt", "lightgbm_old_3_3_5_multiclass/model.txt",
      "lightgbm_categorical/model.txt", "catboost_categorical/model.json",
      "catboost_lossguide/model.json", "catboost_missing/model.json",
    ])
  func variants(name: String) throws {
    let whole = try MappedFile(path: Fixtures.path(name)).array
    #expect(try Self.outcome(whole) == .model)
    var stream = RandomStream(seed: 1, command: "test", purpose: "damage")
    var counts: [Outcome: Int] = [:]
    for count in stride(from: 0, to: whole.count, by: 100) {
      let isCut = String(decoding: whole[count...], as: UTF8.self).contains("\nend of trees\n")
      let isText = name.hasSuffix(".txt")
      // What is cut in its trees is no model; behind them only parameters stand.
      let outcome = try Self.outcome(Array(whole[..<count]))
      #expect(outcome != .model || isText && !isCut)
    }
    for _ in 0..<120 {
      counts[try Self.outcome(Self.damaged(whole, &stream)), default: 0] += 1
    }
    #expect(counts[.error, default: 0] > 10 && counts[.model, default: 0] > 10)
  }

  @Test("nested ten thousand deep are refused")
  func nesting() throws {
    let start = "{\"features_info\": {}, \"model_info\": {}, \"trees\": ["
    for opening in ["[", "{\"left\": "] {
      let text = start + String(repeating: opening, count: 10_000)
      let error = #expect(throws: ModelError.self) {
        try CatBoostJSON.load(MappedFile(bytes: Array(text.utf8), name: "deep"))
      }
      #expect(try #require(error?.description).contains("nested too deeply"))
    }
  }
}
