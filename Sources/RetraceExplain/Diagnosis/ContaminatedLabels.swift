import RetraceNumerics

/// The share of wrong labels that the confidence of a model gives away.
///
/// Where labels are right, a surer model is wrong less and less often. Where a share of the labels
/// is flipped, it goes on disagreeing with that share however sure it is. So the probability that
/// a row's label is not the class told, at confidence c (the margin between the two largest sums),
/// is fitted as
///
///     P(c) = ε + (1 − κ ε) · σ(−(a + b c)),    κ = K / (K − 1) of K classes,
///
/// by maximum likelihood, and compared with ε = 0. Twice the gain of log likelihood is
/// ½ χ²₀ + ½ χ²₁ distributed where no label is wrong, as ε = 0 lies on the border.
///
/// Source: J. B. Copas, "Binary regression models for contaminated data", Journal of the Royal
/// Statistical Society B 50(2), 1988; S. G. Self and K.-Y. Liang, "Asymptotic properties of
/// maximum likelihood estimators under nonstandard conditions", JASA 82(398), 1987.
struct ContaminatedLabels {
  /// ε, the share of wrong labels.
  let share: Double
  /// Twice the gain of log likelihood over ε = 0.
  let ratio: Double
  private let intercept: Double
  private let slope: Double
  private let factor: Double

  /// The probability of so large a ratio where no label is wrong.
  var chance: Double { 0.5 * NullDistributions.chiSquareTail(ratio, degrees: 1) }

  /// Fits the share.
  ///
  /// - Parameters:
  ///   - confidences: how far the class told lies before the next, a row each.
  ///   - disagrees: whether the row's label is another one.
  ///   - classes: how many there are.
  /// - Complexity: O(40 · iterations · rows).
  init(confidences: [Double], disagrees: [Bool], classes: Int) {
    let factor = Double(classes) / Double(max(1, classes - 1))
    self.factor = factor
    // On the scale of the confidences' spread, so that starting values fit any margins.
    let scale = max(1e-12, Statistics.quantile(confidences, 0.9))
    let fit = Fit(
      confidences: confidences.map { $0 / scale }, disagrees: disagrees, factor: factor)
    let none = fit.best(share: 0, from: (0, 1))
    var best = (share: 0.0, likelihood: none.likelihood, a: none.a, b: none.b)
    var start = (none.a, none.b)
    func look(_ share: Double) {
      let found = fit.best(share: share, from: start)
      start = (found.a, found.b)
      if found.likelihood > best.likelihood {
        best = (share, found.likelihood, found.a, found.b)
      }
    }
    for step in 1...20 { look(0.02 * Double(step)) }
    let coarse = best.share
    start = (best.a, best.b)
    for step in -8...8 where step != 0 && coarse + 0.0025 * Double(step) > 0 {
      look(coarse + 0.0025 * Double(step))
    }
    share = best.share
    ratio = max(0, 2 * (best.likelihood - none.likelihood))
    (intercept, slope) = (best.a, best.b / scale)
  }

  /// How likely the label of a row that disagrees is wrong, given its confidence.
  func suspicion(confidence: Double) -> Double {
    let honest = Kernels.logistic(-(intercept + slope * confidence))
    let all = share + (1 - factor * share) * honest
    return all > 0 ? share * (1 - honest) / all : 0
  }

  /// Maximum likelihood of a and b at a fixed share.
  private struct Fit {
    let confidences: [Double]
    let disagrees: [Bool]
    let factor: Double

    func likelihood(_ share: Double, _ a: Double, _ b: Double) -> Double {
      var sum = 0.0
      for (confidence, disagrees) in zip(confidences, disagrees) {
        let honest = Kernels.logistic(-(a + b * confidence))
        let p = min(1 - 1e-12, max(1e-12, share + (1 - factor * share) * honest))
        sum += Kernels.log(disagrees ? p : 1 - p)
      }
      return sum
    }

    /// Fisher scoring with halved steps.
    func best(
      share: Double, from start: (Double, Double)
    ) -> (likelihood: Double, a: Double, b: Double) {
      var (a, b) = start
      var value = likelihood(share, a, b)
      for _ in 0..<40 {
        var (ga, gb, haa, hab, hbb) = (0.0, 0.0, 1e-9, 0.0, 1e-9)
        for (confidence, disagrees) in zip(confidences, disagrees) {
          let honest = Kernels.logistic(-(a + b * confidence))
          let p = min(1 - 1e-12, max(1e-12, share + (1 - factor * share) * honest))
          let change = -(1 - factor * share) * honest * (1 - honest)
          let weight = change * change / (p * (1 - p))
          let push = change * ((disagrees ? 1 : 0) - p) / (p * (1 - p))
          ga += push
          gb += push * confidence
          haa += weight
          hab += weight * confidence
          hbb += weight * confidence * confidence
        }
        let determinant = haa * hbb - hab * hab
        guard determinant > 1e-300 else { break }
        var (da, db) = (
          (hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant
        )
        let length = max(abs(da), abs(db))
        if length > 2 { (da, db) = (2 * da / length, 2 * db / length) }
        var improved = false
        for _ in 0..<12 {
          let next = likelihood(share, a + da, b + db)
          if next > value {
            let gain = next - value
            (a, b, value) = (a + da, b + db, next)
            improved = gain > 1e-8
            break
          }
          (da, db) = (da / 2, db / 2)
        }
        if !improved { break }
      }
      return (value, a, b)
    }
  }
}
