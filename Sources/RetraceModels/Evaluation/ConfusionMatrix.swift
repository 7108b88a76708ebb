public import RetraceTables

/// How often each class was predicted for the rows of each class.
public struct ConfusionMatrix: Sendable, Equatable {
  /// The classes.
  public let classes: [Cell]
  /// The rows of true class r that were predicted as class c, at `r * classes.count + c`.
  public let counts: [Int]

  /// Counts pairs of classes.
  ///
  /// - Parameters:
  ///   - classes: the classes.
  ///   - labels: the position of the true class, per row.
  ///   - predictions: the position of the predicted class, per row; a row with -1 in either is
  ///     left out.
  public init(classes: [Cell], labels: [Int], predictions: [Int]) {
    precondition(labels.count == predictions.count, "a prediction per label")
    self.classes = classes
    var counts = [Int](repeating: 0, count: classes.count * classes.count)
    for (label, prediction) in zip(labels, predictions) where label >= 0 && prediction >= 0 {
      counts[label * classes.count + prediction] += 1
    }
    self.counts = counts
  }

  /// Takes counts that were made already.
  ///
  /// - Parameter counts: a number per true and predicted class, as ``counts`` has them.
  package init(classes: [Cell], counts: [Int]) {
    precondition(counts.count == classes.count * classes.count, "a count per pair of classes")
    self.classes = classes
    self.counts = counts
  }

  /// The rows of a true class that were predicted as a class.
  public func count(label: Int, prediction: Int) -> Int {
    counts[label * classes.count + prediction]
  }

  /// How many rows there are.
  public var total: Int { counts.reduce(0, +) }

  /// The rows of each true class.
  public var labelCounts: [Int] {
    classes.indices.map { label in
      classes.indices.reduce(0) { $0 + count(label: label, prediction: $1) }
    }
  }

  /// The rows that were predicted as each class.
  public var predictionCounts: [Int] {
    classes.indices.map { prediction in
      classes.indices.reduce(0) { $0 + count(label: $1, prediction: prediction) }
    }
  }

  /// The rows that were predicted right.
  public var right: Int { classes.indices.reduce(0) { $0 + count(label: $1, prediction: $1) } }

  /// The share of rows predicted right.
  public var accuracy: Double { Double(right) / Double(total) }

  /// The mean over classes that occur of the share of their rows predicted right.
  public var balancedAccuracy: Double {
    let totals = labelCounts
    let recalls = classes.indices.filter { totals[$0] > 0 }.map {
      Double(count(label: $0, prediction: $0)) / Double(totals[$0])
    }
    return recalls.reduce(0, +) / Double(recalls.count)
  }

  /// 2 right / (labelled + predicted) of each class; 0 where it is neither.
  public var f1PerClass: [Double] {
    let (labelled, predicted) = (labelCounts, predictionCounts)
    return classes.indices.map {
      let both = labelled[$0] + predicted[$0]
      return both == 0 ? 0 : 2 * Double(count(label: $0, prediction: $0)) / Double(both)
    }
  }

  /// F1 of the second of two classes; of several the plain mean over the classes.
  public var f1: Double {
    let all = f1PerClass
    return all.count == 2 ? all[1] : all.reduce(0, +) / Double(all.count)
  }

  /// Matthews' correlation, of several classes Gorodkin's R_K; 0 where a margin is empty.
  ///
  /// Source: J. Gorodkin, "Comparing two K-category assignments by a K-category correlation
  /// coefficient", Computational Biology and Chemistry 28, 2004.
  public var matthewsCorrelation: Double {
    let n = Double(total)
    let (labelled, predicted) = (labelCounts.map(Double.init), predictionCounts.map(Double.init))
    func inner(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let covariance = Double(right) * n - inner(labelled, predicted)
    let spread = (n * n - inner(predicted, predicted)) * (n * n - inner(labelled, labelled))
    return spread > 0 ? covariance / spread.squareRoot() : 0
  }
}
