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

extension NumberFormatTests {
  @Test(
    "Counts have thousands separators",
    arguments: [
      (0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"),
      (Int.min, "-9,223,372,036,854,775,808"),
    ])
  func counts(count: Int, expected: String) {
    #expect(NumberFormat.count(count) == expected)
  }

  @Test("What is counted has its plural")
  func nouns() {
    #expect(NumberFormat.count(1, "row") == "1 row")
    #expect(NumberFormat.count(2000, "row") == "2,000 rows")
    #expect(NumberFormat.count(0, "box", plural: "boxes") == "0 boxes")
  }

  @Test(
    "Captions have few digits",
    arguments: [
      (0.0523456, "0.05235"), (12345.678, "12345.7"), (1e-9, "1e-9"), (250_000, "250000"),
      (1.5e12, "1500000000000"),
      (1234567.8, "1234567.8"), (-2, "-2"),
    ])
  func short(number: Double, expected: String) {
    #expect(NumberFormat.short(number) == expected)
  }

  @Test("Signs and shares")
  func signs() {
    #expect(NumberFormat.signed(0.25) == "+0.25")
    #expect(NumberFormat.signed(-0.25) == "-0.25")
    #expect(NumberFormat.signed(.infinity) == "+inf")
    #expect(NumberFormat.percent(0.125) == "12.5%")
    #expect(NumberFormat.percent(1) == "100%")
    #expect(NumberFormat.percent(-0.00001) == "0%")
    #expect(NumberFormat.fixed(2.5, decimals: 0) == "2")
    #expect(NumberFormat.fixed(1e308, decimals: 2).utf8.count == 312)
  }

  @Test("A number reads back within half a unit of its last digit")
  func readsBack() throws {
    var source = RandomDocumentTests.Source(state: 3)
    for _ in 0..<20_000 {
      let number = Double(bitPattern: UInt64.random(in: 0...(.max), using: &source))
      guard number.isFinite else { continue }
      for text in [NumberFormat.text(number), NumberFormat.short(number)] {
        try expectNear(number, text)
      }
    }
  }

  @Test("So does a column, whose points stand below one another")
  func columns() throws {
    var source = RandomDocumentTests.Source(state: 4)
    for _ in 0..<500 {
      let exponent = Double.random(in: -8...8, using: &source)
      let spread = Double.random(in: 0...3, using: &source)
      let numbers = (0..<20).map { _ in
        Double.random(in: -1...1, using: &source)
          * decimalPower(exponent + Double.random(in: 0...1, using: &source) * spread)
      }
      let format = ColumnFormat(numbers)
      var decimals: Set<Int> = []
      for number in numbers {
        let text = format.text(number)
        try expectNear(number, text)
        guard !text.contains("e") else { continue }
        decimals.insert(text.split(separator: ".").dropFirst().first?.utf8.count ?? 0)
      }
      #expect(decimals.count <= 1)
    }
  }

  @Test(
    "Columns",
    arguments: [
      ([1, 2, 300], ["1", "2", "300"]), ([0.5, 0.25, 1], ["0.50", "0.25", "1.00"]),
      ([0.693147, 0.52, 0.0012345], ["0.693147", "0.520000", "0.001234"]),
      ([1e-10, 2.5e-11], ["1.0e-10", "2.5e-11"]), ([], []), ([.nan, 1], ["nan", "1"]),
      ([1e300, 0.5], ["1e300", "0.5"]), ([1234567.5], ["1234567.5"]),
      ([0, 1e-12], ["0", "1e-12"]),
      ([12345.678, 0.12, 0.34], ["12345.68", "0.12", "0.34"]),
      ([1e15, 2e15], ["1000000000000000", "2000000000000000"]),
      ([-0.0, 1], ["-0", "1"]), ([0.1, 0.2, 0.30000000000000004], ["0.1", "0.2", "0.3"]),
    ] as [([Double], [String])])
  func column(numbers: [Double], expected: [String]) {
    let format = ColumnFormat(numbers)
    #expect(numbers.map { format.text($0) } == expected)
  }

  private func decimalPower(_ exponent: Double) -> Double {
    Double("1e\(Int(exponent))") ?? 1
  }

  /// Whether the text is the number to the digits it has.
  private func expectNear(_ number: Double, _ text: String) throws {
    let value = try #require(Double(text))
    let parts = text.split(separator: "e")
    let decimals = parts[0].split(separator: ".").dropFirst().first?.utf8.count ?? 0
    let exponent = parts.count > 1 ? try #require(Int(parts[1])) : 0
    let unit = try #require(Double("1e\(exponent - decimals)"))
    // The two roundings to doubles may add an ulp each.
    #expect(abs(value - number) <= unit / 2 + 2 * number.ulp, "\(number) as \(text)")
  }
}
