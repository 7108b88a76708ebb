import Glibc
import RetraceDisplay
import RetraceNumerics
import Testing

@Suite("Figures on a terminal")
struct FigureTests {
  private func draw(_ figure: Figure, width: Int = 60, isASCII: Bool = false) -> String {
    let options = RenderingOptions(width: width, isASCII: isASCII)
    return TerminalRenderer(options).render(Document([.figure(figure)]))
  }

  @Test("A small plot, to the letter")
  func smallPlot() {
    let figure = Figure(
      .lines([.init("up", x: [0, 1, 2], y: [0, 1, 2]), .init("down", x: [0, 2], y: [2, 0])]),
      title: "crossing", xLabel: "step", width: 30, height: 7)
    let expected = """
      crossing
      2 ┤━━┓       ·       ╭─ ─ up
        │  ┗━━┓         ╭──╯
        │     ┗━━┓   ╭──╯
      1 ┤        ┗╭──╯      ·
        │      ╭──╯  ┗━━┓
        │  ╭───╯        ┗━━┓
      0 ┤──╯       ·       ┗━ ━ down
        └┬─────────┬────────┬
         0         1        2
                 step
      up rises 0 → 2 over step 0..2;
      down falls 2 → 0 over step
      0..2

      """
    #expect(draw(figure) == expected)
  }

  @Test(
    "Captions say what the data does",
    arguments: [
      ([2.3, 1, 0.05], "falls 2.3 → 0.05 over 0..2"),
      ([1, 3, 2], "rises 1 → 2 over 0..2, max 3 at 1"),
      ([5, 5, 5], "stays at 5 over 0..2"),
      ([1, 0, 1], "moves between 0 and 1, 1 → 1 over 0..2, min 0 at 1"),
      ([.nan, 4, .nan], "is one point: 4 at 1"), ([.nan, .nan, .infinity], "has no points"),
      ([1e9, 1e9 + 2, 1e9 + 1], "rises 1000000000 → 1000000001 over 0..2, max 1000000002 at 1"),
    ] as [([Double], String)])
  func captions(y: [Double], expected: String) {
    let text = draw(Figure(.lines([.init("", x: [0, 1, 2], y: y)])), width: 100)
    #expect(text.split(separator: "\n").contains { $0 == expected }, "\(text)")
  }

  @Test("What is not drawn is counted")
  func undrawn() {
    let y: [Double] = [1, .nan, .missing, .infinity, -.infinity, -3, 2]
    let x = y.indices.map(Double.init)
    let text = draw(Figure(.lines([.init("", x: x, y: y)]), isLogarithmicY: true), width: 100)
    #expect(
      text.split(separator: "\n").joined(separator: " ").hasSuffix(
        "1 NaN not drawn; 1 missing not drawn; 2 not positive, not drawn on the log axis; "
          + "1 infinite marked ↑ at the edge"))
    let limited = Figure(.scatter([.init("", x: [0, 1, 2], y: [0, 5, -5])]), yLimits: -1...1)
    #expect(draw(limited).hasSuffix("2 beyond the axis marked ↑ ↓ at the edge\n"))
  }

  @Test("A line that lies under another is told")
  func hidden() {
    let series = ["first", "second"].map { Figure.Series($0, x: [0, 1], y: [0, 1]) }
    #expect(draw(Figure(.lines(series))).hasSuffix("second lies under the others\n"))
  }

  @Test(
    "Ticks are round numbers with equally many decimals",
    arguments: [
      (0.0, 2.3), (0.71, 0.93), (-2.02, 2.03), (1e-7, 9e-7), (3, 4000), (-1e308, 1e308),
      (0, 5e-320), (1e9, 1e9 + 1e-4), (0.3, 0.1 + 0.2), (17, 17), (-5, -5), (0, 0),
    ])
  func ticks(low: Double, high: Double) throws {
    let text = draw(Figure(.scatter([.init("", x: [0, 1], y: [low, high])])))
    let labels = text.split(separator: "\n").compactMap { line -> String? in
      guard let end = line.firstIndex(of: "┤") else { return nil }
      return line[..<end].filter { $0 != " " }
    }
    #expect(labels.count >= 2, "\(text)")
    #expect(Set(labels).count == labels.count)
    let decimals = labels.map { $0.split(separator: ".").dropFirst().first?.count ?? 0 }
    #expect(Set(decimals).count == 1, "\(labels)")
    let numbers = try labels.map { try #require(Double($0)) }
    let steps = zip(numbers, numbers.dropFirst()).map { $0 - $1 }
    #expect(steps.allSatisfy { abs($0 - steps[0]) < 1e-9 * abs(steps[0]) }, "\(labels)")
    let mantissa = steps[0] / pow(10, log10(steps[0]).rounded(.down))
    #expect([1, 2, 5, 10].contains { abs(mantissa - $0) < 1e-6 }, "\(labels)")
  }

  @Test("Bars show their sign in the number and in the side, equal ones equally long")
  func bars() {
    let figure = Figure(.bars([.init("a", 1), .init("b", -1, error: 0.25), .init("c", 0)]))
    let expected = """
      a  +1                      |############
      b  -1 +/-0.25  ############|
      c   0                      |
      3 bars: largest a +1, smallest b -1

      """
    #expect(draw(figure, width: 40, isASCII: true) == expected)
  }

  @Test("Histograms of many, few, uneven and infinite edges have all their counts")
  func histograms() {
    let many = Figure(
      .histogram(edges: (0...500).map(Double.init), counts: Array(repeating: 2, count: 500)))
    #expect(draw(many).contains("1,000 in 500 bins over 0..500"))
    #expect(draw(many).contains("bins narrower than a cell share one with others"))
    let open = Figure(.histogram(edges: [-.infinity, 0, 1, .infinity], counts: [1, 2, 3]))
    #expect(draw(open).contains("-inf..0") && draw(open).contains("1..inf"))
  }
}
