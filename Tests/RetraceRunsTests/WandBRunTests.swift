import Foundation
import RetraceNumerics
import RetraceTables
import Testing

@testable import RetraceRuns

@Suite("W&B offline runs")
struct WandBRunTests {
  static let fixture = StoreFixtures.folder("wandb")

  @Test("Config, history, summary and exit are as they were logged")
  func expected() throws {
    let found = try RunImporterCatalog.load(Self.fixture)
    #expect(found.source == "W&B offline run")
    let json = try JSONParser.parse(path: "\(Self.fixture)/expected.json")
    guard case .array(let expected)? = json["runs"] else {
      Issue.record("no runs are expected")
      return
    }
    #expect(found.runs.count == expected.count)
    for (run, one) in zip(found.runs, expected) { check(run, one) }
    let run = try #require(found.runs.first)
    #expect(run.header.experiment == "fixtures")
    #expect(run.header.tags.contains(.init("tags", .text("fixture, größe"))))
    #expect(run.header.environment.contains(.init("host", .text("trainbox"))))
    #expect(run.header.artifacts.contains { $0.hasSuffix("/files/requirements.txt") })
    #expect(found.runs.allSatisfy { $0.metrics["time"]?[0] != .missing })
  }

  private func check(_ run: Run, _ expected: JSON) {
    #expect(expected["id"] == .text(run.header.id))
    #expect(expected["name"] == .text(run.name))
    #expect(run.header.status == (expected["exit_code"] == .number(0) ? .finished : .failed))
    #expect(expected["config"] == .object(run.params))
    guard case .array(let history)? = expected["history"], let names = run.metrics["metric"],
      let values = run.metrics["value"], let steps = run.metrics["step"]
    else {
      Issue.record("there is no history")
      return
    }
    var count = 0
    for (step, record) in history.enumerated() {
      guard case .object(let members) = record else { continue }
      for member in members {
        guard case .number(let number) = member.value else { continue }
        count += 1
        #expect(
          (0..<run.metrics.rowCount).contains {
            names[$0] == .text(member.key) && steps[$0] == .number(Double(step))
              && values[$0] == .number(number)
          }, "\(member.key) at \(step)")
      }
    }
    // The best value is in the summary alone.
    #expect(run.metrics.rowCount == count + 1)
    let last = run.metrics.rowCount - 1
    #expect(names[last] == .text("best_valid_loss"))
    if case .number(let best)? = expected["best_valid_loss"] {
      #expect(values[last] == .number(best))
    }
    let histogram = history.first?["grad/0.weight"]
    guard case .array(let counts)? = histogram?["values"],
      case .array(let edges)? = histogram?["bins"],
      let buckets = run.tables.first(where: { $0.name == "histogram_buckets" })?.table
    else {
      Issue.record("there are no histograms")
      return
    }
    #expect(buckets.rowCount == counts.count * history.count)
    for (row, count) in counts.enumerated() {
      #expect(buckets["count"]?[row] == number(count))
      #expect(buckets["left"]?[row] == number(edges[row]))
      #expect(buckets["right"]?[row] == number(edges[row + 1]))
    }
  }

  private func number(_ json: JSON) -> Cell {
    guard case .number(let number) = json else { return .missing }
    return .number(number)
  }

  @Test("Damage is noted with its place, what lies behind it is kept")
  func damaged() throws {
    let folder = try TemporaryFolder()
    let name = "wandb/offline-run-20261121_205310-fxarun0/run-fxarun0.wandb"
    var bytes = Array(try Data(contentsOf: URL(filePath: "\(Self.fixture)/\(name)")))
    let path = "\(folder.path)/run-x.wandb"
    try Data(bytes[..<40_000]).write(to: URL(filePath: path))
    var run = try #require(try RunImporterCatalog.load(path).runs.first)
    #expect(run.header.status == .running)
    #expect(run.notes.contains { $0.hasSuffix("the file ends inside a record") })
    #expect(run.metrics.rowCount > 60)
    bytes[20_000] ^= 1
    try Data(bytes).write(to: URL(filePath: path))
    run = try #require(try RunImporterCatalog.load(path).runs.first)
    #expect(run.header.status == .finished)
    #expect(run.notes.contains { $0.contains("a record's checksum is wrong") })
  }
}
