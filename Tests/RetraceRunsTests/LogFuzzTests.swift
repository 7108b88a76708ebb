import Foundation
import RetraceNumerics
import RetraceTables
import Testing

@testable import RetraceRuns

@Suite("Damaged logs")
struct LogFuzzTests {
  /// Things that have no place in a log.
  static let intruders: [[UInt8]] = [
    Array(String(repeating: "[", count: 2_000).utf8), Array("{\"a\":".utf8),
    Array("../../../etc/passwd".utf8), Array("99999999999999999999999999999".utf8),
    Array("1e999".utf8), Array("NaN".utf8), Array("-Infinity".utf8), [0x80, 0x04, 0x95, 0x2E],
    [0], [0xFF, 0xFE], Array("\"\\ud800\"".utf8), Array("\n\n,,,,\n".utf8), Array(";;;".utf8),
  ]

  @Test(
    "give an error or a run, whatever stands in them",
    arguments: [
      "keras/training.csv", "keras/training_semicolon.csv", "keras/history.json",
      "xgboost/sklearn_evals_result.json", "lightgbm/record_evaluation.json", "lightgbm/cv.json",
      "sklearn/mlp_loss_curve.json", "plain/log.jsonl", "plain/train.log",
      "huggingface/output/checkpoint-38/trainer_state.json",
    ])
  func damaged(_ name: String) throws {
    let folder = try TemporaryFolder()
    let importer = try #require(RunImporterCatalog.importer(for: FixtureFolder.path(name)))
    let original = Array(try Data(contentsOf: URL(filePath: FixtureFolder.path(name)))).prefix(
      2_500)
    let path = "\(folder.path)/\(name.split(separator: "/").last ?? "log")"
    var stream = RandomStream(seed: 3, command: "test", purpose: name)
    var loaded = 0
    for _ in 0..<2_000 {
      var bytes = Array(original)
      for _ in 0...stream.nextBelow(3) {
        let place = stream.nextBelow(max(1, bytes.count))
        switch stream.nextBelow(4) {
        case 0: bytes.removeLast(bytes.count - place)
        case 1: if !bytes.isEmpty { bytes[place] = UInt8(stream.nextBelow(256)) }
        case 2: if !bytes.isEmpty { bytes[place] ^= UInt8(1 << stream.nextBelow(8)) }
        default:
          bytes.insert(
            contentsOf: Self.intruders[stream.nextBelow(Self.intruders.count)], at: place)
        }
        if bytes.isEmpty { break }
      }
      try Data(bytes).write(to: URL(filePath: path))
      _ = RunImporterCatalog.importer(for: path)
      if let run = try? importer.runs(in: path).first {
        loaded += 1
        #expect(run.metrics.rowCount <= 2 * bytes.count)
      }
    }
    // Some damage is none: a digit for another, a line the fewer.
    #expect(loaded > 20 || name.hasSuffix(".json"))
  }
}
