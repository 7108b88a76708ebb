import Foundation
import RetraceNumerics
import RetraceTables
import Testing

@testable import RetraceRuns

@Suite("Lightning logs")
struct LightningLogsTests {
  static let fixture = StoreFixtures.folder("lightning")

  @Test("Each version is a run, each cell a measure")
  func fixture() throws {
    let runs = try RunImporterCatalog.load(Self.fixture)
    #expect(runs.source == "Lightning log")
    #expect(runs.runs.map(\.header.id) == ["mlp/version_0", "mlp/version_1"])
    let run = try #require(runs.runs.first)
    #expect(run.name == "version_0")
    #expect(run.header.experiment == "mlp")
    #expect(
      run.params == [
        .init("dropout", .null), .init("hidden", .number(16)),
        .init("layers", .array([.number(8), .number(4)])), .init("lr", .number(0.05)),
        .init("n_in", .number(30)), .init("name", .text("größe, test")),
      ])
    let names = run.header.artifacts.map { String($0.split(separator: "/").last ?? "") }
    #expect(names == ["epoch=5-step=84.ckpt"])
    let table = run.metrics
    func row(_ number: Int) -> [Cell] {
      ["step", "epoch", "split", "metric", "value"].compactMap { table[$0]?[number] }
    }
    #expect(
      row(0) == [
        .number(4), .number(0), .missing, .text("lr"), .number(0.05000000074505806),
      ])
    #expect(
      row(1) == [
        .number(4), .number(0), .text("train"), .text("train_loss_step"),
        .number(0.3688198924064636),
      ])
    #expect(
      row(4) == [
        .number(13), .number(0), .text("valid"), .text("val_acc"), .number(0.9507042169570923),
      ])
    // All cells of the file but the empty ones, and those of the axes.
    let text = try String(
      contentsOfFile: "\(Self.fixture)/lightning_logs/mlp/version_0/metrics.csv", encoding: .utf8)
    let cells = text.split(whereSeparator: \.isNewline).dropFirst().flatMap { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      return (cells[1...1] + cells[3...]).filter { !$0.isEmpty }
    }
    #expect(table.rowCount == cells.count)
  }

  @Test("What is damaged is left out with a note")
  func damaged() throws {
    let folder = try TemporaryFolder()
    try StoreFixtures.write(
      [
        "version_3/metrics.csv": "epoch,step,loss,word\n0,1,nan,a\n0,2,-inf,b\n0,3,0.2",
        "version_3/hparams.yaml": "a: &x [*x]\n",
      ], in: folder.path)
    let run = try #require(try RunImporterCatalog.load(folder.path).runs.first)
    #expect(run.metrics.rowCount == 2)
    #expect(run.metrics["value"]?[1] == .number(-.infinity))
    #expect(run.params.isEmpty)
    #expect(run.notes.contains { $0.hasPrefix("without its 'hparams.yaml': ") })
    #expect(run.notes.contains("without the column 'word': it holds no numbers"))
    #expect(run.notes.contains("the last line of 'metrics.csv' is cut off and left out"))
  }

  @Test(
    "Tags are data, and bombs are refused quickly",
    arguments: [
      ("a: !!python/object/apply:os.system ['touch x']\n", "{\"a\": [\"touch x\"]}"),
      ("a: !!python/name:torch.nn.ReLU ''\n", "{\"a\": \"name:torch.nn.ReLU\"}"),
      ("a: !!python/object:argparse.Namespace {lr: 1e-3}\n", "{\"a\": {\"lr\": 0.001}}"),
      ("a: &x [1, 2]\nb: *x\nc: .inf\nd: '1'\ne: 0010\n", nil),
      (bomb, "its aliases stand for too many values"),
      ("a: " + String(repeating: "[", count: 100_000), "its values are nested too deeply"),
      (String(repeating: "- ", count: 100_000) + "1", "its values are nested too deeply"),
      ("? " + bomb + "\n", "its aliases stand for too many values"),
      ("a: 1\na: 2\n", "the name 'a' stands in it twice"),
      ("- 1\n", "it holds no names with values"),
      ("a: *x\n", "line 1, column 4: found undefined alias"),
    ] as [(String, String?)])
  func yaml(text: String, expected: String?) {
    let expected =
      expected ?? "{\"a\": [1, 2], \"b\": [1, 2], \"c\": \"inf\", \"d\": \"1\", \"e\": \"0010\"}"
    let result = Result {
      try Array(text.utf8).withUnsafeBytes { try YAMLText.members($0, isTyped: true) }
    }
    switch result {
    case .success(let members): #expect(JSON.object(members).serialized == expected)
    case .failure(let error): #expect("\(error)" == expected)
    }
  }

  static let bomb = (1...30).reduce("a0: &a0 [x, x, x, x]\n") { text, level in
    let item = "*a\(level - 1)"
    return text + "a\(level): &a\(level) [\(item), \(item), \(item), \(item)]\n"
  }
}
