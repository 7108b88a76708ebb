import RetraceNumerics
public import RetraceTables

/// Documents as JSON, for things that have no form of their own, and tables as rows.
///
/// Numbers keep all their digits; nothing is cut.
public enum JSONRenderer {
  /// The document as an object with its blocks in order, each with its `kind`.
  public static func json(_ document: Document) -> JSON {
    .record(["kind": .text("document"), "blocks": .array(document.blocks.map(json(of:)))])
  }

  /// A figure with its data and its caption.
  public static func json(_ figure: Figure) -> JSON {
    var members = [JSON.Member("kind", .text("figure"))]
    members += contents(of: figure.content)
    for (key, text) in [
      ("title", figure.title), ("x_label", figure.xLabel), ("y_label", figure.yLabel),
    ] where !text.isEmpty {
      members.append(JSON.Member(key, .text(text)))
    }
    let caption = figure.caption.isEmpty ? FigureCaption(figure: figure).text : figure.caption
    members.append(JSON.Member("caption", .text(caption)))
    return .object(members)
  }

  private static func json(of block: Document.Block) -> JSON {
    switch block {
    case .headline(let text): return .record(["kind": .text("headline"), "text": .text(text)])
    case .text(let text): return .record(["kind": .text("text"), "text": .text(text)])
    case .facts(let facts):
      let members = facts.map { JSON.Member($0.name, .text($0.value)) }
      return .record(["kind": .text("facts"), "facts": .object(members)])
    case .table(let table, _): return .record(["kind": .text("table"), "rows": table.json])
    case .figure(let figure): return json(figure)
    case .tree(let root): return .record(["kind": .text("tree"), "root": json(root)])
    case .findings(let findings):
      return .record(["kind": .text("findings"), "findings": .array(findings.map(json(of:)))])
    case .notes(let notes):
      return .record(["kind": .text("notes"), "notes": .array(notes.map(JSON.text))])
    }
  }

  private static func json(of finding: Finding) -> JSON {
    .record([
      "severity": .text(finding.severity.rawValue), "title": .text(finding.title),
      "evidence": .text(finding.evidence), "advice": .text(finding.advice),
    ])
  }

  private static func json(_ node: TreeNode) -> JSON {
    .record([
      "branch": .text(node.branch), "label": .text(node.label),
      "children": .array(node.children.map(json)),
    ])
  }

  // MARK: Figures

  private static func contents(of content: Figure.Content) -> [JSON.Member] {
    switch content {
    case .bars(let bars): return members("bars", ("bars", .array(bars.map(json(of:)))))
    case .lines(let series): return members("lines", ("series", .array(series.map(json(of:)))))
    case .scatter(let series): return members("scatter", ("series", .array(series.map(json(of:)))))
    case .histogram(let edges, let counts):
      return members("histogram", ("edges", numbers(edges)), ("counts", numbers(counts)))
    case .heatMap(let rows, let columns, let values):
      return members(
        "heat_map", ("rows", .array(rows.map(JSON.text))),
        ("columns", .array(columns.map(JSON.text))), ("values", .array(values.map(numbers))))
    case .boxes(let boxes):
      let json = boxes.map {
        JSON.record(["label": .text($0.label), "numbers": numbers($0.numbers)])
      }
      return members("boxes", ("boxes", .array(json)))
    case .waterfall(let base, let steps, let total):
      return members(
        "waterfall", ("base", number(base)), ("steps", .array(steps.map(json(of:)))),
        ("total", number(total)))
    case .parallel(let axes, let lines):
      let axes = axes.map { axis in
        JSON.record([
          "name": .text(axis.name),
          "levels": axis.levels.map { .array($0.map(JSON.text)) } ?? .null,
          "logarithmic": .logical(axis.isLogarithmic),
        ])
      }
      let lines = lines.map { line in
        JSON.record([
          "name": .text(line.name), "values": numbers(line.values), "best": .logical(line.isBest),
        ])
      }
      return members("parallel", ("axes", .array(axes)), ("lines", .array(lines)))
    }
  }

  private static func members(_ kind: String, _ parts: (String, JSON)...) -> [JSON.Member] {
    [JSON.Member("figure", .text(kind))] + parts.map { JSON.Member($0.0, $0.1) }
  }

  private static func json(of bar: Figure.Bar) -> JSON {
    .record([
      "label": .text(bar.label), "value": number(bar.value),
      "error": bar.error.map(number) ?? .null,
    ])
  }

  private static func json(of series: Figure.Series) -> JSON {
    .record(["name": .text(series.name), "x": numbers(series.x), "y": numbers(series.y)])
  }

  private static func numbers(_ numbers: [Double]) -> JSON { .array(numbers.map(number)) }

  /// A number, null where it is missing.
  private static func number(_ number: Double) -> JSON {
    number.isMissing ? .null : .number(number)
  }
}
