import RetraceExplain
import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Counterfactuals against proven optima")
struct CounterfactualReferenceTests {
  static let cases = [
    "syn_logistic", "syn_logistic_tight", "clf_logistic", "syn_boosting", "syn_boosting_tight",
    "clf_mlp_relu",
  ]

  /// A reference case, see Fixtures/README.md.
  struct Case {
    let model: any Model
    let rows: [[Double]]
    let features: [JSON]
    let targets: [Double]
    let feasible: [Bool]
    let optimum: [JSON]

    init(_ name: String) throws {
      let json = try Fixtures.json("counterfactuals", "\(name).json")
      model = try PlainModelJSON.model(of: json.at("model"))
      rows = json.at("rows").array.map(\.numbers)
      features = json.at("features").array
      targets = json.at("target_class").numbers
      feasible = json.at("feasible").array.map { $0 == .logical(true) }
      optimum = json.at("optimum").array
    }

    var units: [Double] { features.map { $0.at("mad").number } }

    /// Data whose median absolute deviations are those of the training rows.
    var data: Table {
      Changes.data(model.features, units: units)
    }

    func options(_ objective: Counterfactuals.Objective) -> Counterfactuals.Options {
      var options = Counterfactuals.Options()
      options.objective = objective
      for feature in features {
        let name = feature.at("name").text
        options.ranges.append(
          (name, .range(feature.at("min").number, feature.at("max").number)))
        if feature.at("immutable") == .logical(true) { options.freeze.append(name) }
        if let direction = Counterfactuals.Direction(rawValue: feature.at("direction").text) {
          options.monotone.append((name, direction))
        }
      }
      options.integers = features.filter { $0.at("integer") == .logical(true) }.map {
        $0.at("name").text
      }
      return options
    }

    /// How a row breaks the constraints; nil if it keeps them.
    func breach(_ row: [Double], of own: [Double]) -> String? {
      for (position, feature) in features.enumerated() {
        let (x, was) = (row[position], own[position])
        let name = feature.at("name").text
        if x < feature.at("min").number || x > feature.at("max").number { return "range \(name)" }
        if feature.at("integer") == .logical(true), x != x.rounded() { return "whole \(name)" }
        if feature.at("immutable") == .logical(true), x != was { return "frozen \(name)" }
        if feature.at("direction").text == "up", x < was { return "up \(name)" }
        if feature.at("direction").text == "down", x > was { return "down \(name)" }
      }
      return nil
    }
  }

  @Test(
    "all are valid and within the constraints, the first is the nearest",
    arguments: cases, Counterfactuals.Objective.allCases)
  func optimum(name: String, objective: Counterfactuals.Objective) throws {
    let reference = try Case(name)
    let result = try Counterfactuals.find(
      model: reference.model, rows: Changes.table(reference.model.features, reference.rows),
      data: reference.data, options: reference.options(objective))
    var costs = (own: 0.0, best: 0.0)
    var changes = (own: 0.0, best: 0.0)
    var feasible = 0.0
    for (row, set) in result.sets.enumerated() {
      #expect((set.found > 0) == reference.feasible[row], "row \(row)")
      #expect(set.target == .outputClass(.number(reference.targets[row])))
      for counterfactual in set.counterfactuals {
        let numbers = Changes.numbers(counterfactual, reference.model.features)
        #expect(counterfactual.isValid && counterfactual.isMinimal)
        #expect(
          try reference.model.predictedClasses(Matrix([numbers])) == [Int(reference.targets[row])])
        #expect(reference.breach(numbers, of: reference.rows[row]) == nil)
        let distance = Changes.distance(
          numbers, reference.rows[row], units: reference.units, reference.model.features)
        #expect(abs(distance - counterfactual.distance) < 1e-9)
      }
      guard let first = set.counterfactuals.first else { continue }
      feasible += 1
      costs.own += first.distance
      costs.best += reference.optimum[row].at("l1_mad").number
      changes.own += Double(first.changeCount)
      changes.best += reference.optimum[row].at("l0").number
    }
    let isExact = name != "clf_mlp_relu"
    if objective == .distance {
      #expect(costs.own / costs.best < (isExact ? 1 + 1e-9 : 1.01))
      #expect(costs.own / costs.best > 1 - (isExact ? 1e-9 : 1e-4))
    } else {
      #expect(changes.own == changes.best)
    }
    #expect(result.sets.allSatisfy { $0.isProven == isExact })
  }
}
