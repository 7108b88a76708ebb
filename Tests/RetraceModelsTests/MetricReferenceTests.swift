import FoundationEssentials
import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

/// The figures of scikit-learn and scipy for all metrics.
@Suite("Metrics against scikit-learn") struct MetricReferenceTests {
  /// A number, several, or something else.
  enum Expected: Decodable {
    case number(Double)
    case numbers([Double])
    case other

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let numbers = try? container.decode([Double].self) {
        self = .numbers(numbers)
      } else {
        self = .other
      }
    }
  }

  /// The reference's names that are not ours.
  static let names: [String: String] = [
    "roc_auc": "auc", "ece_15": "ece", "mce_15": "mce", "ks_separation": "ks",
    "roc_auc_ovr_macro": "auc", "roc_auc_ovr_weighted": "auc_ovr_weighted",
    "roc_auc_ovo_macro": "auc_ovo", "roc_auc_ovo_weighted": "auc_ovo_weighted",
    "brier_multiclass_sum": "brier", "ece_15_top_label": "ece", "mce_15_top_label": "mce",
  ]

  static func expected(_ name: String) throws -> [String: Expected] {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("metrics/expected.json")))
    return try #require(JSONDecoder().decode([String: [String: Expected]].self, from: bytes)[name])
  }

  static func rows(_ name: String) throws -> ScoredRows {
    let table = Fixtures.matrix(try Fixtures.table("metrics/\(name).csv"))
    switch name {
    case "multiclass":
      return try ScoredRows(
        predictions: Matrix((0..<table.rows).map { Array(table.row($0)[..<4]) }),
        scale: .probability, targets: table.column(4), outputs: EvaluationTests.outputs(4))
    case "regression", "ranks_heavy_ties":
      return try ScoredRows(
        predictions: Matrix(rows: table.rows, columns: 1, elements: table.column(1)),
        scale: .value, targets: table.column(0), outputs: EvaluationTests.outputs(0))
    default:
      return try ScoredRows(
        predictions: Matrix(rows: table.rows, columns: 1, elements: table.column(0)),
        scale: .probability, targets: table.column(1), outputs: EvaluationTests.outputs(2))
    }
  }

  @Test(
    "every metric is that of scikit-learn to 1e-12",
    arguments: [
      ("binary_ties", 19), ("binary_smooth", 19), ("binary_rare", 19), ("multiclass", 8),
      ("regression", 12), ("ranks_heavy_ties", 2),
    ])
  func figures(name: String, least: Int) throws {
    let rows = try Self.rows(name)
    let found = try Evaluation(rows, metrics: ModelMetric.all(of: rows.outputs))
    // The reference's decisions in multiclass.csv are no largest probabilities.
    let isGivenDecision = name == "multiclass"
    var compared = 0
    for (key, expected) in try Self.expected(name) {
      let own = Self.names[key] ?? key
      guard case .number(let number) = expected, let metric = ModelMetric(rawValue: own),
        !(isGivenDecision && metric.isOfDecisions)
      else { continue }
      let got = try #require(found[own])
      #expect(abs(got - number) <= 1e-12 * max(1, abs(number)), "\(key): \(got), not \(number)")
      compared += 1
    }
    #expect(compared >= least, "\(compared)")
  }

  @Test("decisions of several classes are measured as scikit-learn does")
  func decisions() throws {
    let table = Fixtures.matrix(try Fixtures.table("metrics/multiclass.csv"))
    let confusion = ConfusionMatrix(
      classes: EvaluationTests.outputs(4).classes, labels: table.column(4).map { Int($0) },
      predictions: table.column(5).map { Int($0) })
    let expected = try Self.expected("multiclass")
    for (name, metric) in [
      ("f1_macro", confusion.f1), ("cohen_kappa", confusion.kappa()),
      ("cohen_kappa_quadratic", confusion.kappa(isQuadratic: true)),
      ("mcc", confusion.matthewsCorrelation),
      ("accuracy", confusion.accuracy), ("balanced_accuracy", confusion.balancedAccuracy),
    ] {
      guard case .number(let number) = expected[name] else {
        Issue.record("no \(name)")
        continue
      }
      #expect(abs(metric - number) <= 1e-12, "\(name)")
    }
    for (name, values) in [
      ("f1_per_class", confusion.f1PerClass), ("precision_per_class", confusion.precisionPerClass),
      ("recall_per_class", confusion.recallPerClass),
    ] {
      guard case .numbers(let numbers) = expected[name] else {
        Issue.record("no \(name)")
        continue
      }
      #expect(zip(values, numbers).allSatisfy { abs($0 - $1) <= 1e-12 }, "\(name)")
    }
  }
}
