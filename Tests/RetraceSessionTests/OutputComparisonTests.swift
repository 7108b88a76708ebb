import Testing

@testable import RetraceSession

@Suite("Comparing what was printed with what is written")
struct OutputComparisonTests {
  @Test(
    "Lines agree",
    arguments: [
      ("accuracy 0.7312", "accuracy 0.7313"),
      ("accuracy 0.7312", "accuracy 0.73115"),
      ("loss 1.2e-05", "loss 1.3e-05"),
      ("age │ 0.5", "age |    0.5"),
      ("R² 0.53, 5,000 samples", "R² 0.54, 5,000 samples"),
      ("(0.25)", "(0.26)"),
      ("┤0.50 ▇▇▇", "┤0.51 ▇▇"),
      ("x 1.0", "x 1"),
      ("x 0", "x -0"),
      ("nan inf", "nan inf"),
      ("-0.0", "0.0"),
      ("mlp 20-32-16-1", "mlp 20-32-16-1"),
      ("────", "--------"),
    ])
  func agree(expected: String, actual: String) {
    #expect(OutputComparison(expected: [expected], actual: [actual]).difference == nil)
  }

  @Test(
    "Lines differ",
    arguments: [
      ("accuracy 0.7312", "accuracy 0.7314"),
      ("rows 1000", "rows 1001"),
      ("1,000 rows", "1,001 rows"),
      ("version 0.1.0", "version 0.1.1"),
      ("good", "bad"),
      ("x4 0.1", "x5 0.1"),
      ("0.5 0.6", "0.5"),
      ("0.5", "nan"),
      ("1", "0.9"),
      ("└ 0.25", "└ -0.25"),
      ("20-32-16-1", "20-32-8-1"),
    ])
  func differ(expected: String, actual: String) {
    #expect(OutputComparison(expected: [expected], actual: [actual]).difference != nil)
  }

  @Test("The first difference is named with its words")
  func firstDifference() throws {
    let comparison = OutputComparison(
      expected: ["a 1", "", "b 0.25", "c 3"], actual: ["a 1", "b 0.75", "c 4"])
    let difference = try #require(comparison.difference)
    #expect(difference.expected == "b 0.25")
    #expect(difference.actual == "b 0.75")
    #expect(difference.words?.expected == "0.25")
    #expect(difference.words?.actual == "0.75")
    #expect(comparison.differingLines == 2)
    #expect(!comparison.isNumericNoise)
  }

  @Test("Small differences of numbers are noise, large ones and words are not")
  func noise() {
    #expect(OutputComparison(expected: ["x 0.12345"], actual: ["x 0.12347"]).isNumericNoise)
    #expect(!OutputComparison(expected: ["x 0.12345"], actual: ["x 0.12355"]).isNumericNoise)
    #expect(!OutputComparison(expected: ["x 0.12"], actual: ["x 0.92"]).isNumericNoise)
    #expect(!OutputComparison(expected: ["x 0.12"], actual: ["y 0.12"]).isNumericNoise)
    #expect(!OutputComparison(expected: ["x 0.12"], actual: ["x 0.12"]).isNumericNoise)
  }

  @Test("A missing and a surplus line are differences")
  func lines() {
    #expect(OutputComparison(expected: ["a", "b"], actual: ["a"]).difference?.actual == nil)
    #expect(OutputComparison(expected: ["a"], actual: ["a", "b"]).difference?.expected == nil)
    #expect(OutputComparison(expected: [], actual: ["───"]).difference == nil)
  }
}
