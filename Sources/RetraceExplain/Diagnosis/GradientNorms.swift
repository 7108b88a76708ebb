import RetraceNumerics
import RetraceRuns

/// The norms of a run's gradients, step by step: of its steps, else a metric that tells them.
struct GradientNorms {
  let step: [Double]
  let norms: [Double]

  init(_ record: DiagnosisRecord) throws {
    if let steps = record.steps, let all = steps.gradientNorm {
      step = all.indices.map { steps.number($0) }
      norms = all
    } else if let curve = record.curves.first(where: { curve in
      ["grad_norm", "gradient_norm", "grad_norm_total", "global_norm"].contains(curve.measure)
    }) {
      step = curve.x
      norms = curve.y
    } else {
      throw LackingRecord("no gradient norms of steps")
    }
    guard norms.filter(\.isFinite).count >= 20 else {
      throw LackingRecord("there are gradient norms of \(norms.count) steps, 20 are needed")
    }
  }

  /// The median of a part of the finite norms, from a share of them to another.
  func median(_ from: Double, _ to: Double) -> Double {
    let finite = norms.filter(\.isFinite)
    let low = Int(Double(finite.count) * from)
    let high = max(low + 1, Int(Double(finite.count) * to))
    return Statistics.median(Array(finite[low..<min(finite.count, high)]))
  }
}
