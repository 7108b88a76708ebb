import RetraceCatalog
import RetraceExplain
import RetraceNumerics
import RetraceRuns
import RetraceTables
import Testing

/// Laws that every detector obeys.
@Suite("Detectors") struct DetectorLawTests {
  @Test("every detector describes itself", arguments: allDetectors.map { $0.name })
  func description(name: String) throws {
    let entry = try #require(allDetectors.first { $0.name == name }).entry
    #expect(entry.summary.hasSuffix(".") && entry.summary.count <= 80)
    #expect(!entry.discussion.isEmpty)
    #expect(entry.references.filter { !$0.contains("https://") } == [])
    #expect(name.allSatisfy { $0.isLowercase || $0 == "_" })
  }

  @Test("no two detectors have the same name")
  func names() { #expect(Set(allDetectors.map { $0.name }).count == allDetectors.count) }

  @Test("no detector fails on records of odd shapes", arguments: 0..<300)
  func odd(seed: Int) throws {
    var stream = SyntheticRuns.stream("odd", seed)
    func value() -> Double {
      switch stream.nextBelow(12) {
      case 0: .nan
      case 1: .infinity
      case 2: -.infinity
      case 3: .missing
      case 4: 0
      case 5: 1e308
      case 6: -1e308
      case 7: .leastNonzeroMagnitude
      default: stream.nextNormal()
      }
    }
    func column(_ count: Int) -> Column {
      switch stream.nextBelow(6) {
      case 0: Column(categories: (0..<count).map { _ in ["a", "b", nil][stream.nextBelow(3)] })
      case 1: Column(logicals: (0..<count).map { _ in [true, false, nil][stream.nextBelow(3)] })
      case 2: Column(texts: (0..<count).map { "t\($0)" })
      case 3: Column(numbers: [Double](repeating: value(), count: count))
      default: Column(numbers: (0..<count).map { _ in value() })
      }
    }
    func table(_ names: [String], _ count: Int) -> Table {
      Table(names.map { (name: $0, column: column(count)) })
    }
    var log = MetricLog()
    for _ in 0..<stream.nextBelow(120) {
      log.append(
        ["loss", "train_loss", "val_loss", "accuracy", "grad_norm"][stream.nextBelow(5)], value(),
        step: value(), epoch: value())
    }
    var header = RunHeader(name: "odd")
    header.target = stream.nextBool() ? "y" : nil
    header.classes = [[], ["a", "b"], ["a"], ["true", "false", "x"]][stream.nextBelow(4)]
    header.features = stream.nextBool() ? ["p", "q", "absent"] : []
    header.params = [.init("batch", .number(value()))]
    header.status = stream.nextBool() ? .diverged : .running
    let run = Run(
      header: header, metrics: log.table,
      train: table(["p", "q", "r", "y"], stream.nextBelow(80)),
      valid: stream.nextBool() ? table(["p", "q", "y"], stream.nextBelow(80)) : nil,
      steps: table(
        ["step", "epoch", "batch", "learning_rate", "loss", "gradient_norm"],
        stream.nextBelow(200)))
    let diagnosis = try Diagnosis(run)
    #expect(diagnosis.findings.allSatisfy { (0...1).contains($0.confidence) })
    _ = diagnosis.explanation.document
    _ = diagnosis.json.serialized
  }
}
