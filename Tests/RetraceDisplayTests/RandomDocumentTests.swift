import RetraceDisplay
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Whatever the document")
struct RandomDocumentTests {
  /// SplitMix64, so that every run draws the same.
  struct Source: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  static let specials: [Double] = [
    .nan, .infinity, -.infinity, -0.0, 0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
    .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .missing, 1e-310, 1e15, 0.1, 1e9 + 1e-6,
  ]

  static let texts = [
    "", " ", "a", "age", "status = no checking account", "日本語の長い列の名前", "👩‍👩‍👧‍👦 family", "e\u{301}té",
    "\u{1B}[31mred", "tab\there", "line\nfeed", "नमस्ते दुनिया", "\u{FE0F}", "\u{200D}", "🇩🇪🇫🇷",
    "\u{AC00}\u{11A8}",
    "averylongwordwithoutanyblanksinitthatmustbebrokensomewhere", "\u{202E}rtl",
    "a\u{300}\u{301}\u{302}", "ﷺ", "1️⃣",
  ]

  static func number(_ source: inout Source) -> Double {
    switch Int.random(in: 0..<8, using: &source) {
    case 0: specials.randomElement(using: &source) ?? 0
    case 1: Double(bitPattern: UInt64.random(in: 0...(.max), using: &source))
    case 2: Double(Int.random(in: -1_000...1_000, using: &source))
    case 3: Double.random(in: -1e-5...1e-5, using: &source)
    default: Double.random(in: -3...3, using: &source)
    }
  }

  static func numbers(_ count: Int, _ source: inout Source) -> [Double] {
    switch Int.random(in: 0..<5, using: &source) {
    case 0: return Array(repeating: number(&source), count: count)
    case 1: return (0..<count).map { Double($0) }
    case 2: return (0..<count).map { _ in Double.random(in: 0...1, using: &source) }
    default: return (0..<count).map { _ in number(&source) }
    }
  }

  static func text(_ source: inout Source) -> String {
    texts.randomElement(using: &source) ?? ""
  }

  static func block(_ source: inout Source) -> Document.Block {
    let count = [0, 1, 2, 3, 17, 60].randomElement(using: &source) ?? 0
    let names = (0..<count).map { _ in text(&source) }
    let values = numbers(count, &source)
    let bars = zip(names, values).map { name, value in
      Figure.Bar(name, value, error: Bool.random(using: &source) ? number(&source) : nil)
    }
    let series = (0..<Int.random(in: 0...6, using: &source)).map { _ in
      Figure.Series(
        text(&source), x: numbers(count, &source), y: numbers(count, &source),
        isFaint: Int.random(in: 0..<4, using: &source) == 0)
    }
    let contents: [Figure.Content] = [
      .bars(bars), .lines(series), .scatter(series),
      .histogram(edges: numbers(count + 1, &source).sorted(), counts: values.map { abs($0) }),
      .histogram(edges: (0...count).map(Double.init), counts: values),
      .heatMap(
        rows: Array(names.prefix(8)), columns: names,
        values: (0..<8).map { _ in numbers(count, &source) }),
      .boxes(names.map { .init($0, numbers(5, &source)) }),
      .waterfall(base: number(&source), steps: bars, total: number(&source)),
      .parallel(
        axes: names.prefix(9).map { name in
          Figure.ParallelAxis(
            name, levels: Bool.random(using: &source) ? Array(names.prefix(4)) : nil,
            isLogarithmic: Bool.random(using: &source))
        },
        lines: names.map { name in
          Figure.ParallelLine(
            name, numbers(9, &source), isBest: Int.random(in: 0..<4, using: &source) == 0)
        }),
    ]
    if Int.random(in: 0..<3, using: &source) == 0 { return words(names, &source) }
    var figure = Figure(
      contents[Int.random(in: 0..<contents.count, using: &source)], title: text(&source),
      xLabel: text(&source), yLabel: text(&source), caption: "",
      width: Bool.random(using: &source) ? nil : Int.random(in: -5...150, using: &source),
      height: Bool.random(using: &source) ? nil : Int.random(in: -5...30, using: &source),
      isLogarithmicY: Bool.random(using: &source),
      yLimits: Int.random(in: 0..<4, using: &source) == 0 ? -1...1 : nil,
      showsSigns: Bool.random(using: &source))
    figure.isLogarithmicX = Int.random(in: 0..<4, using: &source) == 0
    figure.marks = values.prefix(20).map { Figure.Mark($0, "mark") }
    return .figure(figure)
  }

  static func words(_ names: [String], _ source: inout Source) -> Document.Block {
    switch Int.random(in: 0..<6, using: &source) {
    case 0:
      let columns = names.prefix(12).enumerated().map { position, name in
        let column: Column =
          switch Int.random(in: 0..<3, using: &source) {
          case 0: Column(numbers: numbers(30, &source))
          case 1:
            Column(texts: (0..<30).map { _ in Bool.random(using: &source) ? nil : text(&source) })
          default: Column(logicals: (0..<30).map { $0 % 3 == 0 ? nil : $0 % 2 == 0 })
          }
        return (name: "\(name)\(position)", column: column)
      }
      return .table(
        Table(columns),
        TableStyle(
          rowLimit: Bool.random(using: &source) ? nil : Int.random(in: -1...20, using: &source),
          digits: [columns.first?.name ?? "": 2], barColumns: Set(columns.map(\.name)),
          showsPositions: Bool.random(using: &source)))
    case 1: return .facts(names.map { (name: $0, value: text(&source)) })
    case 2: return .notes(names)
    case 3: return .text(names.joined(separator: " "))
    case 4: return .headline(names.joined(separator: " "))
    default:
      let leaves = names.map { TreeNode(branch: text(&source), label: $0) }
      let deep = (0..<20).reduce(TreeNode(label: "leaf")) { node, _ in
        TreeNode(branch: text(&source), label: text(&source), children: [node])
      }
      return .tree(TreeNode(label: text(&source), children: leaves + [deep]))
    }
  }

  @Test("no line is wider than asked, ends in a blank or holds an escape code", arguments: 0..<8)
  func lines(seed: Int) {
    var source = Source(state: UInt64(seed))
    for trial in 0..<120 {
      let document = Document([Self.block(&source), Self.block(&source)])
      let width = [20, 21, 29, 30, 44, 80, 133].randomElement(using: &source) ?? 80
      let isASCII = Bool.random(using: &source)
      let options = RenderingOptions(width: width, isASCII: isASCII)
      let text = TerminalRenderer(options).render(document)
      let bad = text.split(separator: "\n", omittingEmptySubsequences: false).first { line in
        TextWidth.width(of: line) > width || line.last == " "
          || line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
      }
      if let bad {
        Issue.record("trial \(trial), width \(width), \(TextWidth.width(of: bad)) cells: \(bad)")
        return
      }
    }
  }

  @Test("the same document gives the same bytes, and colours change no character")
  func determinism() {
    var source = Source(state: 99)
    for _ in 0..<60 {
      let document = Document([Self.block(&source)])
      let renderer = TerminalRenderer(RenderingOptions(width: 60))
      #expect(renderer.render(document) == renderer.render(document))
    }
  }

  @Test("Markdown, JSON and CSV can be made")
  func exchange() {
    var source = Source(state: 7)
    for _ in 0..<120 {
      let document = Document([Self.block(&source)])
      let markdown = MarkdownRenderer().render(document)
      #expect(!markdown.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
      #expect(!JSONRenderer.json(document).serialized.isEmpty)
      _ = CSVRenderer.render(document)
    }
  }
}
