import Glibc

/// The settings of `SVMClassifier` and `SVMRegressor`, and their kernels.
struct SupportVectors: Sendable {
  private enum Kernel: String {
    case linear = "LINEAR"
    case polynomial = "POLY"
    case radial = "RBF"
    case sigmoid = "SIGMOID"
  }

  private let kernel: Kernel
  private let gamma: Double
  private let offset: Double
  private let degree: Double
  /// Vectors × features; of a linear machine its weights.
  private let vectors: [Double]
  private let width: Int
  private let vectorCount: Int
  private let coefficients: [Double]
  private let rho: [Double]
  private let perClass: [Int]
  private let slopes: [Double]
  private let biases: [Double]
  private let isOneClass: Bool
  private let transform: PostTransform
  private let classCount: Int

  /// Whether it gives probabilities.
  var givesProbabilities: Bool { !slopes.isEmpty }

  init(_ node: ONNXNode, isClassifier: Bool) throws(GraphError) {
    coefficients = try node.numbers("coefficients")
    rho = try node.numbers("rho")
    perClass = node.integers("vectors_per_class")
    slopes = try node.numbers("prob_a")
    biases = try node.numbers("prob_b")
    isOneClass = (node.integer("one_class") ?? 0) != 0
    transform = try PostTransform(node)
    let parameters = try node.numbers("kernel_params")
    gamma = parameters.isEmpty ? 0 : parameters[0]
    offset = parameters.count < 2 ? 0 : parameters[1]
    degree = parameters.count < 3 ? 0 : parameters[2]
    classCount = isClassifier ? node.classes?.count ?? 0 : 0
    let listed = try node.numbers("support_vectors")
    var count = 0
    for some in isClassifier ? perClass : [node.integer("n_supports") ?? 0] {
      guard some >= 0, some <= 1 << 30 else { throw node.wrong("\(some) vectors are not possible") }
      count += some
    }
    vectorCount = count
    guard !coefficients.isEmpty, !rho.isEmpty else {
      throw node.wrong("it has no coefficients or no rho")
    }
    guard count > 0 else {
      guard !isClassifier else {
        throw node.unknown("a classifier without support vectors is not computed here")
      }
      kernel = .linear
      vectors = coefficients
      width = coefficients.count
      return
    }
    guard let kernel = Kernel(rawValue: node.text("kernel_type") ?? "LINEAR") else {
      throw node.wrong("its kernel does not exist")
    }
    self.kernel = kernel
    guard listed.count.isMultiple(of: count), !listed.isEmpty else {
      throw node.wrong("\(listed.count) numbers do not make \(count) vectors")
    }
    vectors = listed
    width = listed.count / count
    if isClassifier {
      let pairs = classCount * (classCount - 1) / 2
      guard classCount >= 2, perClass.count == classCount, rho.count >= pairs,
        coefficients.count >= (classCount - 1) * count, slopes.count == biases.count,
        slopes.isEmpty || slopes.count >= pairs
      else { throw node.wrong("its lists do not fit \(classCount) classes and \(count) vectors") }
    } else if coefficients.count < count {
      throw node.wrong("\(coefficients.count) coefficients do not fit \(count) vectors")
    }
  }

  /// The kernel between one row and a vector.
  private func value(_ row: ArraySlice<Double>, _ vector: Int) -> Double {
    var sum = 0.0
    vectors.withUnsafeBufferPointer { vectors in
      row.withUnsafeBufferPointer { row in
        let start = vector * width
        if kernel == .radial {
          for index in 0..<width {
            let difference = row[index] - vectors[start + index]
            sum += difference * difference
          }
        } else {
          for index in 0..<width { sum += row[index] * vectors[start + index] }
        }
      }
    }
    switch kernel {
    case .linear: return sum
    case .radial: return exp(-gamma * sum)
    case .polynomial: return pow(gamma * sum + offset, degree)
    case .sigmoid: return tanh(gamma * sum + offset)
    }
  }

  private func check(_ rows: GraphTensor) throws {
    guard rows.columns == width else {
      throw GraphError("", "the vectors have \(width) features, there are \(rows.columns)")
    }
  }

  /// The values of a regression, a column.
  func values(_ rows: GraphTensor) throws -> GraphTensor {
    try check(rows)
    let numbers = (0..<rows.rows).map { number -> Double in
      let row = rows.numbers[number * width..<(number + 1) * width]
      var sum = rho[0]
      if vectorCount == 0 {
        for index in 0..<width { sum += row[row.startIndex + index] * coefficients[index] }
      } else {
        for vector in 0..<vectorCount { sum += coefficients[vector] * value(row, vector) }
      }
      return isOneClass ? (sum > 0 ? 1 : -1) : sum
    }
    return GraphTensor(.float32, shape: [rows.rows, 1], numbers: numbers)
  }

  /// The scores of the classes: Platt's probabilities, or one score for each pair of classes.
  func classScores(_ rows: GraphTensor) throws -> GraphTensor {
    try check(rows)
    let pairs = classCount * (classCount - 1) / 2
    let columns = givesProbabilities ? classCount : max(2, pairs)
    try GraphTensor.check([rows.rows, columns])
    var result: [Double] = []
    for number in 0..<rows.rows {
      let row = rows.numbers[number * width..<(number + 1) * width]
      let scores = pairScores((0..<vectorCount).map { value(row, $0) })
      if givesProbabilities {
        var shares = PairCoupling.probabilities(pairShares(scores), classes: classCount)
        transform.apply(&shares, shares.indices)
        result += shares
      } else if classCount == 2 {
        result += transform == .none ? [-scores[0], scores[0]] : [1 - scores[0], scores[0]]
      } else {
        var scores = scores
        transform.apply(&scores, scores.indices)
        result += scores
      }
    }
    return GraphTensor(.float32, shape: [rows.rows, columns], numbers: result)
  }

  /// The score of each pair of classes i < j, positive for i.
  private func pairScores(_ kernels: [Double]) -> [Double] {
    var starts: [Int] = []
    var start = 0
    for count in perClass {
      starts.append(start)
      start += count
    }
    var scores: [Double] = []
    for first in 0..<classCount - 1 {
      for second in first + 1..<classCount {
        var sum = 0.0
        let upper = vectorCount * (second - 1)
        for vector in starts[first]..<starts[first] + perClass[first] {
          sum += coefficients[upper + vector] * kernels[vector]
        }
        let lower = vectorCount * first
        for vector in starts[second]..<starts[second] + perClass[second] {
          sum += coefficients[lower + vector] * kernels[vector]
        }
        scores.append(GraphTensor.rounded(sum + rho[scores.count]))
      }
    }
    return scores
  }

  /// The probability of i against j for each pair, by Platt's logistic curve.
  private func pairShares(_ scores: [Double]) -> [Double] {
    scores.indices.map { pair in
      let share = 1 - logistic(scores[pair] * slopes[pair] + biases[pair])
      return min(max(share, 1e-7), 1 - 1e-7)
    }
  }
}

/// Couples the probabilities of pairs of classes to one for each class.
///
/// Source: Wu, Lin, Weng (2004), "Probability estimates for multi-class classification by pairwise
/// coupling", method 2, as libsvm iterates it: to a tolerance of 0.005 / classes.
enum PairCoupling {
  /// - Parameters:
  ///   - shares: the probability of i against j for i < j, pair by pair.
  ///   - classes: how many classes there are.
  static func probabilities(_ shares: [Double], classes: Int) -> [Double] {
    var against = [Double](repeating: 0, count: classes * classes)
    var pair = 0
    for first in 0..<classes - 1 {
      for second in first + 1..<classes {
        against[first * classes + second] = shares[pair]
        against[second * classes + first] = 1 - shares[pair]
        pair += 1
      }
    }
    var matrix = [Double](repeating: 0, count: classes * classes)
    for row in 0..<classes {
      for column in 0..<classes where column != row {
        let share = against[column * classes + row]
        matrix[row * classes + row] += share * share
        matrix[row * classes + column] = -share * against[row * classes + column]
      }
    }
    var result = [Double](repeating: 1 / Double(classes), count: classes)
    var products = result
    let tolerance = 0.005 / Double(classes)
    for _ in 0..<100 {
      var whole = 0.0
      for row in 0..<classes {
        products[row] = 0
        for column in 0..<classes {
          products[row] += matrix[row * classes + column] * result[column]
        }
        whole += result[row] * products[row]
      }
      guard products.contains(where: { abs($0 - whole) >= tolerance }) else { break }
      for row in 0..<classes {
        let own = matrix[row * classes + row]
        let step = (whole - products[row]) / own
        result[row] += step
        whole = (whole + step * (step * own + 2 * products[row])) / (1 + step) / (1 + step)
        for column in 0..<classes {
          products[column] =
            (products[column] + step * matrix[row * classes + column]) / (1 + step)
          result[column] /= 1 + step
        }
      }
    }
    return result
  }
}
