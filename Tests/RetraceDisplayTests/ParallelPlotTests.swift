import RetraceDisplay
import RetraceTables
import Testing

@Suite("Parallel coordinates") struct ParallelPlotTests {
  static let figure = Figure(
    .parallel(
      axes: [
        .init("rate", isLogarithmic: true), .init("kind", levels: ["a", "b"]), .init("accuracy"),
      ],
      lines: [
        .init("one", [0.1, 1, 0.9], isBest: true), .init("two", [0.001, 0, 0.1], isBest: false),
        .init("three", [.nan, 0, 0.5], isBest: false),
      ]), height: 8)

  static func draw(_ figure: Figure, width: Int, isASCII: Bool) -> String {
    let options = RenderingOptions(width: width, isASCII: isASCII)
    return TerminalRenderer(options).render(Document([.figure(figure)]))
  }

  @Test("no line is wider than the screen, and ASCII is ASCII", arguments: [20, 44, 80, 200])
  func widths(width: Int) {
    for isASCII in [false, true] {
      let text = Self.draw(Self.figure, width: width, isASCII: isASCII)
      #expect(text.split(separator: "\n").allSatisfy { TextWidth.width(of: String($0)) <= width })
      #expect(!isASCII || text.utf8.allSatisfy { $0 < 128 })
    }
  }

  @Test("the good line is drawn with strokes, the others with dots")
  func strokes() {
    let text = Self.draw(Self.figure, width: 60, isASCII: true)
    #expect(text.contains("*"))
    #expect(text.contains("-"))
    #expect(text.contains("."))
    #expect(text.contains("1 with a gap where a value is missing"))
    #expect(text.contains("3 lines, 1 marked: rate 0.1, kind b, accuracy 0.9"))
  }

  @Test("axes that do not fit are named, but for the last one")
  func manyAxes() {
    let axes = (0..<12).map { Figure.ParallelAxis("axis\($0)") }
    let lines = [Figure.ParallelLine("x", axes.indices.map(Double.init), isBest: true)]
    let figure = Figure(.parallel(axes: axes, lines: lines))
    let text = Self.draw(figure, width: 44, isASCII: false)
    #expect(text.contains("axis11"))
    #expect(text.contains("without the axes axis3"))
  }

  @Test("its table has a column per axis, levels as words")
  func table() {
    #expect(Self.figure.table.names == ["name", "rate", "kind", "accuracy"])
    #expect(Self.figure.table["kind"]?[0] == .text("b"))
    #expect(Self.figure.table["rate"]?[2] == .missing)
  }
}
