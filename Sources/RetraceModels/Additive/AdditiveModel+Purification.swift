extension AdditiveModel {
  /// The same function with pairs that hold nothing but interaction, and with centred terms.
  ///
  /// Of every pair with weights, the weighted mean of each row and column becomes 0: what a
  /// feature says by itself moves into its own term, and what every row has in common into the
  /// intercept. The scores of a row stay what they were, but for rounding. Where a pair has cuts
  /// that the feature's own term lacks, that term is cut there, too, and the weight of its bin
  /// shared out evenly. Terms without weights stay as they are.
  ///
  /// Source: B. Lengerich et al., "Purifying Interaction Effects with the Functional ANOVA",
  /// AISTATS 2020, algorithm 1.
  public func purified() throws -> AdditiveModel {
    var intercept = self.intercept
    var terms = self.terms
    for position in terms.indices where terms[position].isPair {
      guard !terms[position].weights.isEmpty else { continue }
      let pair = PurePair(terms[position], outputs: outputCount)
      terms[position] = terms[position].with(scores: pair.scores)
      for (axis, effects) in zip(terms[position].axes, pair.effects) {
        let own = terms.firstIndex { $0.axes.count == 1 && $0.axes[0].feature == axis.feature }
        let main =
          own.map { terms[$0] } ?? empty(axis, of: terms[position])
        let joined = main.adding(effects, along: axis, outputs: outputCount)
        if let own { terms[own] = joined } else { terms.append(joined) }
      }
    }
    for position in terms.indices where !terms[position].isPair {
      let term = terms[position]
      let total = term.weights.reduce(0, +)
      guard total > 0 else { continue }
      var scores = term.scores
      for output in 0..<outputCount {
        var sum = 0.0
        for bin in term.weights.indices {
          sum += term.weights[bin] * scores[bin * outputCount + output]
        }
        let mean = sum / total
        for bin in term.weights.indices { scores[bin * outputCount + output] -= mean }
        intercept[output] += mean
      }
      terms[position] = term.with(scores: scores)
    }
    return try with(terms: terms, intercept: intercept)
  }

  /// A term of zeros for one feature of a pair, with the weights that the pair knows.
  private func empty(_ axis: AdditiveAxis, of pair: AdditiveTerm) -> AdditiveTerm {
    let isFirst = pair.axes[0] == axis
    let columns = pair.axes[1].count
    let weights = (0..<axis.count).map { bin in
      isFirst
        ? pair.weights[bin * columns..<(bin + 1) * columns].reduce(0, +)
        : stride(from: bin, to: pair.weights.count, by: columns).reduce(0) {
          $0 + pair.weights[$1]
        }
    }
    return AdditiveTerm(
      name: features.features[axis.feature].name, axes: [axis],
      scores: [Double](repeating: 0, count: axis.count * outputCount), weights: weights)
  }
}

extension AdditiveTerm {
  /// A term of one feature plus effects of the bins of another axis of the feature.
  fileprivate func adding(
    _ effects: [Double], along axis: AdditiveAxis, outputs: Int
  ) -> AdditiveTerm {
    let own = axes[0]
    var (refined, origins, targets) = (own, Array(0..<own.count), Array(0..<own.count))
    if case .cuts(let fine) = own.bins, case .cuts(let coarse) = axis.bins {
      let cuts = Set(fine).union(coarse).sorted()
      refined = AdditiveAxis(feature: own.feature, bins: .cuts(cuts))
      // A bin begins at its lower cut, which tells where it lies on either axis.
      let starts = [-Double.infinity] + cuts
      origins = [0] + starts.map(own.bin(of:)) + [own.count - 1]
      targets = [0] + starts.map(axis.bin(of:)) + [axis.count - 1]
    }
    var parts = [Double](repeating: 0, count: own.count)
    for origin in origins { parts[origin] += 1 }
    var scores: [Double] = []
    for (origin, target) in zip(origins, targets) {
      for output in 0..<outputs {
        scores.append(self.scores[origin * outputs + output] + effects[target * outputs + output])
      }
    }
    return AdditiveTerm(
      name: name, axes: [refined], scores: scores,
      deviations: deviations.isEmpty
        ? [] : origins.flatMap { deviations[$0 * outputs..<($0 + 1) * outputs] },
      weights: weights.isEmpty ? [] : origins.map { weights[$0] / parts[$0] })
  }
}
