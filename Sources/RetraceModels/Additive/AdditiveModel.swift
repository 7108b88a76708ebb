public import RetraceNumerics
public import RetraceTables

/// A generalised additive model whose terms are tables: an explainable boosting machine.
///
/// The score of a row is the intercept plus, of every term, the entry of the bin or pair of bins
/// that the row falls into; the link turns scores into probabilities. Each term is to be read by
/// itself: its table is all the model knows about its features.
///
/// Source: Y. Lou et al., "Accurate Intelligible Models with Pairwise Interactions", KDD 2013;
/// H. Nori et al., "InterpretML: A Unified Framework for Machine Learning Interpretability", 2019.
public struct AdditiveModel: Model, Equatable {
  /// How scores become predictions.
  public enum Link: String, Sendable, CaseIterable {
    /// The score is the predicted number.
    case identity
    /// The score is the log odds of the second of two classes.
    case logistic
    /// A score for each class.
    case softmax
  }

  /// Terms, features and classes that do not fit each other.
  public struct ShapeError: Error, Equatable, CustomStringConvertible {
    /// The position of the term; nil where the model as a whole is meant.
    public let term: Int?
    /// What is wrong.
    public let description: String
  }

  /// What goes in, as the user named it.
  public internal(set) var features: FeatureSpace
  /// What comes out and on which scales it can be given.
  public internal(set) var outputs: ModelOutputs
  /// How scores become predictions.
  public let link: Link
  /// What every row's score begins with, a number per output.
  public let intercept: [Double]
  /// The terms, in the order in which they are added up.
  public let terms: [AdditiveTerm]
  /// On how many bags of rows the scores were learned, whose mean they are; nil if not known.
  public let bags: Int?

  /// Makes an additive model.
  ///
  /// - Parameters:
  ///   - classes: the classes; nil for 0, 1, …; not used with the link `identity`.
  ///   - target: the name of what is predicted.
  /// - Throws: ``ShapeError`` if the parts do not fit each other or hold no finite numbers.
  public init(
    features: FeatureSpace, link: Link, intercept: [Double], terms: [AdditiveTerm],
    classes: [Cell]? = nil, target: String? = nil, bags: Int? = nil
  ) throws {
    let count = intercept.count
    guard link == .softmax ? count >= 2 : count == 1 else {
      throw ShapeError(
        term: nil,
        description: link == .softmax
          ? "the link 'softmax' needs an intercept for each of two or more classes, got \(count)"
          : "the link '\(link.rawValue)' takes one intercept, got \(count)")
    }
    guard intercept.allSatisfy(\.isFinite) else {
      throw ShapeError(term: nil, description: "the intercept is not finite")
    }
    let classCount = link == .identity ? 0 : max(2, count)
    if classCount > 0, let classes, classes.count != classCount {
      throw ShapeError(
        term: nil, description: "\(classes.count) classes are named, expected \(classCount)")
    }
    for (position, term) in terms.enumerated() {
      if let reason = Self.misfit(term, features, outputs: count) {
        throw ShapeError(term: position, description: reason)
      }
    }
    self.features = features
    self.link = link
    self.intercept = intercept
    self.terms = terms
    self.bags = bags
    // Of several outputs with two classes the link softmax still is one probability.
    outputs = ModelOutputs(classCount: classCount, classes: classes, target: target)
  }

  /// Why a term does not fit; nil if it does.
  private static func misfit(
    _ term: AdditiveTerm, _ features: FeatureSpace, outputs: Int
  ) -> String? {
    guard term.axes.count == 1 || term.axes.count == 2 else {
      return "a term is over one or two features, got \(term.axes.count)"
    }
    if term.isPair, term.axes[0].feature == term.axes[1].feature {
      return "a pair is of two different features"
    }
    for axis in term.axes {
      guard features.features.indices.contains(axis.feature) else {
        return "there is no feature \(axis.feature), the model has \(features.count)"
      }
      let feature = features.features[axis.feature]
      switch axis.bins {
      case .cuts(let cuts):
        guard cuts.allSatisfy(\.isFinite) else { return "a cut is not finite" }
        guard zip(cuts, cuts.dropFirst()).allSatisfy({ $0 < $1 }) else {
          return "the cuts of '\(feature.name)' do not ascend"
        }
      case .levels(let count):
        guard let levels = feature.levels, levels.count == count else {
          return "'\(feature.name)' has \(feature.levels?.count ?? 0) levels, the term \(count)"
        }
      }
    }
    let (bins, overflow) = term.axes.dropFirst().reduce((term.axes[0].count, false)) {
      let product = $0.0.multipliedReportingOverflow(by: $1.count)
      return (product.partialValue, $0.1 || product.overflow)
    }
    let (scores, tooMany) = bins.multipliedReportingOverflow(by: outputs)
    guard !overflow, !tooMany, term.scores.count == scores else {
      return "expected \(scores) scores, got \(term.scores.count)"
    }
    guard term.scores.allSatisfy(\.isFinite) else { return "a score is not finite" }
    guard term.deviations.isEmpty || term.deviations.count == scores,
      term.deviations.allSatisfy({ $0 >= 0 && $0.isFinite })
    else { return "expected \(scores) deviations from 0 on, got \(term.deviations.count)" }
    guard term.weights.isEmpty || term.weights.count == bins,
      term.weights.allSatisfy({ $0 >= 0 && $0.isFinite })
    else { return "expected \(bins) weights from 0 on, got \(term.weights.count)" }
    return nil
  }

  /// What it is, as model files name it.
  public var family: String { "gam" }

  /// The model in a line.
  public var summary: String {
    let pairs = terms.count(where: \.isPair)
    let count = terms.count == 1 ? "1 term" : "\(terms.count) terms"
    return "additive, \(count)" + (pairs == 0 ? "" : pairs == 1 ? ", 1 a pair" : ", \(pairs) pairs")
  }

  /// How many scores a row has: one for numbers, and for two classes with the link `logistic`.
  public var outputCount: Int { intercept.count }

  /// The scale of the scores, on which the terms add up.
  public var sumScale: OutputScale { link == .identity ? .value : .margin }
}
