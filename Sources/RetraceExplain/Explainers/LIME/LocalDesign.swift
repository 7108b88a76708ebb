import RetraceNumerics

/// What the surrogate of one row regresses on, and how samples are weighted for that row.
struct LocalDesign: Sendable {
  /// What a feature is to the surrogate.
  enum Regressor: Sendable, Equatable {
    /// 1 where a sample is in this state, as the row is, else 0.
    case indicator(code: Double)
    /// 1 where the cell is missing, as the row's is, of a number that is otherwise explained per
    /// standard deviation.
    case isMissing
    /// Standard deviations from the background's mean, 0 where missing; this many in the row.
    case standardized(Double)

    /// The regressor's value in the row itself.
    var ownValue: Double {
      switch self {
      case .indicator, .isMissing: 1
      case .standardized(let value): value
      }
    }
  }

  /// A regressor per feature.
  let regressors: [Regressor]
  /// The kernel width.
  let kernelWidth: Double
  private let weightsByMismatch: [Double]?

  /// Looks at a row as the model takes it.
  init(row: [Double], neighbourhood: Neighbourhood, kernelWidth: Double) {
    regressors = row.indices.map { feature in
      let profile = neighbourhood.profiles[feature]
      guard neighbourhood.isStandardized(feature) else {
        return .indicator(code: profile.code(of: row[feature]))
      }
      return row[feature].isMissing
        ? .isMissing : .standardized(profile.standardized(row[feature]))
    }
    self.kernelWidth = kernelWidth
    let onlyIndicators = regressors.allSatisfy {
      if case .standardized = $0 { false } else { true }
    }
    // The squared distance of 0/1 vectors is the number of places where they differ.
    weightsByMismatch =
      onlyIndicators
      ? (0...row.count).map { Kernels.exp(-Double($0) / (2 * kernelWidth * kernelWidth)) } : nil
  }

  /// Computes the weights of some samples: √exp(−distance² / width²).
  ///
  /// - Parameter weights: receives a weight per sample of the range.
  func weigh(
    _ samples: Neighbourhood.Samples, _ range: Range<Int>,
    into weights: UnsafeMutableBufferPointer<Double>
  ) {
    let length = range.count
    for place in 0..<length { weights[place] = 0 }
    samples.values.withUnsafeBufferPointer { all in
      for (feature, regressor) in regressors.enumerated() {
        let start = feature * samples.count + range.lowerBound
        let values = UnsafeBufferPointer(rebasing: all[start..<start + length])
        switch regressor {
        case .indicator(let own):
          for place in 0..<length { weights[place] += values[place] == own ? 0 : 1 }
        case .isMissing:
          for place in 0..<length { weights[place] += values[place] == values[place] ? 1 : 0 }
        case .standardized(let own):
          for place in 0..<length {
            let value = values[place]
            let difference = (value == value ? value : 0) - own
            weights[place] += difference * difference
          }
        }
      }
    }
    if let weightsByMismatch {
      for place in 0..<length { weights[place] = weightsByMismatch[Int(weights[place])] }
      return
    }
    let factor = -1 / (2 * kernelWidth * kernelWidth)
    for place in 0..<length { weights[place] *= factor }
    Kernels.exp(UnsafeMutableBufferPointer(rebasing: weights[0..<length]))
  }

  /// Writes a feature's regressor times a factor per sample.
  func fill(
    feature: Int, of samples: Neighbourhood.Samples, _ range: Range<Int>,
    times factors: UnsafeMutableBufferPointer<Double>, into column: UnsafeMutablePointer<Double>
  ) {
    let start = feature * samples.count + range.lowerBound
    let length = range.count
    samples.values.withUnsafeBufferPointer { all in
      let values = UnsafeBufferPointer(rebasing: all[start..<start + length])
      switch regressors[feature] {
      case .indicator(let own):
        for place in 0..<length { column[place] = values[place] == own ? factors[place] : 0 }
      case .isMissing:
        for place in 0..<length {
          column[place] = values[place] == values[place] ? 0 : factors[place]
        }
      case .standardized:
        for place in 0..<length {
          let value = values[place]
          column[place] = value == value ? value * factors[place] : 0
        }
      }
    }
  }

  /// Subtracts a feature's regressor times a coefficient from every sample's number.
  func subtract(
    feature: Int, times coefficient: Double, of samples: Neighbourhood.Samples,
    _ range: Range<Int>, from numbers: UnsafeMutableBufferPointer<Double>
  ) {
    let start = feature * samples.count + range.lowerBound
    let length = range.count
    samples.values.withUnsafeBufferPointer { all in
      let values = UnsafeBufferPointer(rebasing: all[start..<start + length])
      switch regressors[feature] {
      case .indicator(let own):
        for place in 0..<length { numbers[place] -= values[place] == own ? coefficient : 0 }
      case .isMissing:
        for place in 0..<length {
          numbers[place] -= values[place] == values[place] ? 0 : coefficient
        }
      case .standardized:
        for place in 0..<length {
          let value = values[place]
          numbers[place] -= value == value ? coefficient * value : 0
        }
      }
    }
  }
}
