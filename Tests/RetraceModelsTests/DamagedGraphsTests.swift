import RetraceNumerics
import RetraceTables
import Testing

@testable import RetraceModels

@Suite("Damaged ONNX and safetensors files")
struct DamagedGraphsTests {
  enum Outcome {
    case unknown
    case error
    case model
  }

  static let names = [
    "onnx/gradient_boosting_regressor/model.onnx", "onnx/random_forest/model_zipmap.onnx",
    "onnx/mlp_classifier/model.onnx", "onnx/pipeline_logistic/model.onnx",
    "onnx/svc/model.onnx", "onnx/mixed2/model.onnx", "onnx/mixed3/model.onnx",
    "onnx/wine_calib/model.onnx", "torch_mlp/model_dynamo.onnx",
    "torch_mlp/model_fp16.safetensors",
  ]

  /// Reads a variant, which must end in a model that predicts or in one clear error.
  ///
  /// The other runtime is left out: what it does with damaged graphs is its own.
  static func outcome(_ bytes: [UInt8]) throws -> Outcome {
    let file = MappedFile(bytes: bytes, name: "variant")
    guard let format = ModelFormatCatalog.format(of: file) else { return .unknown }
    do {
      let model =
        format == ONNXFormat.self
        ? try file.withBytes { bytes in
          try ONNXCompiler(ONNXReader.graph(bytes), ModelHints()).model().0
        } : try format.load(file)
      let width = model.features.count
      guard width <= 10_000 else { return .model }
      let rows = Matrix(
        rows: 3, columns: width,
        elements: (0..<3 * width).map { [0, .missing, 1.5, .nan, -1e300, 7][$0 % 6] })
      do {
        _ = try model.predict(rows, scale: model.outputs.scales[0])
      } catch let error as ModelError {
        guard case .refusedRows = error else { throw error }
      }
      return .model
    } catch let error as GraphError {
      #expect(!error.reason.isEmpty)
      return .error
    } catch let error as ModelError {
      #expect(error.description.contains("'variant' cannot be read"))
      return .error
    }
  }

  /// A file with some bytes changed, sizes made huge, numbers made NaN, or parts moved.
  static func damaged(_ bytes: [UInt8], _ stream: inout RandomStream) -> [UInt8] {
    var bytes = bytes
    let first = stream.nextBelow(bytes.count)
    let rest = bytes.count - first
    switch stream.nextBelow(5) {
    case 0:
      for _ in 0...stream.nextBelow(4) {
        bytes[stream.nextBelow(bytes.count)] = UInt8(stream.nextBelow(256))
      }
    case 1: bytes[first] ^= 1 << UInt8(stream.nextBelow(8))
    case 2: bytes.removeSubrange(first..<first + min(rest, 1 + stream.nextBelow(60)))
    case 3:
      let part = bytes[first..<first + min(rest, 1 + stream.nextBelow(60))]
      bytes.insert(contentsOf: part, at: stream.nextBelow(bytes.count))
    default:
      // 2^60 and −1 as whole numbers, NaN and infinity as 32-bit floats.
      let numbers: [[UInt8]] = [
        [UInt8](repeating: 0x80, count: 8) + [0x10], [UInt8](repeating: 0xFF, count: 9) + [0x01],
        [0, 0, 0xC0, 0x7F], [0, 0, 0x80, 0x7F], [0, 0, 0, 0],
      ]
      let number = numbers[stream.nextBelow(numbers.count)]
      bytes.replaceSubrange(first..<first + min(rest, number.count), with: number)
    }
    return bytes
  }

  @Test("are read in the end, or refused with one error", arguments: names)
  func variants(name: String) throws {
    let whole = try MappedFile(path: Fixtures.path(name)).array
    #expect(try Self.outcome(whole) == .model)
    for count in stride(from: 0, to: whole.count, by: 100) {
      #expect(try Self.outcome(Array(whole[..<count])) != .model)
    }
    var stream = RandomStream(seed: 1, command: "test", purpose: "damage")
    var counts: [Outcome: Int] = [:]
    for _ in 0..<100 {
      counts[try Self.outcome(Self.damaged(whole, &stream)), default: 0] += 1
    }
    #expect(counts[.error, default: 0] > 3)
  }
}
