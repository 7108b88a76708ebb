/// Room for the sums and steps of one feature at a time.
struct AdditiveScratch {
  private var sums: [SIMD2<Double>]
  private var delta: [Float]
  private let outputs: Int

  init(_ binCount: Int, _ outputs: Int) {
    sums = [SIMD2<Double>](repeating: .zero, count: 2 * binCount * outputs)
    delta = [Float](repeating: 0, count: binCount * outputs)
    self.outputs = outputs
  }

  mutating func withPointers(
    _ binCount: Int,
    _ body: ([UnsafeMutablePointer<SIMD2<Double>>], UnsafeMutablePointer<Float>) -> Void
  ) {
    sums.withUnsafeMutableBufferPointer { sums in
      delta.withUnsafeMutableBufferPointer { delta in
        guard let start = sums.baseAddress, let delta = delta.baseAddress else { return }
        body((0..<outputs).map { start + 2 * binCount * $0 }, delta)
      }
    }
  }
}
