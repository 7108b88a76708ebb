import Glibc
import RetraceDisplay
import RetraceNumerics
import RetraceTables

/// Documents of the kinds that users see all day, made of formulas.
enum SampleDocuments {
  static let all: [(name: String, document: Document)] = [
    ("tables", Document(tables)), ("words", Document(words)), ("lines", Document(lines)),
    ("points", Document(points)), ("bars", Document(bars)), ("grids", Document(grids)),
  ]

  static var credit: Table {
    let count = 1_000
    func numbers(_ value: (Int) -> Double) -> Column {
      Column(numbers: (0..<count).map(value))
    }
    let status = ["... < 0 DM", "0 <= ... < 200 DM", "no checking account", nil]
    let purpose = ["car (new)", "radio/television and the like", "日本語の目的", "a\u{1B}[31mred\tx"]
    return Table([
      ("status", Column(categories: (0..<count).map { status[$0 % 4] })),
      ("duration", numbers { Double($0 % 60) }),
      ("credit_amount", numbers { Double($0 * 37 % 18_000) }),
      ("purpose", Column(texts: (0..<count).map { purpose[$0 % 4] })),
      ("rate", numbers { 1 / Double($0 + 1) }),
      ("loss", numbers { $0 % 7 == 0 ? .missing : 0.1 * Double($0 % 13) }),
      ("employed", Column(logicals: (0..<count).map { $0 % 3 == 0 ? nil : $0 % 2 == 0 })),
      ("credit_risk", Column(categories: (0..<count).map { $0 % 3 == 0 ? "bad" : "good" })),
    ])
  }

  static var tables: [Document.Block] {
    let counts = Table([
      ("credit_risk", Column(categories: ["bad", "good"])), ("n", Column(numbers: [300, 700])),
    ])
    let attributions = Table([
      ("feature", Column(texts: ["age > 45", "status = no checking account", "housing"])),
      ("attribution", Column(numbers: [0.2131, -0.10432, 0.0001])),
      ("error", Column(numbers: [0.012, 0.01, .missing])),
    ])
    let special = Table([
      ("x", Column(numbers: [0.5, 1e-10, 3.25, .nan, -.infinity, -0.0, 1e300, 12345.678])),
      ("text", Column(texts: ["", " a", "missing", nil, "é", "👩‍🚀 ok", "e\u{301}", "\u{202E}x"])),
    ])
    return [
      .table(counts, TableStyle()), .headline("credit: table · 1,000 rows · 8 columns"),
      .table(credit, .result),
      .table(
        attributions, TableStyle(barColumns: ["attribution"], keptColumns: ["attribution"])),
      .table(special, TableStyle(showsPositions: true)),
      .table(Table([("empty", Column(numbers: []))]), TableStyle(rowNoun: "runs")),
    ]
  }

  static var words: [Document.Block] {
    let tree = TreeNode(
      label: "duration",
      children: [
        TreeNode(
          branch: "duration <= 22.5", label: "status",
          children: [
            TreeNode(branch: "status in [A11, A12]", label: "good 0.71, 120 rows"),
            TreeNode(branch: "otherwise", label: "good 0.93, 300 rows"),
          ]),
        TreeNode(branch: "duration > 22.5", label: "bad 0.55, 90 rows"),
      ])
    return [
      .headline("lime of valid[17]: bad with 0.71, explained at 0.69"),
      .facts([
        ("method", "lime"), ("local R²", "0.83"), ("samples", "5000 around the row, in bins"),
        ("a name that is longer than all the others", "value"),
      ]),
      .notes([
        "the local R² is 0.31: a straight line describes the model badly around this row",
        "2 features cannot be told apart",
      ]),
      .findings([
        Finding(
          .critical, "payment_next_month tells the target",
          evidence: "alone it has an AUC of 0.998",
          advice: "train(credit, target: credit_risk, drop: [payment_next_month])"),
        Finding(.warning, "8% of the labels look flipped", evidence: "rows 4, 17, 90 … of train"),
      ]),
      .tree(tree),
      .text("A paragraph that goes on until it has to be wrapped, whatever the width.\nAnother."),
    ]
  }

  static var lines: [Document.Block] {
    let epochs = (0...200).map(Double.init)
    let train = epochs.map { 0.05 + 2.25 * exp(-$0 / 30) + 0.02 * sin($0) }
    var valid = epochs.map { 0.35 + 1.95 * exp(-$0 / 22) + 0.0018 * $0 }
    let both = Figure(
      .lines([.init("train", x: epochs, y: train), .init("valid", x: epochs, y: valid)]),
      title: "loss by epoch", xLabel: "epoch", yLabel: "loss")
    valid.replaceSubrange(50...52, with: [.nan, .nan, .missing])
    valid[100] = .infinity
    valid[150] = -1
    let steps: [Double] = [0, 1, 2, 3]
    let many = (0..<5).map { series in
      Figure.Series("s\(series)", x: steps, y: steps.map { $0 * Double(series) })
    }
    return [
      .figure(both),
      .figure(
        Figure(.lines([.init("", x: epochs, y: valid)]), yLabel: "loss", isLogarithmicY: true)),
      .figure(Figure(.lines(many), xLabel: "step", height: 12, yLimits: 0...10)),
      .figure(Figure(.lines([.init("one", x: [3], y: [0.25])]))),
      .figure(Figure(.lines([.init("same", x: steps, y: [7, 7, 7, 7])]))),
      .figure(Figure(.lines([]), title: "nothing")),
    ]
  }

  static var points: [Document.Block] {
    let angles = (0..<120).map { Double($0) * 0.4 }
    let x = angles.map { $0 * cos($0) / 10 }
    let y = angles.map { $0 * sin($0) / 10 }
    let counts = (0..<24).map { (100 * exp(-pow(Double($0) - 9, 2) / 30)).rounded() }
    return [
      .figure(Figure(.scatter([.init("", x: x, y: y)]), title: "one", xLabel: "x", yLabel: "y")),
      .figure(
        Figure(
          .scatter([
            .init("good", x: Array(x.prefix(40)), y: Array(y.prefix(40))),
            .init("bad", x: Array(x.suffix(40)), y: Array(y.suffix(40))),
          ]), title: "two")),
      .figure(
        Figure(
          .histogram(edges: (0...24).map { Double($0) * 2.5 }, counts: counts), title: "age",
          xLabel: "age", yLabel: "rows")),
    ]
  }

  static var bars: [Document.Block] {
    let signed: [Figure.Bar] = [
      .init("status = no checking account", 0.2131, error: 0.012),
      .init("duration <= 12", -0.1043, error: 0.0101), .init("age > 45", 0.0312, error: 0.009),
      .init("housing = own", -0.0001, error: 0.01), .init("bad", .nan), .init("inf", .infinity),
    ]
    return [
      .figure(Figure(.bars(signed), title: "why bad")),
      .figure(Figure(.bars([.init("good", 700), .init("bad", 300), .init("unknown", 3)]))),
      .figure(
        Figure(
          .waterfall(
            base: 0.302,
            steps: [.init("status", 0.2131), .init("duration", -0.104), .init("age", 0.31)],
            total: 0.7211))),
      .figure(
        Figure(
          .boxes([
            .init("good", [1, 3, 4.5, 6, 11]), .init("bad", [2, 5, 7, 9, 14]),
            .init("none", [.nan, 1, 2, 3, 4]),
          ]), xLabel: "duration")),
    ]
  }

  static var grids: [Document.Block] {
    let names = ["age", "duration", "credit_amount", "installment_rate", "residence"]
    let values = names.indices.map { row in
      names.indices.map { row == $0 ? 1 : row + $0 == 1 ? .nan : sin(Double(row * 3 + $0 * 3)) }
    }
    return [
      .figure(
        Figure(
          .heatMap(
            rows: ["good", "bad"], columns: ["good", "bad"], values: [[640, 60], [110, 190]]),
          title: "confusion")),
      .figure(
        Figure(.heatMap(rows: names, columns: names, values: values), title: "correlation")),
    ]
  }
}
