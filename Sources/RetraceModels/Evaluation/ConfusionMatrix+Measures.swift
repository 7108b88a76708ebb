extension ConfusionMatrix {
  /// The share right among the rows predicted as each class; 0 where it is never predicted.
  public var precisionPerClass: [Double] {
    let predicted = predictionCounts
    return classes.indices.map { share(count(label: $0, prediction: $0), of: predicted[$0]) }
  }

  /// The share of each class's rows that were predicted as it; 0 where it has none.
  public var recallPerClass: [Double] {
    let labelled = labelCounts
    return classes.indices.map { share(count(label: $0, prediction: $0), of: labelled[$0]) }
  }

  /// The share of the rows of other classes that were not predicted as each class.
  public var specificityPerClass: [Double] {
    let (labelled, predicted, total) = (labelCounts, predictionCounts, total)
    return classes.indices.map {
      let wrong = predicted[$0] - count(label: $0, prediction: $0)
      return share(total - labelled[$0] - wrong, of: total - labelled[$0])
    }
  }

  /// (1 + β²) right / (β² labelled + predicted) of each class; 0 where it is neither.
  public func fPerClass(beta: Double) -> [Double] {
    let (labelled, predicted, square) = (labelCounts, predictionCounts, beta * beta)
    return classes.indices.map {
      let both = square * Double(labelled[$0]) + Double(predicted[$0])
      return both == 0 ? 0 : (1 + square) * Double(count(label: $0, prediction: $0)) / both
    }
  }

  /// Cohen's kappa: (agreement − expected) / (1 − expected); NaN where only one class occurs.
  ///
  /// - Parameter isQuadratic: whether disagreement counts by the squared distance of the classes,
  ///   which are then ordered.
  ///
  /// Source: J. Cohen, "Weighted kappa", Psychological Bulletin 70, 1968,
  /// https://doi.org/10.1037/h0026256.
  public func kappa(isQuadratic: Bool = false) -> Double {
    let (labelled, predicted, total) = (labelCounts, predictionCounts, Double(total))
    var (observed, expected) = (0.0, 0.0)
    for label in classes.indices {
      for prediction in classes.indices {
        let distance = Double(label - prediction)
        let weight = isQuadratic ? distance * distance : distance == 0 ? 0 : 1
        observed += weight * Double(count(label: label, prediction: prediction))
        expected += weight * (Double(labelled[label]) * Double(predicted[prediction]) / total)
      }
    }
    return expected > 0 ? 1 - observed / expected : .nan
  }

  /// A measure of decisions by its name; NaN for any other or where there are no rows.
  func value(_ metric: ModelMetric) -> Double {
    guard total > 0 else { return .nan }
    switch metric {
    case .accuracy, .f1Micro: return accuracy
    case .balancedAccuracy: return balancedAccuracy
    case .mcc: return matthewsCorrelation
    case .f1: return ofPositive(f1PerClass)
    case .f2: return ofPositive(fPerClass(beta: 2))
    case .precision: return ofPositive(precisionPerClass)
    case .recall: return ofPositive(recallPerClass)
    case .specificity: return ofPositive(specificityPerClass)
    case .f1Macro: return mean(f1PerClass)
    case .f1Weighted: return weighted(f1PerClass)
    case .precisionMacro: return mean(precisionPerClass)
    case .precisionWeighted: return weighted(precisionPerClass)
    case .recallMacro: return mean(recallPerClass)
    case .recallWeighted: return weighted(recallPerClass)
    case .kappa: return kappa()
    case .quadraticKappa: return kappa(isQuadratic: true)
    default: return .nan
    }
  }

  private func share(_ part: Int, of whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }

  /// Of two classes the positive one's, of several the plain mean.
  private func ofPositive(_ values: [Double]) -> Double {
    values.count == 2 ? values[1] : mean(values)
  }

  private func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  private func weighted(_ values: [Double]) -> Double {
    zip(values, labelCounts).reduce(0) { $0 + $1.0 * Double($1.1) } / Double(total)
  }
}
