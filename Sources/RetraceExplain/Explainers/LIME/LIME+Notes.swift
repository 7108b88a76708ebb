import RetraceNumerics

/// How far to trust an explanation by LIME, in plain words.
extension LIME {
  /// Below which local R² the surrogate is called poor, and fair.
  private static let poorFidelity = 0.3
  private static let fairFidelity = 0.6

  /// What is to be said of one row.
  static func notes(
    _ fit: LocalFit, row: Int, rows: ExplainedRows, neighbourhood: Neighbourhood, options: Options
  ) -> [String] {
    var notes: [String] = []
    let r2 = ExplanationText.number(fit.r2, digits: 2)
    if fit.surrogate.totalSquares <= 1e-24 * fit.surrogate.weightSum {
      notes.append("the output hardly varies among the samples; there is nothing to attribute")
    } else if fit.r2 < poorFidelity {
      notes.append(
        "low fidelity: the surrogate explains only \(ExplanationText.percent(max(0, fit.r2))) of "
          + "the output's variation near the row (R² \(r2)); read signs at most")
    } else if fit.r2 < fairFidelity {
      notes.append(
        "fair fidelity: the surrogate explains \(ExplanationText.percent(fit.r2)) of the "
          + "output's variation near the row (R² \(r2))")
    }
    let strength = strengths(fit)
    let vague = strength.count { $0.size < 2 * $0.error }
    if vague > 0 {
      notes.append(
        "\(vague) of \(strength.count) attributions are smaller than twice their error: their "
          + "signs may change with the seed")
    }
    if let (shrinkage, ratio) = largestShrinkage(fit), ratio > 2 {
      notes.append(
        "the ridge pulls attributions towards zero by up to "
          + "\(ExplanationText.number(shrinkage, digits: 2)), "
          + "\(ExplanationText.number(ratio, digits: 2)) times their error; more samples or "
          + "'ridge: 0' reduce it")
    }
    if fit.surrogate.isRaised {
      notes.append(
        "without a ridge some features cannot be told apart in the samples; a very small one "
          + "was used")
    }
    let needed = Double(10 * (fit.surrogate.selected.count + 1))
    if fit.effectiveSamples < needed {
      notes.append(
        "the weights leave only about \(Int(fit.effectiveSamples.rounded())) samples that count; "
          + "draw more or widen 'kernel_width'")
    }
    return notes + outside(row: row, rows: rows, neighbourhood: neighbourhood)
  }

  /// What is to be said of the background.
  static func notes(of neighbourhood: Neighbourhood, background: Matrix) -> [String] {
    var notes: [String] = []
    let constant = neighbourhood.profiles.filter(\.isConstant).map(\.name)
    if !constant.isEmpty {
      notes.append(
        "\(ExplanationText.list(constant)) \(constant.count == 1 ? "is" : "are") the same all "
          + "through the background, so nothing can be said of \(constant.count == 1 ? "it" : "them")"
      )
    }
    let zeroed = neighbourhood.profiles.filter {
      neighbourhood.isDiscretized && $0.zeroedPoint != nil
    }
    if !zeroed.isEmpty {
      let names = zeroed.map { profile in
        "\(profile.name) (\(ExplanationText.number(profile.zeroedPoint ?? 0)))"
      }
      notes.append(
        "the lowest bin of \(ExplanationText.list(names)) holds one number only; as in the "
          + "authors' program it is drawn as 0, 'point_bins: \"value\"' draws the number")
    }
    for (first, second, correlation) in twins(neighbourhood, background) {
      let relation =
        abs(correlation) > 1 - 1e-12
        ? "go together exactly" : "are correlated \(ExplanationText.number(correlation, digits: 3))"
      notes.append(
        "\(first) and \(second) \(relation) in the background; LIME varies them apart, so how "
          + "the effect is divided between them is the model's choice, not the data's")
    }
    return notes
  }

  /// What is to be said of several rows at once.
  static func summaryNotes(_ fits: [LocalFit], options: Options) -> [String] {
    var notes: [String] = []
    let poor = fits.indices.filter { fits[$0].r2 < poorFidelity }
    if let worst = poor.min(by: { fits[$0].r2 < fits[$1].r2 }) {
      notes.append(
        "low fidelity (R² below \(poorFidelity)) in \(poor.count) of "
          + "\(ExplanationText.count(fits.count, "row")), the lowest "
          + "\(ExplanationText.number(fits[worst].r2, digits: 2)) in row \(worst)")
    }
    let shrunk = fits.compactMap(largestShrinkage).filter { $0.ratio > 2 }
    if let worst = shrunk.max(by: { $0.ratio < $1.ratio }) {
      notes.append(
        "in \(shrunk.count) of \(ExplanationText.count(fits.count, "row")) the ridge pulls "
          + "attributions towards zero by more than twice their error, at most by "
          + "\(ExplanationText.number(worst.shrinkage, digits: 2)); more samples or 'ridge: 0' "
          + "reduce it")
    }
    if fits.count > 1, options.around == .data {
      notes.append("the rows share their samples, so errors of different rows go together")
    }
    return notes
  }

  private static func strengths(_ fit: LocalFit) -> [(size: Double, error: Double)] {
    zip(fit.surrogate.coefficients, fit.errors).compactMap { coefficient, error in
      coefficient == 0 && error == 0 ? nil : (abs(coefficient), error)
    }
  }

  /// By how much the ridge moved a coefficient, where that is most against its error.
  private static func largestShrinkage(_ fit: LocalFit) -> (shrinkage: Double, ratio: Double)? {
    guard let free = fit.surrogate.unpenalized else { return nil }
    var largest: (shrinkage: Double, ratio: Double)?
    for position in free.indices where fit.errors[position] > 0 {
      let shrinkage = abs(free[position] - fit.surrogate.coefficients[position])
      let ratio = shrinkage / fit.errors[position]
      if ratio > largest?.ratio ?? 0 { largest = (shrinkage, ratio) }
    }
    return largest
  }

  /// Cells of the row that the background does not have or reach.
  private static func outside(
    row: Int, rows: ExplainedRows, neighbourhood: Neighbourhood
  ) -> [String] {
    var far: [String] = []
    var unseen: [String] = []
    for (feature, profile) in neighbourhood.profiles.enumerated() {
      let cell = rows.matrix[row, feature]
      if cell.isMissing || profile.isCategory {
        if profile.share(of: profile.code(of: cell)) == 0 { unseen.append(profile.name) }
      } else if cell < profile.minimum || cell > profile.maximum {
        far.append(
          "\(profile.name) \(ExplanationText.number(cell)) (background "
            + "\(ExplanationText.number(profile.minimum)) to "
            + "\(ExplanationText.number(profile.maximum)))")
      }
    }
    var notes: [String] = []
    if !far.isEmpty {
      notes.append("the row lies outside of the background: \(ExplanationText.list(far))")
    }
    if !unseen.isEmpty {
      notes.append(
        "the background has no row like this one in \(ExplanationText.list(unseen)), so nothing "
          + "can be said of \(unseen.count == 1 ? "it" : "them")")
    }
    return notes
  }

  /// Pairs of number features that the background hardly tells apart, the first few.
  private static func twins(
    _ neighbourhood: Neighbourhood, _ background: Matrix
  ) -> [(String, String, Double)] {
    let features = neighbourhood.profiles.indices.filter {
      let profile = neighbourhood.profiles[$0]
      return !profile.isCategory && profile.deviation > 0
    }
    // Beyond that the pairs cost more than the explanation itself.
    guard features.count > 1, features.count <= 200, background.rows > 2 else { return [] }
    var standardized = Matrix(rows: background.rows, columns: features.count)
    for row in 0..<background.rows {
      for (position, feature) in features.enumerated() {
        standardized[row, position] =
          neighbourhood.profiles[feature].standardized(background[row, feature])
      }
    }
    let products = LinearAlgebra.gram(standardized)
    var pairs: [(String, String, Double)] = []
    for first in features.indices {
      for second in features.indices where second > first {
        let scale = (products[first, first] * products[second, second]).squareRoot()
        let correlation = products[first, second] / scale
        guard abs(correlation) > 0.98, pairs.count < 3 else { continue }
        pairs.append(
          (
            neighbourhood.profiles[features[first]].name,
            neighbourhood.profiles[features[second]].name, correlation
          ))
      }
    }
    return pairs
  }
}
