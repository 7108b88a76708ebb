import RetraceNumerics
import Testing

@Suite("The missing value")
struct MissingTests {
  @Test("is a NaN that other NaNs are not")
  func identity() {
    #expect(Double.missing.isMissing && Double.missing.isNaN)
    #expect(!Double.missing.isSignalingNaN)
    #expect(
      [Double.nan, -.nan, .infinity, 0, 1, Double(nan: 1, signaling: false), .signalingNaN]
        .allSatisfy { !$0.isMissing })
  }

  @Test("stays missing in arithmetic with numbers", arguments: [0, 1.5, -2, 1e300, .infinity])
  func arithmetic(_ number: Double) {
    let missing = Double.missing
    let results = [
      missing + number, number + missing, missing - number, number - missing,
      missing * number, number * missing, missing / number, number / missing,
      -missing, missing.magnitude, missing.squareRoot(), Kernels.exp(missing),
      Kernels.log(missing), Kernels.log1p(missing), Kernels.expm1(missing),
      Kernels.tanh(missing), Kernels.logistic(missing), Kernels.softplus(missing),
    ]
    #expect(results.allSatisfy { $0.isMissing }, "\(results)")
  }

  @Test("does not come from arithmetic with numbers or plain NaN")
  func plain() {
    let zero = Kernels.log(1)
    #expect(!(zero / zero).isMissing && !(Double.nan + 1).isMissing)
  }
}
