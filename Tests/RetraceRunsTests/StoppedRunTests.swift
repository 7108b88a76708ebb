import Foundation
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables
import Testing

/// Training that is stopped or killed, each in a process of its own.
@Suite("Runs that are stopped")
struct StoppedRunTests {
  /// Where the children leave their runs, one folder per way to be stopped.
  static func folder(_ name: String) -> String {
    FileManager.default.temporaryDirectory.appending(path: "retrace-stopped-\(name)").path
  }

  static func options(epochs: Int) -> TrainingOptions {
    var options = TrainerTests.options("y", .mlp(hidden: [8]))
    options.epochs = epochs
    return options
  }

  @Test("by the user keep the epochs that are done")
  func interrupted() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      Progress.observe { _, done, _ in if done == 3 { Interruption.request() } }
      let run = try Trainer.train(
        TrainerTests.table(), StoppedRunTests.options(epochs: 50), folder: folder.path)
      try #require(run.isInterrupted && run.epochCount == 3 && Interruption.isRequested)
      Interruption.clear()
      try #require(run.notes.last == "stopped after 3 of 50 epochs")
      let tensors = try TensorFile(path: "\(folder.path)/examples.safetensors")
      try #require(tensors.entry("train.logits")?.shape == [4, 320, 1])
      try #require(try run.requireExamples().batchOrder(epoch: 3).sorted() == Array(0..<320))
    }
  }

  @Test("before the first epoch is done leave nothing")
  func nothing() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      Progress.observe { _, done, _ in if done == 0 { Interruption.request() } }
      #expect(throws: Interrupted.self) {
        try Trainer.train(
          TrainerTests.table(), StoppedRunTests.options(epochs: 5), folder: "\(folder.path)/run")
      }
      try #require(!FileManager.default.fileExists(atPath: "\(folder.path)/run"))
    }
  }

  // One after the other, as each looks at the folders of all dead children.
  @Test("by SIGKILL hold whole epochs", .serialized, arguments: 0..<8)
  func killed(number: Int) async throws {
    // The child waits its own time, drawn from its process number, and dies in the midst.
    await #expect(processExitsWith: .signal(SIGKILL)) {
      let delay = 20_000 + UInt32(getpid()) &* 2_654_435_761 % 150_000
      let folder = "\(StoppedRunTests.folder("killed"))/\(getpid())"
      Thread.detachNewThread {
        usleep(delay)
        kill(getpid(), SIGKILL)
      }
      _ = try Trainer.train(
        TrainerTests.table(), StoppedRunTests.options(epochs: 5_000), folder: folder)
    }
    let folder = Self.folder("killed")
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      let path = "\(folder)/\(name)"
      // Another child may just be writing: only folders of dead ones are looked at.
      guard let process = Int32(name), kill(process, 0) != 0 else { continue }
      defer { try? FileManager.default.removeItem(atPath: path) }
      guard RunReader.holdsRun(path) else { continue }
      try Self.check(RunReader.load(path))
    }
  }

  /// Every record of a run covers the same epochs, and those alone.
  static func check(_ run: Run) throws {
    let epochs = run.epochCount
    #expect(run.header.status == .running)
    #expect(run.notes.count == 3, "\(run.notes)")
    #expect(run.metrics.rowCount == 6 * (epochs + 1))
    #expect(run.steps?.rowCount == 10 * epochs)
    let examples = try run.requireExamples()
    let model = try run.requireModel()
    let train = try run.requireTrain()
    let margins = try model.predict(model.features.matrix(of: train), scale: .margin)
    let logits = try examples.logits("train", epoch: epochs)
    #expect(margins.elements.map { Float($0) } == logits.elements.map { Float($0) })
    for epoch in 0...epochs { _ = try run.model(atEpoch: epoch) }
    if epochs > 0 {
      #expect(try examples.batchOrder(epoch: epochs).sorted() == Array(0..<320))
    }
  }
}
