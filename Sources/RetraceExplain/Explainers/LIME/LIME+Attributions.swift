import Glibc
import RetraceModels
import RetraceNumerics
import RetraceTables

extension LIME {
  /// The attributions of a subject's rows, also of a single one.
  ///
  /// - Throws: ``ExplainError``, `ModelError`, or `Interrupted`.
  public static func attributions(
    of subject: Subject, _ options: Options = defaults
  ) throws -> Attributions {
    try attributions(of: subject, options, heldCells: LocalFitter.heldCells)
  }

  /// The attributions, with that many cells of samples in memory at once.
  package static func attributions(
    of subject: Subject, _ options: Options, heldCells: Int
  ) throws -> Attributions {
    let seed = options.seed ?? subject.seed
    let features = subject.model.features
    guard features.count > 0 else {
      throw ExplainError.unsuitedModel(explainer: "lime", reason: "it takes no features")
    }
    let scale = try ExplainedOutput.scale(asked: options.output, of: subject.model)
    let named = try ExplainedOutput.named(options.outputClass, scale: scale, of: subject.model)
    let rows = try ExplainedRows(subject, explainer: "lime")
    let background = try Background.resolve(
      given: options.background, subject: subject, seed: seed, limit: nil, explainer: "lime")
    let neighbourhood = try Neighbourhood(
      background, features: features, isDiscretized: options.discretize,
      pointBins: options.pointBins, seed: seed)
    let calls = ModelCalls(subject.model)
    let ownPredictions = try calls.predictInBlocks(rows.matrix, scale: scale)
    let outputs = (0..<rows.table.rowCount).map { row in
      named
        ?? ExplainedOutput(predictedIn: ownPredictions, row: row, scale: scale, of: subject.model)
    }
    let bases = try bases(background, outputs, calls, scale: scale)
    let fitter = try LocalFitter(
      options: options, neighbourhood: neighbourhood, calls: calls, scale: scale, rows: rows.matrix,
      outputs: outputs, predictions: ownPredictions, heldCells: heldCells)
    let fits = try fitter.fits()
    let cells = FeatureCells(features, tables: [background.table, rows.table])
    let cost = background.rows.rows + options.samples
    let attributions = fits.enumerated().map { row, fit in
      Attribution(
        method: "lime", output: outputs[row], target: subject.model.outputs.target,
        rowLabel: rows.label(row),
        base: outputs[row].value(bases[outputs[row].column] ?? .nan),
        prediction: outputs[row].value(ownPredictions[row, outputs[row].column]),
        parts: parts(fit, row: row, rows: rows, cells: cells, neighbourhood: neighbourhood),
        surrogate: Attribution.Surrogate(
          intercept: fit.surrogate.intercept, prediction: fit.surrogate.prediction(fit.design),
          r2: fit.r2),
        calls: cost, seed: seed,
        notes: notes(fit, row: row, rows: rows, neighbourhood: neighbourhood, options: options))
    }
    let common = background.notes + notes(of: neighbourhood, background: background.rows)
    guard !subject.isSingleRow else {
      return Attributions(
        attributions.map { $0.adding(notes: common) }, calls: calls.rows, notes: common)
    }
    return Attributions(
      attributions.map { $0.adding(notes: common) }, calls: calls.rows,
      notes: summaryNotes(fits, options: options) + common)
  }

  /// The mean output over the background, for each column of predictions that is explained.
  private static func bases(
    _ background: Background, _ outputs: [ExplainedOutput], _ calls: ModelCalls, scale: OutputScale
  ) throws -> [Int: Double] {
    let predictions = try calls.predictInBlocks(background.rows, scale: scale)
    var bases: [Int: Double] = [:]
    for column in Set(outputs.map(\.column)) {
      let mean = Statistics.mean(predictions.column(column))
      guard mean.isFinite else {
        let bad = (0..<predictions.rows).count { !predictions[$0, column].isFinite }
        throw ExplainError.predictionNotFinite(explainer: "lime", rows: max(1, bad))
      }
      bases[column] = mean
    }
    return bases
  }

  private static func parts(
    _ fit: LocalFit, row: Int, rows: ExplainedRows, cells: FeatureCells,
    neighbourhood: Neighbourhood
  ) -> [Attribution.Part] {
    fit.listed.map { feature in
      let position = fit.surrogate.selected.firstIndex(of: feature)
      return Attribution.Part(
        feature: neighbourhood.profiles[feature].name,
        value: cells.cell(of: rows.table, row: row, feature: feature),
        condition: neighbourhood.condition(
          rows.matrix[row, feature], feature: feature, cells: cells),
        attribution: position.map { fit.surrogate.coefficients[$0] } ?? .nan,
        error: position.map { fit.errors[$0] })
    }
  }
}

extension Neighbourhood {
  /// What a feature's attribution belongs to in a row: `30 < age <= 42`, `purpose = car`,
  /// `per 11.4 of age`.
  func condition(_ cell: Double, feature: Int, cells: FeatureCells) -> String {
    let profile = profiles[feature]
    let name = profile.name
    if cell.isMissing { return "\(name) is missing" }
    if profile.isCategory {
      let shown = cells.cell(cell, feature: feature)
      return shown == .missing
        ? "\(name) is an unknown level" : "\(name) = \(ExplanationText.cell(shown))"
    }
    if isStandardized(feature) {
      return "per \(ExplanationText.number(profile.deviation)) of \(name)"
    }
    if cells.isLogical[feature] {
      return "\(name) = \(ExplanationText.cell(cells.cell(cell, feature: feature)))"
    }
    let edges = profile.edges
    let bin = Int(profile.code(of: cell))
    func text(_ edge: Double) -> String { ExplanationText.number(edge) }
    if edges.isEmpty { return name }
    if bin == 0 { return "\(name) <= \(text(edges[0]))" }
    if bin == edges.count { return "\(name) > \(text(edges[bin - 1]))" }
    return "\(text(edges[bin - 1])) < \(name) <= \(text(edges[bin]))"
  }
}
