import RetraceDisplay
import Testing

@testable import RetraceShell

@Suite("The bar of long work")
struct ProgressBarTests {
  @Test("It never reaches the edge", arguments: [1, 8, 20, 39, 40, 80, 200], [true, false])
  func width(columns: Int, isASCII: Bool) {
    for share in [-1, 0, 0.004, 0.5, 1, 2, .nan] {
      let line = ProgressBar.line(
        "training epoch 3 of 20,\nloss 0.52 日本", share: share, secondsLeft: 75, width: columns,
        isASCII: isASCII)
      #expect(TextWidth.width(of: line) < max(columns, 7))
      if isASCII { #expect(!line.contains("█")) }
    }
  }

  @Test("It says what, how far and how long")
  func words() {
    let line = ProgressBar.line("lime", share: 0.5, secondsLeft: 61, width: 60, isASCII: true)
    #expect(line == "##########..........  50%  lime  1 min 1 s left")
  }

  @Test(
    "Durations are words",
    arguments: [
      (0.2, "1 s"), (59, "59 s"), (125, "2 min 5 s"), (7260, "2 h 1 min"), (.infinity, "days"),
    ]) func durations(seconds: Double, expected: String)
  {
    #expect(ProgressBar.duration(seconds) == expected)
  }
}
