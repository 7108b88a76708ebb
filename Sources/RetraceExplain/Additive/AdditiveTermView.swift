import RetraceCatalog
public import RetraceDisplay
public import RetraceModels
public import RetraceTables

/// One term of an additive model as a figure and a table of its bins.
///
/// Of a number it is a step function with a band of one standard deviation over the bags, of a
/// category bars, of a pair a grid. What is drawn is all that the model knows of these features.
public struct AdditiveTermView: Sendable {
  /// At most so many rows and columns of a pair are drawn; neighbours are taken together.
  private static let gridSize = 8

  let model: AdditiveModel
  let term: AdditiveTerm
  /// The output that a picture of one output is of.
  let output: Int
  private let importance: Double?
  private let notes: [String]

  /// Looks at a term.
  ///
  /// - Parameters:
  ///   - position: the term's position in the model.
  ///   - output: of several classes the position of the one that a pair is drawn for.
  public init(_ model: AdditiveModel, term position: Int, output: Int = 0) {
    self.model = model
    let term = model.terms[position]
    self.term = term
    self.output = output
    importance = term.importance
    var notes: [String] = []
    if !term.isPair {
      let name = model.features.features[term.axes[0].feature].name
      let pairs = model.pairs(with: name)
      if !pairs.isEmpty {
        notes.append("the model says more of '\(name)' in \(ExplanationText.list(pairs))")
      }
    }
    if let bags = model.bags, !term.deviations.isEmpty {
      notes.append(
        "sd: the standard deviation over \(ExplanationText.count(bags, "bag")) of rows"
          + (term.isPair || !term.axes[0].isOrdered || model.outputCount > 1
            ? "" : ", the dots around the line"))
    }
    if term.weights.isEmpty { notes.append("the model does not tell how often its bins occur") }
    self.notes = notes
  }

  var names: [String] { term.axes.map { model.features.features[$0.feature].name } }
  private var columns: Int { term.isPair ? term.axes[1].count : 1 }
  /// How an output is called in columns and series; empty for the only one.
  private var outputNames: [String] {
    model.outputCount == 1 ? [""] : model.outputs.classNames
  }

  /// The score of a bin or pair of bins.
  func score(_ entry: Int, _ output: Int) -> Double {
    term.scores[entry * model.outputCount + output]
  }

  /// The bins that a table lists: known ones, and of the others those that mean anything.
  private func listed(_ axis: AdditiveAxis, _ isTold: (Int) -> Bool) -> [Int] {
    [0, axis.count - 1].filter(isTold).filter { $0 == 0 } + Array(axis.known)
      + [axis.count - 1].filter(isTold)
  }

  private func isTold(_ bin: Int) -> Bool {
    (0..<model.outputCount).contains { score(bin, $0) != 0 }
      || !term.weights.isEmpty && term.weights[bin] > 0
  }

  /// A row per bin, of a pair per pair of known bins: names, score, sd, weight.
  ///
  /// Neighbouring bins of a number that say the same stand in one row.
  public var table: Table {
    var entries: [Int] = []
    var labels: [[String]] = term.axes.map { _ in [] }
    var weights: [Double] = []
    if term.isPair {
      for row in term.axes[0].known {
        for column in term.axes[1].known {
          entries.append(row * columns + column)
          labels[0].append(label(0, row))
          labels[1].append(label(1, column))
        }
      }
    } else {
      let groups = joined(listed(term.axes[0], isTold))
      entries = groups.map(\.lowerBound)
      labels[0] = groups.map { label(0, $0, digits: 6) }
      if !term.weights.isEmpty { weights = groups.map { term.weights[$0].reduce(0, +) } }
    }
    if term.isPair, !term.weights.isEmpty { weights = entries.map { term.weights[$0] } }
    var table: [(name: String, column: Column)] = zip(names, labels).map {
      ($0 == "score" || $0 == "sd" || $0 == "weight" ? "\($0) of" : $0, Column(texts: $1))
    }
    for (output, name) in outputNames.enumerated() {
      let suffix = name.isEmpty ? "" : " \(name)"
      table.append(
        ("score\(suffix)", Column(numbers: entries.map { score($0, output) })))
      guard !term.deviations.isEmpty else { continue }
      let deviations = entries.map { term.deviations[$0 * model.outputCount + output] }
      table.append(("sd\(suffix)", Column(numbers: deviations)))
    }
    if !term.weights.isEmpty {
      table.append(("weight", Column(numbers: weights)))
    }
    return Table(table)
  }

  /// Neighbouring known bins of a number with the same scores and deviations as ranges.
  private func joined(_ bins: [Int]) -> [ClosedRange<Int>] {
    var ranges: [ClosedRange<Int>] = []
    for bin in bins {
      if let last = ranges.last, term.axes[0].isOrdered, term.axes[0].known.contains(bin),
        term.axes[0].known.contains(last.upperBound), says(bin, sameAs: last.upperBound)
      {
        ranges[ranges.count - 1] = last.lowerBound...bin
      } else {
        ranges.append(bin...bin)
      }
    }
    return ranges
  }

  private func says(_ bin: Int, sameAs other: Int) -> Bool {
    (0..<model.outputCount).allSatisfy { output in
      let (here, there) = (bin * model.outputCount + output, other * model.outputCount + output)
      return term.scores[here] == term.scores[there]
        && (term.deviations.isEmpty || term.deviations[here] == term.deviations[there])
    }
  }

  /// A bin in words: `missing`, `below 2`, `2 to 3.5`, `3.5 and more`, a level.
  func label(_ place: Int, _ bin: Int) -> String {
    let axis = term.axes[place]
    if bin == 0 { return "missing" }
    if bin == axis.count - 1 { return "unknown" }
    switch axis.bins {
    case .levels:
      return model.features.features[axis.feature].levels?[bin - 1] ?? "\(bin - 1)"
    case .cuts(let cuts):
      func text(_ cut: Int) -> String { ExplanationText.number(cuts[cut], digits: 6) }
      guard let last = cuts.indices.last else { return "all" }
      if bin == 1 { return "below \(text(0))" }
      return bin - 2 == last ? "\(text(last)) and more" : "\(text(bin - 2)) to \(text(bin - 1))"
    }
  }

  /// What it shows.
  public var explanation: Explanation {
    let size = importance.map { " · importance \(ExplanationText.number($0))" } ?? ""
    let summary = "term · \(term.name)\(size)"
    var blocks: [Document.Block] = [.headline(summary), .figure(figure)]
    if !term.isPair, term.axes[0].isOrdered, isTold(0) {
      let scores = (0..<model.outputCount).map { ExplanationText.number(score(0, $0)) }
      blocks.append(.facts([("missing cells", scores.joined(separator: ", "))]))
    }
    let table = table
    blocks.append(
      .table(table, TableStyle(rowNoun: "bins", keptColumns: names + ["score"])))
    if !notes.isEmpty { blocks.append(.notes(notes)) }
    return Explanation(
      kind: "term", summary: summary, document: Document(blocks),
      json: .record([
        "kind": .text("term"), "term": .text(term.name),
        "features": .array(names.map(JSON.text)),
        "importance": importance.map(JSON.number) ?? .null, "bins": table.json,
        "notes": .array(notes.map(JSON.text)),
      ]),
      fields: [
        ("table", .table(table)), ("importance", importance.map(Argument.number) ?? .missing),
        ("features", .list(names.map(Argument.text))),
        ("notes", .list(notes.map(Argument.text))),
      ])
  }

  /// The term drawn.
  public var figure: Figure {
    if term.isPair { return grid }
    return term.axes[0].isOrdered ? steps : bars
  }

  private var scoreName: String {
    model.link == .identity ? "adds to the prediction" : "adds to the score"
  }

  // MARK: Figures of one feature

  /// From where to where each bin of a number reaches, the outer ones to the ends of the training
  /// rows.
  private var edges: [Double] {
    guard case .cuts(let cuts) = term.axes[0].bins else { return [] }
    let range = model.features.features[term.axes[0].feature].range
    guard let first = cuts.first, let last = cuts.last else {
      return [range?.lowerBound ?? 0, range?.upperBound ?? 1]
    }
    let margin = last > first ? (last - first) / 20 : max(abs(first), 1) / 20
    let low = min(range?.lowerBound ?? first - margin, first)
    return [low] + cuts + [max(range?.upperBound ?? last + margin, last)]
  }

  private var steps: Figure {
    let edges = edges
    let known = term.axes[0].known
    var x: [Double] = []
    for place in known.indices { x += [edges[place - 1], edges[place]] }
    func doubled(_ numbers: [Double]) -> [Double] { numbers.flatMap { [$0, $0] } }
    var series = outputNames.enumerated().map { output, name in
      Figure.Series(name, x: x, y: doubled(known.map { score($0, output) }))
    }
    if model.outputCount == 1, !term.deviations.isEmpty {
      for sign in [-1.0, 1] {
        let border = known.map { term.scores[$0] + sign * term.deviations[$0] }
        series.append(
          Figure.Series(
            sign < 0 ? "less sd" : "plus sd", x: x, y: doubled(border), isFaint: true))
      }
    }
    return Figure(.lines(series), title: term.name, xLabel: names[0], yLabel: scoreName)
  }

  private var bars: Figure {
    let bins = listed(term.axes[0], isTold)
    guard model.outputCount == 1 else {
      return Figure(
        .heatMap(
          rows: bins.map { label(0, $0) }, columns: outputNames,
          values: bins.map { bin in (0..<model.outputCount).map { score(bin, $0) } }),
        title: term.name, xLabel: "class", yLabel: names[0])
    }
    let all = bins.map { bin in
      Figure.Bar(
        label(0, bin), term.scores[bin],
        error: term.deviations.isEmpty ? nil : term.deviations[bin])
    }
    // Of many levels those that say most are drawn, in their order.
    let strongest = Set(
      all.indices.sorted { abs(all[$0].value) > abs(all[$1].value) }.prefix(30))
    return Figure(
      .bars(all.indices.filter(strongest.contains).map { all[$0] }), title: term.name,
      xLabel: scoreName, yLabel: names[0], showsSigns: true)
  }

  // MARK: Figure of a pair

  private var grid: Figure {
    let groups = term.axes.indices.map(groups)
    let values = groups[0].map { rows in
      groups[1].map { columns in mean(rows, columns) }
    }
    let labels = zip(term.axes.indices, groups).map { place, groups in
      groups.map { label(place, $0) }
    }
    let name = outputNames[output]
    return Figure(
      .heatMap(rows: labels[0], columns: labels[1], values: values),
      title: name.isEmpty ? term.name : "\(term.name) for \(name)", xLabel: names[1],
      yLabel: names[0])
  }

  /// The known bins of an axis in groups of about equal weight.
  private func groups(_ place: Int) -> [ClosedRange<Int>] {
    let axis = term.axes[place]
    let bins = Array(axis.known)
    guard bins.count > Self.gridSize, axis.isOrdered else { return bins.map { $0...$0 } }
    let weights = bins.map { bin -> Double in
      guard !term.weights.isEmpty else { return 1 }
      let entries =
        place == 0
        ? Array(bin * columns..<(bin + 1) * columns)
        : Array(stride(from: bin, to: term.weights.count, by: columns))
      return entries.reduce(0) { $0 + term.weights[$1] }
    }
    let total = weights.reduce(0, +)
    var groups: [ClosedRange<Int>] = []
    var (start, sum) = (0, 0.0)
    for bin in bins.indices {
      sum += weights[bin]
      let isFull = sum * Double(Self.gridSize) >= total * Double(groups.count + 1) - 1e-9
      if isFull || bin == bins.count - 1 {
        groups.append(bins[start]...bins[bin])
        start = bin + 1
      }
      if start >= bins.count { break }
    }
    return groups
  }

  /// The mean score of a block of bins, weighted where weights are known.
  private func mean(_ rows: ClosedRange<Int>, _ columns: ClosedRange<Int>) -> Double {
    var (weighted, weight, plain, count) = (0.0, 0.0, 0.0, 0.0)
    for row in rows {
      for column in columns {
        let entry = row * self.columns + column
        let own = term.weights.isEmpty ? 0 : term.weights[entry]
        weighted += own * score(entry, output)
        weight += own
        plain += score(entry, output)
        count += 1
      }
    }
    return weight > 0 ? weighted / weight : plain / count
  }

  private func label(_ place: Int, _ group: ClosedRange<Int>, digits: Int = 3) -> String {
    let (low, high) = (group.lowerBound, group.upperBound)
    guard low < high, case .cuts(let cuts) = term.axes[place].bins else {
      return label(place, low)
    }
    func text(_ cut: Int) -> String { ExplanationText.number(cuts[cut], digits: digits) }
    if low == 1 { return high - 1 < cuts.count ? "below \(text(high - 1))" : "all" }
    return high - 2 == cuts.count - 1
      ? "\(text(low - 2)) and more" : "\(text(low - 2)) to \(text(high - 1))"
  }
}
