import RetraceModels
import RetraceNumerics

/// Where LIME draws perturbed rows from: independent features, each as the background has it.
///
/// The draws are keyed by seed, feature name and sample, not by the row that is explained: so
/// many rows can share them, and a row gets the same result alone and in a table.
struct Neighbourhood: Sendable {
  /// A profile per feature.
  let profiles: [FeatureProfile]
  /// Whether numbers are explained by their bin rather than per standard deviation.
  let isDiscretized: Bool
  private let streams: [RandomStream]
  private let missingStreams: [RandomStream]

  /// Profiles a background.
  init(
    _ background: Background, features: FeatureSpace, isDiscretized: Bool,
    pointBins: LIME.PointBins, seed: UInt64
  ) throws {
    try background.rows.requireFiniteNumbers(features, in: "the background")
    let rows = background.rows
    profiles = try Parallel.map(count: features.count) { position in
      FeatureProfile(
        rows.column(position), of: features.features[position],
        drawsPointBinsAsZero: pointBins == .zero)
    }
    self.isDiscretized = isDiscretized
    streams = features.names.map {
      RandomStream(seed: seed, command: "lime", purpose: "cells of \($0)")
    }
    missingStreams = features.names.map {
      RandomStream(seed: seed, command: "lime", purpose: "missing cells of \($0)")
    }
  }

  /// Perturbed rows: what the model is given, and what the surrogate sees of it.
  struct Samples {
    /// How many there are.
    let count: Int
    /// What the surrogate sees, feature by feature: the code of the cell's state, or for numbers
    /// that are explained per standard deviation how many these are from the mean, missing where
    /// the cell is.
    var values: [Double]
  }

  /// Whether a feature is explained per standard deviation where it is not missing.
  func isStandardized(_ feature: Int) -> Bool { !isDiscretized && !profiles[feature].isCategory }

  /// Draws one feature of some samples.
  ///
  /// - Parameters:
  ///   - samples: their numbers; each has its own draws.
  ///   - center: the cell that numbers are drawn around; nil to draw from the background.
  ///   - inputs: receives the cells, `inputStride` apart.
  ///   - values: receives what the surrogate sees.
  func draw(
    feature: Int, samples: Range<Int>, around center: Double?,
    inputs: UnsafeMutablePointer<Double>, inputStride: Int,
    values: UnsafeMutablePointer<Double>
  ) {
    let profile = profiles[feature]
    let stream = streams[feature]
    let center = center.flatMap { $0.isNaN || profile.isCategory ? nil : $0 }
    guard center != nil || isStandardized(feature) else {
      return drawStates(profile, stream, samples, inputs, inputStride, values)
    }
    let missing = profile.missingShare
    let missingStream = missingStreams[feature]
    let middle = center ?? profile.mean
    let start = profile.standardized(middle)
    for (place, sample) in samples.enumerated() {
      let index = UInt64(sample)
      if missing > 0, missingStream.uniform(at: index) < missing {
        inputs[place * inputStride] = .missing
        values[place] = isDiscretized ? FeatureProfile.missingCode : .missing
        continue
      }
      let step = NormalDistribution.quantile(stream.openUniform(at: index))
      let cell = middle + profile.deviation * step
      inputs[place * inputStride] = cell
      values[place] =
        isDiscretized ? profile.code(of: cell) : profile.deviation == 0 ? 0 : start + step
    }
  }

  private func drawStates(
    _ profile: FeatureProfile, _ stream: RandomStream, _ samples: Range<Int>,
    _ inputs: UnsafeMutablePointer<Double>, _ inputStride: Int,
    _ values: UnsafeMutablePointer<Double>
  ) {
    for (place, sample) in samples.enumerated() {
      let (state, rest) = profile.pick(stream.openUniform(at: UInt64(sample)))
      inputs[place * inputStride] = profile.states[state].cell(rest)
      values[place] = profile.states[state].code
    }
  }
}
