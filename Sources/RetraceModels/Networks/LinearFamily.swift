import RetraceNumerics
public import RetraceTables

/// Logistic, linear and softmax regression: weighted sums of encoded features.
///
/// margin or value = coef · z + intercept, probability = logistic or softmax of the margin.
public struct LinearFamily: DenseModel, LinearModel {
  /// Which link stands behind the sums.
  public enum Kind: String, Sendable, CaseIterable {
    /// Two classes; the sum is the log odds of the second.
    case logistic
    /// A number.
    case linear
    /// A score per class.
    case softmaxRegression = "softmax_regression"

    var activation: Activation {
      switch self {
      case .logistic: .logistic
      case .linear: .identity
      case .softmaxRegression: .softmax
      }
    }
  }

  /// Which link stands behind the sums.
  public let kind: Kind
  /// What goes in, as the user named it.
  public let features: FeatureSpace
  /// What comes out and on which scales it can be given.
  public let outputs: ModelOutputs
  /// How features become the network's inputs.
  public let encoding: FeatureEncoding
  /// The network behind the encoding.
  public let network: DenseNetwork
  /// For models of numbers: the value is `targetMean + targetScale · output`.
  public let targetMean: Double
  /// For models of numbers: the value is `targetMean + targetScale · output`.
  public let targetScale: Double

  /// Makes a model of weights for each encoded column.
  ///
  /// - Parameters:
  ///   - kind: the link.
  ///   - features: what goes in, as the user named it.
  ///   - encoding: how features become columns; nil takes each as a number.
  ///   - coefficients: a row per sum (one, but for softmax regression), a number per column.
  ///   - intercepts: one per sum.
  ///   - classes: the classes; nil for 0, 1, …; not used by a linear model.
  ///   - target: the name of what is predicted.
  ///   - targetMean: for linear models, what is added to the scaled sum.
  ///   - targetScale: for linear models, what the sum is multiplied by.
  public init(
    _ kind: Kind, features: FeatureSpace, encoding: FeatureEncoding? = nil,
    coefficients: [[Double]], intercepts: [Double], classes: [Cell]? = nil,
    target: String? = nil, targetMean: Double = 0, targetScale: Double = 1
  ) {
    let encoding = encoding ?? FeatureEncoding(standardizing: features.count)
    self.init(
      kind, features: features, encoding: encoding,
      network: DenseNetwork(
        sizes: [encoding.width, intercepts.count], activations: [kind.activation],
        parameters: coefficients.flatMap { $0 } + intercepts),
      classes: classes, target: target, targetMean: targetMean, targetScale: targetScale)
  }

  /// Makes a model of a network of one layer.
  public init(
    _ kind: Kind, features: FeatureSpace, encoding: FeatureEncoding, network: DenseNetwork,
    classes: [Cell]? = nil, target: String? = nil, targetMean: Double = 0,
    targetScale: Double = 1
  ) {
    precondition(network.layerCount == 1 && network.inputCount == encoding.width, "no such model")
    self.kind = kind
    self.features = features
    self.encoding = encoding
    self.network = network
    self.targetMean = targetMean
    self.targetScale = targetScale
    let count = kind == .linear ? 0 : kind == .logistic ? 2 : network.outputCount
    outputs = ModelOutputs(classCount: count, classes: classes, target: target)
  }

  /// What it is, as model files name it.
  public var family: String { kind.rawValue }

  /// The model in a line.
  public var summary: String {
    "\(kind.rawValue.replacing("_", with: " ")) of \(features.count) features"
  }

  /// The same model with other parameters: a checkpoint of it.
  public func with(parameters: [Double]) -> LinearFamily {
    LinearFamily(
      kind, features: features, encoding: encoding, network: network.with(parameters: parameters),
      classes: outputs.classes.isEmpty ? nil : outputs.classes, target: outputs.target,
      targetMean: targetMean, targetScale: targetScale)
  }

  /// The terms of one output on its margin or value scale.
  public func linearTerms(output: Int) -> LinearTerms {
    let weight = network.weight(0)
    let bias = network.bias(0)
    let width = encoding.width
    let isPair = outputs.classes.count == 2 && network.outputCount == 2
    func coefficient(_ column: Int) -> Double {
      isPair
        ? weight[weight.startIndex + width + column] - weight[weight.startIndex + column]
        : weight[weight.startIndex + output * width + column]
    }
    let factor = kind == .linear ? targetScale : 1
    var intercept =
      isPair
      ? bias[bias.startIndex + 1] - bias[bias.startIndex] : bias[bias.startIndex + output]
    intercept = kind == .linear ? targetMean + targetScale * intercept : intercept
    var slopes = [Double](repeating: 0, count: features.count)
    var missing = slopes
    var unknown = slopes
    var levels = features.features.map {
      [Double](repeating: 0, count: $0.levels?.count ?? 0)
    }
    for (position, column) in encoding.columns.enumerated() {
      let feature = column.feature
      let weight = factor * coefficient(position)
      missing[feature] += weight * column.value(of: .missing)
      unknown[feature] += weight * column.value(of: .nan)
      if levels[feature].isEmpty {
        // The indicator of missing cells of a number is constant where there is a number.
        switch column.part {
        case .number:
          slopes[feature] += weight / column.scale
          intercept -= weight * column.mean / column.scale
          missing[feature] += weight * column.mean / column.scale
          unknown[feature] += weight * column.mean / column.scale
        case .level, .missing:
          let off = weight * column.value(of: 0.5)
          intercept += off
          missing[feature] -= off
          unknown[feature] -= off
        }
      } else {
        for level in levels[feature].indices {
          levels[feature][level] += weight * column.value(of: Double(level))
        }
      }
    }
    return LinearTerms(
      intercept: intercept,
      terms: features.features.indices.map {
        LinearTerms.Term(
          slope: slopes[$0], levels: levels[$0], missing: missing[$0], unknown: unknown[$0])
      })
  }
}
