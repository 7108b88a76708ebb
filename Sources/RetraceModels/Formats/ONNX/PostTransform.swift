import Glibc

/// What an estimator of `ai.onnx.ml` does with its scores.
///
/// The formulas are ONNX Runtime's, where the standard leaves them open.
enum PostTransform: String, Sendable {
  case none = "NONE"
  case softmax = "SOFTMAX"
  case logistic = "LOGISTIC"
  case softmaxZero = "SOFTMAX_ZERO"
  case probit = "PROBIT"

  init(_ node: ONNXNode) throws(GraphError) {
    let word = node.text("post_transform") ?? "NONE"
    guard let value = PostTransform(rawValue: word) else {
      throw node.wrong("the post_transform '\(word)' does not exist")
    }
    self = value
  }

  /// The transform with its number in the operator `TreeEnsemble`.
  init?(number: Int) {
    let all: [PostTransform] = [.none, .softmax, .logistic, .softmaxZero, .probit]
    guard all.indices.contains(number) else { return nil }
    self = all[number]
  }

  /// Changes the scores of one row in place.
  func apply(_ scores: inout [Double], _ range: Range<Int>) {
    switch self {
    case .none: break
    case .softmax: Self.softmax(&scores, range)
    case .logistic: for index in range { scores[index] = RetraceModels.logistic(scores[index]) }
    case .softmaxZero: Self.softmaxZero(&scores, range)
    case .probit: for index in range { scores[index] = Self.probit(scores[index]) }
    }
  }

  /// exp(x) over their sum.
  static func softmax(_ scores: inout [Double], _ range: Range<Int>) {
    var largest = -Double.infinity
    for index in range where scores[index] > largest { largest = scores[index] }
    var sum = 0.0
    for index in range {
      scores[index] = exp(scores[index] - largest)
      sum += scores[index]
    }
    for index in range { scores[index] /= sum }
  }

  /// The shares of exp(x), where zeros stay zero.
  static func softmaxZero(_ scores: inout [Double], _ range: Range<Int>) {
    var largest = -Double.greatestFiniteMagnitude
    for index in range where scores[index] > largest { largest = scores[index] }
    let factor = exp(-largest)
    var sum = 0.0
    for index in range {
      if abs(scores[index]) > 1e-7 {
        scores[index] = exp(scores[index] - largest)
        sum += scores[index]
      } else {
        scores[index] *= factor
      }
    }
    for index in range { scores[index] /= sum }
  }

  /// The normal distribution's quantile by Winitzki's formula, in 32 bits as the runtime has it.
  static func probit(_ share: Double) -> Double {
    let number = Float(2 * share - 1)
    let sign: Float = number < 0 ? -1 : 1
    let logarithm = logf((1 - number) * (1 + number))
    let first = 2 / (Float(3.14159) * 0.147) + 0.5 * logarithm
    let second = 1 / Float(0.147) * logarithm
    let root = (-first + (first * first - second).squareRoot()).squareRoot()
    return Double(Float(1.41421356) * sign * root)
  }
}
