import Foundation
import RetraceCatalog
import RetraceDisplay
import RetraceExplain
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables
import Testing

@Suite("Diagnosis") struct DiagnosisTests {
  @Test("a run with nothing in it is skipped by every detector, with a reason")
  func empty() throws {
    let run = Run(header: RunHeader(name: "empty"), metrics: MetricLog().table)
    let diagnosis = try Diagnosis(run)
    #expect(diagnosis.findings.isEmpty)
    #expect(diagnosis.clean.isEmpty)
    #expect(diagnosis.skipped.map(\.detector) == allDetectors.map { $0.name })
    #expect(diagnosis.skipped.allSatisfy { !$0.reason.isEmpty })
  }

  @Test("a healthy run says which detectors found nothing and which could not look")
  func healthy() throws {
    let run = try TrainedRuns.healthy(3)
    let diagnosis = try Diagnosis(run)
    #expect(diagnosis.findings.map(\.message) == [])
    #expect(diagnosis.skipped.map(\.detector) == ["unstable_seeds"])
    #expect(diagnosis.clean.count == allDetectors.count - 1)
    #expect(diagnosis.summary == "diagnosis · mlp of y · nothing found")
  }

  @Test("the onset of overfitting is found where it is", arguments: 1...20)
  func onset(seed: Int) throws {
    let (run, onset) = SyntheticRuns.overfit(seed)
    let finding = try #require(try Diagnosis(run, only: .named(["overfitting"])).findings.first)
    guard
      case .number(let epoch)? = finding.evidence.first(where: { $0.key == "onset_epoch" })?.value
    else {
      Issue.record("no onset")
      return
    }
    let length = run.metrics.rowCount / 2
    #expect(abs(epoch - onset) <= max(3, 0.2 * Double(length)))
  }

  @Test("a spike is found at its step")
  func spike() throws {
    let (run, step) = SyntheticRuns.spiked(5)
    let finding = try #require(try Diagnosis(run, only: .named(["loss_spike"])).findings.first)
    #expect(finding.evidence.first { $0.key == "step" }?.value == .number(Double(step)))
  }

  @Test("the row that makes the loss leap is named")
  func culprit() throws {
    let (run, rows) = try DetectionRateTests.spoiled(4)
    let finding = try #require(try Diagnosis(run, only: .named(["loss_spike"])).findings.first)
    #expect(
      rows.contains { finding.message.contains("row \($0) ") }, "\(finding.message)")
  }

  @Test("flipped labels are told as rows, most of them rightly")
  func labels() throws {
    let (table, data) = try #require(try TrainedRuns.example(6))
    let run = try TrainedRuns.train(table, seed: 6, .mlp(), target: data.target) { options in
      options.truth = data.truth.json
    }
    let finding = try #require(try Diagnosis(run, only: .named(["label_noise"])).findings.first)
    guard case .array(let items)? = finding.evidence.first(where: { $0.key == "rows" })?.value,
      case .number(let share)? = finding.evidence.first(where: { $0.key == "share" })?.value
    else {
      Issue.record("no rows")
      return
    }
    let flipped = Set(try #require(try run.flippedRows("train")))
    let right = items.count { item in
      if case .number(let row) = item { flipped.contains(Int(row)) } else { false }
    }
    #expect(items.count >= 10)
    #expect(Double(right) >= 0.6 * Double(items.count), "\(right) of \(items.count)")
    #expect(abs(share - 0.08) < 0.05)
  }

  @Test("findings come by severity, then by confidence")
  func order() throws {
    var losses = SyntheticRuns.positiveSeries("order", 1)
    losses[100] = .nan
    losses[150] *= 30
    let diagnosis = try Diagnosis(SyntheticRuns.stepped(losses: losses))
    let ranks = diagnosis.findings.map {
      ["critical": 0, "warning": 1, "note": 2][$0.severity.rawValue]
    }
    #expect(ranks.count >= 2)
    #expect(ranks.compactMap { $0 } == ranks.compactMap { $0 }.sorted())
  }

  @Test("the JSON form has the keys that scripts rely on")
  func json() throws {
    let json = try Diagnosis(SyntheticRuns.overfit(2).run).json
    guard case .object(let members) = json, case .array(let findings)? = json["findings"] else {
      Issue.record("no object")
      return
    }
    #expect(members.map(\.key) == ["kind", "findings", "clean", "skipped", "notes"])
    #expect(json["kind"] == .text("diagnosis"))
    let first = try #require(findings.first)
    for key in ["kind", "severity", "confidence", "message", "evidence", "try"] {
      #expect(first[key] != nil, "\(key)")
    }
  }

  @Test("what is shown fits 44 columns, in Unicode and in ASCII", arguments: [false, true])
  func width(isASCII: Bool) throws {
    for run in [
      SyntheticRuns.overfit(2).run, SyntheticRuns.spiked(3).run, SyntheticRuns.healthy(1),
    ] {
      var options = RenderingOptions()
      options.width = 44
      options.isASCII = isASCII
      let text = TerminalRenderer(options).render(try Diagnosis(run).explanation.document)
      for line in text.split(separator: "\n") { #expect(TextWidth.width(of: String(line)) <= 44) }
      if isASCII { #expect(text.unicodeScalars.filter { !$0.isASCII }.isEmpty) }
    }
  }

  @Test("a name that no detector has is refused with those there are")
  func unknown() throws {
    #expect {
      _ = try Diagnosis(SyntheticRuns.healthy(1), only: .named(["overfit"]))
    } throws: { error in
      "\(error)".contains("'overfit'") && "\(error)".contains("overfitting")
    }
  }

  @Test("several runs are told apart by name, and how far their seeds differ")
  func several() throws {
    let runs = SyntheticRuns.grid(1, settings: 0, seeds: 0.1) + [SyntheticRuns.notFinite(1)]
    let diagnosis = try Diagnosis(runs: runs)
    #expect(diagnosis.findings.first?.kind == "not_finite")
    #expect(diagnosis.findings.first?.run == "made")
  }

  @Test("the cheap detectors take milliseconds of a long run")
  func cheap() throws {
    let losses = (0..<10).flatMap { SyntheticRuns.positiveSeries("long", $0) }
    let run = SyntheticRuns.run(
      train: (0..<2_000).map { 0.2 + exp(-0.003 * Double($0)) },
      valid: (0..<2_000).map { 0.3 + exp(-0.003 * Double($0)) },
      steps: SyntheticRuns.table(steps: losses, norms: losses))
    let start = Self.milliseconds
    _ = try Diagnosis.findings(of: run, only: .cheap)
    let elapsed = Self.milliseconds - start
    if DetectionRateTests.showsRates {
      print("cheap detectors: \(elapsed) ms for \(losses.count) steps")
    }
    #expect(elapsed < 60)
  }

  /// What this thread has used of a processor.
  private static var milliseconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }

  @Test(
    "what was planted in the examples is found, by default training",
    arguments: ExampleData.names)
  func examples(name: String) throws {
    let count = DetectionRateTests.showsRates ? 20 : 1
    var found: [String: Int] = [:]
    for seed in 1...count {
      let data = try #require(ExampleData(name, seed: UInt64(seed)))
      let folder = FileManager.default.temporaryDirectory
        .appending(path: "retrace-diagnosis-\(UUID().uuidString)").path
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let run = try data.train(folder: folder, seed: UInt64(seed))
      let diagnosis = try Diagnosis(run)
      for kind in Set(diagnosis.findings.map(\.kind)) { found[kind, default: 0] += 1 }
      if seed == 1 {
        let leak = diagnosis.findings.first { $0.kind == "telling_feature" }
        #expect(leak?.message.contains("'\(data.truth.leak)'") == true)
        #expect(diagnosis.findings.contains { $0.kind == "label_noise" })
      }
    }
    if count > 1 {
      for (kind, number) in found.sorted(by: { $0.key < $1.key }) {
        print("example \(name): \(kind) in \(number) of \(count)")
      }
    }
  }
}
