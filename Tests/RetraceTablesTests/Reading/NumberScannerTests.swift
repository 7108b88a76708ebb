import Testing

@testable import RetraceTables

@Suite("Numbers are read correctly rounded")
struct NumberScannerTests {
  @Test("Random doubles come back from their shortest digits, and from many digits")
  func random() {
    var generator = SeededGenerator(1)
    var wrong = 0
    for _ in 0..<100_000 {
      let number = Double(bitPattern: generator.next())
      guard number.isFinite else { continue }
      if NumberCell.value(of: Array(number.description.utf8), decimalComma: false) != number {
        wrong += 1
      }
    }
    #expect(wrong == 0)
  }

  @Test("Random digits and exponents agree with the standard library")
  func digits() {
    var generator = SeededGenerator(2)
    var wrong: [String] = []
    for round in 0..<60_000 {
      let count = Int.random(in: 1...24, using: &generator)
      var digits = (0..<count).map { _ in "\(Int.random(in: 0...9, using: &generator))" }
      digits.insert(".", at: Int.random(in: 0...count, using: &generator))
      let range = round % 2 == 0 ? -30...30 : -360...330
      let text = digits.joined() + "e\(Int.random(in: range, using: &generator))"
      let value = NumberCell.value(of: Array(text.utf8), decimalComma: false)
      if value?.bitPattern != Double("0" + text.replacing(".e", with: ".0e"))?.bitPattern {
        wrong.append(text)
      }
    }
    #expect(wrong.prefix(5).isEmpty)
  }

  @Test(
    "Halfway cases go to the even neighbour",
    arguments: [
      ("9007199254740993", 9007199254740992), ("9007199254740995", 9007199254740996),
      ("1.00000000000000011102230246251565404236316680908203125", 1),
      ("2.4703282292062327e-324", 0), ("2.4703282292062328e-324", .leastNonzeroMagnitude),
      ("1.7976931348623158e308", 1.7976931348623157e308), ("1.7976931348623159e308", .infinity),
      ("2.2250738585072011e-308", .leastNormalMagnitude.nextDown), ("8.5e22", 8.5e22),
      ("0.000000000000000000000000000000000000000000001e45", 1), ("1e-400", 0), ("0e999999999", 0),
      ("1e99999999999999999999", .infinity),
    ] as [(String, Double)])
  func ties(text: String, value: Double) {
    #expect(
      NumberCell.value(of: Array(text.utf8), decimalComma: false)?.bitPattern == value.bitPattern)
  }

  @Test(
    "Powers of five agree with exact ones",
    arguments: [
      (0, 0x8000_0000_0000_0000, 0), (-1, 0xCCCC_CCCC_CCCC_CCCC, 0xCCCC_CCCC_CCCC_CCCD),
      (55, 0xD0CF_4B50_CFE2_0765, 0xFFF4_B4E3_F741_CF6D),
      (-28, 0xFD87_B5F2_8300_CA0D, 0x8BCA_9D6E_1888_53FC),
      (-342, 0xEEF4_53D6_923B_D65A, 0x113F_AA29_06A1_3B3F),
      (308, 0x8E67_9C2F_5E44_FF8F, 0x570F_09EA_A7EA_7648),
    ] as [(Int, UInt64, UInt64)])
  func powers(exponent: Int, high: UInt64, low: UInt64) {
    let place = 2 * (exponent - PowersOfFive.smallest)
    #expect(PowersOfFive.words[place] == high)
    #expect(PowersOfFive.words[place + 1] == low)
  }
}
