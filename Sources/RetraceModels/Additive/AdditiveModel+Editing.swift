extension AdditiveModel {
  /// A direction in which a feature may move a prediction.
  public enum Direction: String, Sendable, CaseIterable {
    /// A larger number never lowers the prediction.
    case up
    /// A larger number never raises the prediction.
    case down
  }

  /// The position of the term with a name, or over the features that a text names.
  ///
  /// Of a pair the features may stand in any order and be joined by `×`, `&`, `*` or `:`.
  ///
  /// - Throws: ``ModelError/absentTerm(_:available:)``.
  public func position(ofTerm text: String) throws -> Int {
    if let position = terms.firstIndex(where: { $0.name == text }) { return position }
    let found = terms.firstIndex { term in
      let names = term.axes.map { features.features[$0.feature].name }
      guard names.count == 2 else { return names[0] == text }
      return [" × ", " & ", " * ", ":", "×", "&", "*"].contains { joint in
        names.joined(separator: joint) == text || names.reversed().joined(separator: joint) == text
      }
    }
    guard let found else { throw ModelError.absentTerm(text, available: terms.map(\.name)) }
    return found
  }

  /// The position of the term over some features, in any order.
  ///
  /// - Throws: ``ModelError/absentTerm(_:available:)``.
  public func position(ofTermOver names: [String]) throws -> Int {
    let wanted = Set(names)
    let position = terms.firstIndex { term in
      term.axes.count == names.count
        && Set(term.axes.map { features.features[$0.feature].name }) == wanted
    }
    guard let position else {
      throw ModelError.absentTerm(
        names.joined(separator: " & "), available: terms.map(\.name))
    }
    return position
  }

  /// The model without some terms, whose contribution then is 0 for every row.
  ///
  /// - Parameter positions: the positions of the terms that go.
  public func removing(terms positions: Set<Int>) throws -> AdditiveModel {
    try with(terms: terms.indices.filter { !positions.contains($0) }.map { terms[$0] })
  }

  /// The model with one feature's own term made monotone.
  ///
  /// The scores of the number bins become the nearest monotone ones by isotonic regression,
  /// weighted by the training rows in each bin; the bins for missing and unknown cells stay as
  /// they are. Pairs with the feature stay, too, and can undo the order in parts of the table.
  ///
  /// - Throws: ``ModelError/unsuitedTerm(_:reason:)`` for a category, for a feature without a term
  ///   of its own and for models of several classes.
  public func monotone(_ name: String, _ direction: Direction) throws -> AdditiveModel {
    guard outputCount == 1 else {
      throw ModelError.unsuitedTerm(name, reason: "the model tells several classes")
    }
    guard let feature = features.names.firstIndex(of: name) else {
      throw ModelError.absentTerm(name, available: terms.map(\.name))
    }
    let own = self.terms.indices.filter { self.terms[$0].axes.map(\.feature) == [feature] }
    guard !own.isEmpty else {
      throw ModelError.unsuitedTerm(name, reason: "the model has no term of this feature alone")
    }
    var terms = self.terms
    for position in own {
      let term = terms[position]
      guard term.axes[0].isOrdered else {
        throw ModelError.unsuitedTerm(name, reason: "it is a category, its levels have no order")
      }
      let known = term.axes[0].known
      let sign: Double = direction == .up ? 1 : -1
      let given = term.weights.isEmpty ? [] : Array(term.weights[known])
      let total = given.reduce(0, +)
      // Bins without rows follow their neighbours.
      let weights =
        total > 0
        ? given.map { max($0, total * 1e-9) } : [Double](repeating: 1, count: known.count)
      let rising = IsotonicRegression.rising(
        term.scores[known].map { sign * $0 }, weights: weights)
      var scores = term.scores
      for (bin, score) in zip(known, rising) { scores[bin] = sign * score }
      terms[position] = term.with(scores: scores)
    }
    return try with(terms: terms)
  }

  /// The names of the pairs that a feature is part of.
  public func pairs(with name: String) -> [String] {
    terms.filter { term in
      term.isPair && term.axes.contains { features.features[$0.feature].name == name }
    }.map(\.name)
  }

  /// The same model with other terms.
  func with(terms: [AdditiveTerm], intercept: [Double]? = nil) throws -> AdditiveModel {
    try AdditiveModel(
      features: features, link: link, intercept: intercept ?? self.intercept, terms: terms,
      classes: outputs.isClassifier ? outputs.classes : nil, target: outputs.target, bags: bags)
  }
}
