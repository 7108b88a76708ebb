import RetraceCatalog
import RetraceDisplay
import RetraceModels
import RetraceNumerics
public import RetraceTables

/// The attributions of several rows.
public struct Attributions: Sendable {
  /// One per row, in their order; all speak of the same features.
  public let rows: [Attribution]
  /// For how many rows the model was asked, over all.
  public let calls: Int
  /// How far to trust them, in plain words.
  public let notes: [String]

  /// Makes attributions of at least one row.
  public init(_ rows: [Attribution], calls: Int, notes: [String]) {
    self.rows = rows
    self.calls = calls
    self.notes = notes
  }

  /// The method, such as `lime`.
  public var method: String { rows.first?.method ?? "" }

  /// The names of the features, in the model's order.
  public var featureNames: [String] { rows.first?.parts.map(\.feature) ?? [] }

  /// What they show.
  public var explanation: Explanation {
    Explanation(
      kind: "attributions", summary: summary, document: document, json: json, fields: fields)
  }

  /// They in one line: `lime · 100 rows · probability of bad · median R² 0.42`.
  public var summary: String {
    var words = [method, ExplanationText.count(rows.count, "row"), phrase]
    if let median = medianFidelity {
      words.append("median R² \(ExplanationText.number(median, digits: 3))")
    }
    return words.joined(separator: " · ")
  }

  /// A row per feature, the strongest on average first: the mean of its attributions and of their
  /// sizes.
  public var importance: Table {
    let names = featureNames
    let sums = names.indices.map { feature in
      var size = 0.0
      var signed = 0.0
      var count = 0.0
      for row in rows where !row.parts[feature].attribution.isNaN {
        size += abs(row.parts[feature].attribution)
        signed += row.parts[feature].attribution
        count += 1
      }
      return (size: size / max(1, count), signed: signed / max(1, count), count: count)
    }
    let order = names.indices.sorted {
      sums[$0].size == sums[$1].size ? $0 < $1 : sums[$0].size > sums[$1].size
    }
    var columns: [(name: String, column: Column)] = [
      ("feature", Column(texts: order.map { names[$0] })),
      ("mean_size", Column(numbers: order.map { sums[$0].size })),
      ("mean", Column(numbers: order.map { sums[$0].signed })),
    ]
    if sums.contains(where: { Int($0.count) != rows.count }) {
      columns.append(("rows", Column(numbers: order.map { sums[$0].count })))
    }
    return Table(columns)
  }

  /// A row per row with a column per feature, named by it.
  public var values: Table {
    Table(
      featureNames.enumerated().map { position, name in
        (
          name,
          Column(
            numbers: rows.map {
              let value = $0.parts[position].attribution
              return value.isNaN ? .missing : value
            })
        )
      }, rowCount: rows.count)
  }

  /// Their JSON form.
  public var json: JSON {
    var members: [JSON.Member] = [
      .init("kind", .text("attributions")), .init("method", .text(method)),
      .init("output", rows.first.map { .text($0.output.scale.rawValue) } ?? .null),
      .init("class", shared { $0.output.outputClass.map(\.json) ?? .null }),
      .init("base", shared { .number($0.base) }),
      .init("features", .array(featureNames.map(JSON.text))),
      .init(
        "values",
        .array(
          rows.map { row in
            .array(row.parts.map { $0.attribution.isNaN ? .null : .number($0.attribution) })
          })),
    ]
    if rows.contains(where: { $0.parts.contains { $0.error != nil } }) {
      members.append(
        .init(
          "errors",
          .array(
            rows.map { row in .array(row.parts.map { $0.error.map(JSON.number) ?? .null }) })))
    }
    members.append(.init("predictions", .array(rows.map { .number($0.prediction) })))
    let surrogates = rows.compactMap(\.surrogate)
    if surrogates.count == rows.count {
      members.append(.init("intercepts", .array(surrogates.map { .number($0.intercept) })))
      members.append(
        .init("fidelity", .record(["r2": .array(surrogates.map { .number($0.r2) })])))
    } else {
      members.append(.init("fidelity", .object([])))
    }
    members.append(.init("calls", .number(Double(calls))))
    members.append(.init("seed", rows.first?.seed.map { .number(Double($0)) } ?? .null))
    members.append(.init("notes", .array(notes.map(JSON.text))))
    return .object(members)
  }

  /// One value where all rows agree, else one per row.
  private func shared(_ value: (Attribution) -> JSON) -> JSON {
    let all = rows.map(value)
    guard let first = all.first else { return .null }
    return all.allSatisfy { $0 == first } ? first : .array(all)
  }

  private var phrase: String {
    guard let first = rows.first else { return "" }
    return rows.allSatisfy { $0.output == first.output }
      ? first.output.phrase(target: first.target)
      : "\(first.output.scale.rawValue) of each row's predicted class"
  }

  private var medianFidelity: Double? {
    let fidelities = rows.compactMap(\.surrogate?.r2).sorted()
    guard !fidelities.isEmpty else { return nil }
    let upper = fidelities[fidelities.count / 2]
    return fidelities.count % 2 == 1 ? upper : (upper + fidelities[fidelities.count / 2 - 1]) / 2
  }

  private var document: Document {
    var facts: [(name: String, value: String)] = []
    let fidelities = rows.compactMap(\.surrogate?.r2)
    if let low = fidelities.min(), let high = fidelities.max(), let median = medianFidelity {
      let texts = [median, low, high].map { ExplanationText.number($0, digits: 3) }
      facts.append(("fidelity", "R² median \(texts[0]), from \(texts[1]) to \(texts[2])"))
    }
    var cost = "\(ExplanationText.count(calls)) model calls"
    if let seed = rows.first?.seed { cost += ", seed \(seed)" }
    facts.append(("cost", cost))
    var blocks: [Document.Block] = [
      .headline("\(method) · \(ExplanationText.count(rows.count, "row")) · \(phrase)"),
      .facts(facts),
      .table(
        importance,
        TableStyle(
          rowLimit: nil, digits: ["mean_size": 4, "mean": 4], barColumns: ["mean_size", "mean"],
          rowNoun: "features")),
    ]
    if !notes.isEmpty { blocks.append(.notes(notes)) }
    return Document(blocks)
  }

  private var fields: [(name: String, value: Argument)] {
    var fields: [(name: String, value: Argument)] = [
      ("method", .text(method)), ("features", .table(importance)), ("values", .table(values)),
      ("predictions", .column(Column(numbers: rows.map(\.prediction)))),
      ("base", .column(Column(numbers: rows.map(\.base)))),
    ]
    let surrogates = rows.compactMap(\.surrogate)
    if surrogates.count == rows.count {
      fields.append(("intercepts", .column(Column(numbers: surrogates.map(\.intercept)))))
      fields.append(("r2", .column(Column(numbers: surrogates.map(\.r2)))))
    }
    fields.append(("calls", .number(Double(calls))))
    fields.append(("seed", rows.first?.seed.map { .number(Double($0)) } ?? .missing))
    fields.append(("notes", .list(notes.map(Argument.text))))
    return fields
  }
}
