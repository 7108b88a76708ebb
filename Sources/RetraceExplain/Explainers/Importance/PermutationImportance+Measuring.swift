import RetraceModels
import RetraceNumerics

extension PermutationImportance {
  /// The importance of each feature for a subject's model.
  ///
  /// - Throws: ``ExplainError``, `ModelError`, or `Interrupted`.
  public static func importances(
    of subject: Subject, _ options: Options = defaults
  ) throws -> FeatureImportances {
    let model = subject.model
    let seed = options.seed ?? subject.seed
    let metric = try ModelMetric.resolve(options.metric, outputs: model.outputs)
    let measured = try MeasuredRows(
      subject.rows, model: model, target: options.target, purpose: "importance")
    try measured.matrix.requireFiniteNumbers(model.features, in: "the table")
    let players = try players(options.groups, features: model.features.names)
    let scorer = PermutationScorer(
      measured, players: players, outputs: model.outputs, metric: metric,
      repeats: options.repeats, seed: seed)
    let calls = ModelCalls(model)
    let (base, worsenings) = try scorer.scores(
      of: calls, progress: ProgressCounter("importance", total: scorer.work))
    let items = zip(players, worsenings).map { player, values in
      FeatureImportances.Item(
        feature: player.name, members: player.features.map { model.features.names[$0] },
        values: values)
    }
    let constant = zip(players, scorer.isConstant).filter(\.1).map(\.0.name)
    let association = try FeatureAssociation(measured.matrix, features: model.features)
    return FeatureImportances(
      metric: metric, base: base, items: items, modelSummary: model.summary,
      rowCount: measured.targets.count, repeats: options.repeats, calls: calls.rows, seed: seed,
      notes: measured.notes + notes(items, constant: constant)
        + association.notes(apartFrom: players.map(\.features)))
  }

  /// The groups, and every feature that is in none of them.
  ///
  /// - Throws: ``ExplainError`` for unknown or no features, or a name that is used twice.
  package static func players(
    _ groups: [Group], features: [String]
  ) throws -> [PermutationScorer.Player] {
    guard !features.isEmpty else {
      throw ExplainError.unsuitedModel(explainer: "importance", reason: "it takes no features")
    }
    var players: [PermutationScorer.Player] = []
    var grouped: Set<Int> = []
    for group in groups {
      guard !group.features.isEmpty else {
        throw ExplainError.unsuited("the group '\(group.name)' names no feature")
      }
      let positions = try FeatureChoice.named(group.features).positions(in: features) ?? []
      grouped.formUnion(positions)
      players.append(PermutationScorer.Player(name: group.name, features: positions))
    }
    for (position, name) in features.enumerated() where !grouped.contains(position) {
      players.append(PermutationScorer.Player(name: name, features: [position]))
    }
    var seen: Set<String> = []
    if let twice = players.first(where: { !seen.insert($0.name).inserted }) {
      throw ExplainError.unsuited(
        "'\(twice.name)' names a group and something else; give the group another name")
    }
    return players
  }

  private static func notes(
    _ items: [FeatureImportances.Item], constant: [String]
  ) -> [String] {
    var notes: [String] = []
    if !constant.isEmpty {
      notes.append("the same in all rows, so 0: \(ExplanationText.list(constant, limit: 8))")
    }
    let open = items.filter { item in
      guard let error = item.error, error > 0 else { return false }
      return abs(item.importance) <= 2 * error
    }
    if !open.isEmpty {
      notes.append(
        "not told apart from 0 (within two standard errors): "
          + ExplanationText.list(open.map(\.feature), limit: 8))
    }
    return notes
  }
}
