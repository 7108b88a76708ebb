import Testing

@testable import RetraceDisplay

@Suite("Numbers as text")
struct NumberFormatTests {
  @Test(
    "A number alone has the shortest digits, at most twelve",
    arguments: [
      (0.1 + 0.2, "0.3"), (3, "3"), (-0.0, "-0"), (1e15, "1000000000000000"),
      (9_007_199_254_740_991, "9007199254740991"), (1e16, "1e16"), (1.5e20, "1.5e20"),
      (1e-4, "0.0001"), (1e-5, "1e-5"), (-1.25e-7, "-1.25e-7"), (.nan, "nan"), (.infinity, "inf"),
      (-.infinity, "-inf"), (.leastNonzeroMagnitude, "5e-324"),
      (1.7976931348623157e308, "1.79769313486e308"),
      (123_456_789.123456789, "123456789.123"), (1234567890123.45, "1234567890123.4"),
      (0.1, "0.1"), (2.0 / 3, "0.666666666667"),
    ])
  func alone(number: Double, expected: String) {
    #expect(NumberFormat.text(number) == expected)
  }
}
