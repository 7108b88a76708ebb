import RetraceCatalog
import RetraceDisplay
public import RetraceModels
public import RetraceNumerics
public import RetraceTables

/// The terms of an additive model with how much each says, the strongest first.
public struct AdditiveTerms: Sendable {
  private let model: AdditiveModel
  /// For each of the model's terms its importance: the mean size of its contribution, on the scale
  /// of the scores; nil if neither the model nor rows tell how often each bin occurs.
  public let importances: [Double?]
  /// What to know of the result.
  public let notes: [String]

  /// Reads the terms of a model.
  ///
  /// - Parameters:
  ///   - rows: the rows that importance is measured on; nil for the training rows that the model
  ///     knows.
  public init(_ model: AdditiveModel, rows: Matrix? = nil) throws {
    self.model = model
    var notes: [String] = []
    if let rows {
      importances = try model.importances(rows).map(Optional.some)
      notes.append(
        "importance: the mean size of a term's contribution over "
          + ExplanationText.count(rows.rows, "row"))
    } else {
      importances = model.terms.map(\.importance)
      notes.append(
        importances.contains { $0 == nil }
          ? "the model does not tell how often its bins occur; "
            + "'table: rows' measures importance on rows"
          : "importance: the mean size of a term's contribution over the training rows")
    }
    if model.outputCount > 1 { notes.append("of several classes the mean of their scores' sizes") }
    self.notes = notes
  }

  /// The model's terms, the most important first.
  private var order: [Int] {
    model.terms.indices.sorted {
      (-(importances[$0] ?? 0), $0) < (-(importances[$1] ?? 0), $1)
    }
  }

  /// A row per term: term, kind, bins, importance, share.
  public var table: Table {
    let order = order
    let total = importances.reduce(0) { $0 + ($1 ?? 0) }
    let features = model.features.features
    return Table([
      ("term", Column(texts: order.map { model.terms[$0].name })),
      (
        "kind",
        Column(
          texts: order.map { position in
            let term = model.terms[position]
            guard !term.isPair else { return "pair" }
            return features[term.axes[0].feature].levels == nil ? "number" : "category"
          })
      ),
      (
        "bins",
        Column(
          texts: order.map { position in
            model.terms[position].axes.map { "\($0.known.count)" }.joined(separator: " by ")
          })
      ),
      ("importance", Column(numbers: order.map { importances[$0] ?? .missing })),
      (
        "share",
        Column(
          numbers: order.map { position in
            total > 0 ? (importances[position] ?? .missing) / total : .missing
          })
      ),
    ])
  }

  /// What it shows.
  public var explanation: Explanation {
    let bags = model.bags.map { " · \(ExplanationText.count($0, "bag"))" } ?? ""
    let summary = "terms · \(model.summary)\(bags)"
    let intercept = model.intercept.map { ExplanationText.number($0) }.joined(separator: ", ")
    let facts: [(name: String, value: String)] = [
      ("intercept", intercept),
      ("score", "intercept + one number of each term; \(linkText)"),
    ]
    let table = table
    let intercepts = model.intercept.map(Argument.number)
    return Explanation(
      kind: "terms", summary: summary,
      document: Document([
        .headline(summary), .facts(facts),
        .table(
          table,
          TableStyle(
            digits: ["importance": 4, "share": 3], barColumns: ["share"], rowNoun: "terms",
            keptColumns: ["term", "importance"], hint: "terms(model, \"term\") shows one")),
        .notes(notes),
      ]),
      json: .record([
        "kind": .text("terms"), "link": .text(model.link.rawValue),
        "intercept": model.intercept.count == 1
          ? .number(model.intercept[0]) : .array(model.intercept.map(JSON.number)),
        "bags": model.bags.map { .number(Double($0)) } ?? .null, "terms": table.json,
        "notes": .array(notes.map(JSON.text)),
      ]),
      fields: [
        ("table", .table(table)),
        ("intercept", intercepts.count == 1 ? intercepts[0] : .list(intercepts)),
        ("bags", model.bags.map { .number(Double($0)) } ?? .missing),
        ("notes", .list(notes.map(Argument.text))),
      ])
  }

  private var linkText: String {
    switch model.link {
    case .identity: "the score is the prediction"
    case .logistic: "log odds of \(model.outputs.classNames.last ?? "1")"
    case .softmax: "a score for each class"
    }
  }
}
