import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Evaluation")
struct EvaluationTests {
  static func outputs(_ count: Int) -> ModelOutputs {
    ModelOutputs(
      classes: (0..<count).map { .number(Double($0)) },
      scales: count == 0 ? [.value] : [.probability], target: nil)
  }

  @Test(
    "gives scikit-learn's figures for two classes",
    arguments: [
      (
        "binary_ties",
        [
          "auc": 0.826438089327886, "average_precision": 0.7414509063487602,
          "log_loss": 0.5663395839881439, "brier": 0.16417679999999998,
          "ece": 0.08384000000000001, "accuracy": 0.768, "balanced_accuracy": 0.7558221716570995,
          "mcc": 0.5062622100832427, "f1": 0.6914893617021277,
        ]
      ),
      (
        "binary_smooth",
        [
          "auc": 0.7875446886172154, "average_precision": 0.7760541832883849,
          "log_loss": 0.5600268985649848, "brier": 0.18937440861264954,
          "ece": 0.05790266726812751, "mcc": 0.43229845562692515, "f1": 0.6968085106382979,
        ]
      ),
      (
        "binary_rare",
        [
          "auc": 0.8186860068259385, "average_precision": 0.23340562438460874,
          "brier": 0.15133963531666667, "ece": 0.3146358333333334, "mcc": 0.16315605253917023,
          "balanced_accuracy": 0.7207459775719162, "f1": 0.1276595744680851,
        ]
      ),
    ])
  func binary(name: String, expected: [String: Double]) throws {
    let table = Fixtures.matrix(try Fixtures.table("metrics/\(name).csv"))
    let evaluation = try Evaluation(
      predictions: Matrix(rows: table.rows, columns: 1, elements: table.column(0)),
      scale: .probability, targets: table.column(1), outputs: Self.outputs(2))
    for (metric, value) in expected {
      let got = try #require(evaluation[metric])
      #expect(abs(got - value) < 1e-12, "\(metric)")
    }
  }

  @Test("gives scikit-learn's figures for several classes")
  func severalClasses() throws {
    let table = Fixtures.matrix(try Fixtures.table("metrics/multiclass.csv"))
    let probabilities = Matrix((0..<table.rows).map { Array(table.row($0)[..<4]) })
    let evaluation = try Evaluation(
      predictions: probabilities, scale: .probability, targets: table.column(4),
      outputs: Self.outputs(4))
    let expected = [
      "log_loss": 0.9362458518742398, "auc": 0.8520188451482371, "brier": 0.5037380869973875,
      "ece": 0.08711321053385959,
    ]
    for (metric, value) in expected {
      let got = try #require(evaluation[metric])
      #expect(abs(got - value) < 1e-12, "\(metric)")
    }
    let confusion = ConfusionMatrix(
      classes: Self.outputs(4).classes, labels: table.column(4).map { Int($0) },
      predictions: table.column(5).map { Int($0) })
    #expect(Array(confusion.counts[..<4]) == [148, 18, 19, 0])
    #expect(abs(confusion.balancedAccuracy - 0.5018442622950819) < 1e-12)
    #expect(abs(confusion.f1 - 0.4953581647251175) < 1e-12)
    #expect(abs(confusion.matthewsCorrelation - 0.47923679473772296) < 1e-12)
  }

  @Test("gives scikit-learn's figures for numbers")
  func numbers() throws {
    let table = Fixtures.matrix(try Fixtures.table("metrics/regression.csv"))
    let evaluation = try Evaluation(
      predictions: Matrix(rows: table.rows, columns: 1, elements: table.column(1)),
      scale: .value, targets: table.column(0), outputs: Self.outputs(0))
    #expect(abs(try #require(evaluation["rmse"]) - 11.23942169330789) < 1e-12)
    #expect(abs(try #require(evaluation["mae"]) - 7.578) < 1e-12)
    #expect(abs(try #require(evaluation["r2"]) - 0.647029823926316) < 1e-12)
  }

  @Test("says what is undefined and what was left out")
  func notes() throws {
    let model = LinearFamily(
      .logistic, features: FeatureSpace([Feature("a")]), coefficients: [[1]], intercepts: [0],
      classes: [.text("no"), .text("yes")], target: "y")
    let table = Table([
      (name: "a", column: Column(numbers: [1, 2, 3])),
      (name: "y", column: Column(categories: ["yes", nil, "yes"])),
    ])
    let evaluation = try Evaluation(model, on: table)
    #expect(evaluation["accuracy"] == 1)
    #expect(evaluation["auc"]?.isNaN == true)
    #expect(evaluation.rowCount == 2)
    #expect(
      evaluation.notes == [
        "1 row left out: the target is missing",
        "undefined on these rows: auc (no row is of the class no)",
      ])
    let odd = Table([
      (name: "a", column: Column(numbers: [1])),
      (name: "y", column: Column(texts: ["maybe"])),
    ])
    let error = #expect(throws: ModelError.self) { _ = try Evaluation(model, on: odd) }
    #expect(
      error?.description
        == "the target 'y' does not fit the model: 'maybe' in row 0 is no class of the model; "
        + "it knows no, yes")
  }
}
