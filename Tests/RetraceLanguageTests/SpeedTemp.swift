import RetraceLanguage
import RetraceTables
import Testing

@Suite(.serialized) struct SpeedTemp {
  @Test func speed() throws {
    let n = 1_000_000
    var state: UInt64 = 1
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24)
    }
    let x = (0..<n).map { _ in next() }
    let y = (0..<n).map { _ in next() }
    let levels = (0..<100).map { "level \($0)" }
    let codes = (0..<n).map { _ in UInt32(next() * 100) }
    var session = Session()
    session.interpreter.define(
      "big",
      .table(
        Table([
          ("x", Column(numbers: x)), ("y", Column(numbers: y)),
          ("c", Column(.codes(CodedValues(codes: codes, levels: levels, isCategory: true)))),
        ])))
    let clock = ContinuousClock()
    for text in [
      "big.x + big.y", "big.x * 2 + big.y", "big.x > 0.5", "big.x > 0.5 and big.y < 0.3",
      "keep(big, x > 0.5)",
      "keep(big, x > 0.5 and c == \"level 7\")", "add(big, z: x * 2 + y)", "big.c == \"level 3\"",
      "big.c in [\"level 3\", \"level 4\"]",
      "big.x in 0.2..0.4", "big.x in [0.1, 0.2, 0.3]", "big.x ^ 2", "big.x ^ 1.5", "big.x % 0.3",
      "if big.x > 0.5 then big.y else 0",
      "if big.x > 0.5 then \"a\" else big.c", "-big.x", "not (big.x > 0.5)", "big.c == big.c",
      "per_group(big, total(x))", "add(big, z: row -> row.x * 2)",
      "each(big.x, v -> v * 2)", "1..1_000_000", "big.c + \"x\"",
    ] {
      var best = Duration.seconds(100)
      for _ in 0..<4 {
        let time = try clock.measure { _ = try session.run(text + ";") }
        best = min(best, time)
      }
      let ns = Double(best.components.attoseconds) / 1e9 + Double(best.components.seconds) * 1e9
      print("SPEED \(text): \((ns / Double(n) * 100).rounded() / 100) ns")
    }
  }
}
