import RetraceExplain
import RetraceModels
import RetraceTables
import Testing

@Suite("LIME against lime 0.2.0.1")
struct LIMEReferenceTests {
  static let cases = ["syn_logistic", "syn_logistic_margin", "reg_mlp_relu"].flatMap { name in
    ["continuous", "discretized"].flatMap { mode in
      [(name, mode, 5_000), (name, mode, 200_000)]
    }
  }

  @Test("coefficients lie within 6.5 standard deviations of the reference's", arguments: cases)
  func coefficients(name: String, mode: String, samples: Int) throws {
    let expected = try Fixtures.json("lime/" + name, "expected.json")
    let suffix = samples == 5_000 ? "_at_5000_samples" : ""
    var options = LIME.Options()
    options.samples = samples
    options.discretize = mode == "discretized"
    options.output = OutputScale(rawValue: expected.at("output").text)
    let found = try LIME.attributions(
      model: Fixtures.model("lime/" + name), rows: Fixtures.table("lime/" + name, "explain.csv"),
      background: Fixtures.table("lime/" + name, "background.csv"), options: options)
    for (row, reference) in expected.at(mode).array.enumerated() {
      let means = reference.at("coef_mean" + suffix).numbers
      let deviations = reference.at("coef_sd" + suffix).numbers
      for (part, (mean, deviation)) in zip(found.rows[row].parts, zip(means, deviations)) {
        #expect(
          abs(part.attribution - mean) <= 6.5 * deviation,
          "row \(row), \(part.feature): \(part.attribution) for \(mean)")
      }
      guard samples == 200_000, let surrogate = found.rows[row].surrogate else { continue }
      #expect(
        abs(surrogate.r2 - reference.at("r2_mean").number)
          <= 6.5 * reference.at("r2_sd").number)
      #expect(
        abs(surrogate.intercept - reference.at("intercept_mean").number)
          <= 6.5 * reference.at("intercept_sd").number)
    }
  }

  @Test("a linear model's coefficients come out exactly, but for the ridge")
  func exactLimit() throws {
    let name = "lime/syn_logistic_margin"
    let expected = try Fixtures.json(name, "expected.json")
    var options = LIME.Options()
    options.discretize = false
    options.output = .margin
    options.ridge = 0
    let found = try LIME.attributions(
      model: Fixtures.model(name), rows: Fixtures.table(name, "explain.csv"),
      background: Fixtures.table(name, "background.csv"), options: options)
    for row in found.rows {
      for (part, exact) in zip(row.parts, expected.at("exact_coef").numbers) {
        #expect(abs(part.attribution - exact) < 1e-9)
      }
    }
  }
}
