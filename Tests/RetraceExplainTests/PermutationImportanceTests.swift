import RetraceExplain
import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Permutation importance")
struct PermutationImportanceTests {
  static func importances(
    _ model: any Model, _ table: Table,
    _ change: (inout PermutationImportance.Options) -> Void = { _ in }
  ) throws -> FeatureImportances {
    var options = PermutationImportance.Options()
    change(&options)
    return try PermutationImportance.importances(model: model, table: table, options: options)
  }

  @Test(
    "the mean over repeats is the exact expectation within its error",
    arguments: [
      ("syn_boosting", "neg_log_loss", ModelMetric.logLoss),
      ("syn_boosting", "accuracy", .accuracy), ("syn_boosting", "neg_brier_score", .brier),
      ("syn_boosting", "roc_auc", .auc), ("reg_mlp_tanh", "neg_mean_squared_error", .mse),
      ("reg_mlp_tanh", "neg_mean_absolute_error", .mae), ("reg_mlp_tanh", "r2", .r2),
    ])
  func reference(name: String, scorer: String, metric: ModelMetric) throws {
    let folder = "importance/" + name
    let expected = try Fixtures.json(folder, "expected.json").at("permutation_importance")
      .at(scorer)
    let found = try Self.importances(
      Fixtures.model(folder), Fixtures.table(folder, "eval.csv")
    ) {
      $0.metric = metric
      $0.target = "y"
      $0.repeats = 200
    }
    let base = expected["base_score"] ?? expected.at("base_loss")
    // The reference of accuracy is its loss.
    #expect(
      abs(found.base - (metric == .accuracy ? 1 - base.number : base.number))
        < 1e-9 * max(1, abs(found.base)))
    let exact = (expected["importance"] ?? expected.at("importance_mean_2000")).numbers
    let own = expected["standard_error"]?.numbers ?? exact.map { _ in 0 }
    for (position, item) in found.items.enumerated() {
      let error = ((item.error ?? 0) * (item.error ?? 0) + own[position] * own[position])
        .squareRoot()
      #expect(
        abs(item.importance - exact[position]) <= 5 * error + 1e-12, "\(item.feature)")
    }
  }

  @Test("higher is worse when shuffled, whichever way the metric goes")
  func direction() throws {
    // Calibration may get better; of two classes the right one is always among two.
    let others: Set<ModelMetric> = [.ece, .mce, .topTwoAccuracy]
    for metric in ModelMetric.allCases where metric.isForClasses && !others.contains(metric) {
      let found = try Self.importances(Samples.classifier, Samples.labelled(400)) {
        $0.metric = metric
      }
      #expect(found.sorted[0].importance > 0, "\(metric)")
    }
    for metric in ModelMetric.allCases where !metric.isForClasses {
      let rows = Samples.table(200)
      let values = try Samples.regression.predict(
        Samples.regression.features.matrix(of: rows), scale: .value
      ).column(0)
      let table = Table(rows.namedColumns + [("y", Column(numbers: values))])
      let found = try Self.importances(Samples.regression, table) { $0.metric = metric }
      #expect(found.items.allSatisfy { $0.importance >= 0 }, "\(metric)")
      #expect(found.sorted[0].importance > 0)
    }
  }

  @Test("a constant column and one that is not used are exactly 0")
  func constant() throws {
    let table = Samples.labelled(150)
    let flat = Table(
      table.namedColumns.map {
        $0.name == "age" ? ("age", Column(numbers: Array(repeating: 40, count: 150))) : $0
      })
    let age = try #require(
      Self.importances(Samples.classifier, flat).items.first { $0.feature == "age" })
    #expect(age.values.allSatisfy { $0 == 0 })
    let unused = FunctionModel(
      Samples.features, classes: [.text("bad"), .text("good")]
    ) { [$0[0] > 45 ? 0.8 : 0.3] }
    let found = try Self.importances(unused, table)
    #expect(found.items.filter { $0.importance != 0 }.map(\.feature) == ["age"])
  }

  @Test("a group is shuffled as one; its members have no importance of their own")
  func groups() throws {
    let found = try Self.importances(Samples.classifier, Samples.labelled(200)) {
      $0.groups = [.init("person", ["income", "age"])]
    }
    #expect(found.items.map(\.feature) == ["person", "purpose", "owner"])
    #expect(found.items[0].members == ["age", "income"])
    let alone = try Self.importances(Samples.classifier, Samples.labelled(200))
    let age = try #require(alone.items.first { $0.feature == "age" })
    #expect(found.items[0].importance > age.importance)
  }

  @Test(
    "groups that do not fit are refused",
    arguments: [
      (PermutationImportance.Group("a", []), "the group 'a' names no feature"),
      (.init("a", ["agee"]), "the model has no feature 'agee'"),
      (.init("owner", ["age"]), "'owner' names a group and something else"),
    ])
  func badGroups(group: PermutationImportance.Group, message: String) {
    let error = #expect(throws: ExplainError.self) {
      try Self.importances(Samples.classifier, Samples.labelled(50)) { $0.groups = [group] }
    }
    #expect("\(error.map { "\($0)" } ?? "")".hasPrefix(message))
  }

  @Test("metrics that do not fit the model or the rows are refused")
  func badMetrics() {
    #expect(throws: ExplainError.self) {
      try Self.importances(Samples.classifier, Samples.labelled(50)) { $0.metric = .rmse }
    }
    let table = Samples.labelled(60)
    let labels = table["y"]
    let good = (0..<60).filter { labels?[$0] == .text("good") }
    #expect(throws: ExplainError.self) {
      try Self.importances(Samples.classifier, table.selecting(rows: good)) { $0.metric = .auc }
    }
    #expect(throws: ModelError.self) {
      try Self.importances(Samples.classifier, Samples.table(20))
    }
  }

  @Test("one repeat has no spread, and features that go together are named")
  func notes() throws {
    let rows = Samples.labelled(300)
    let twin = (rows["age"]?.storage).flatMap { storage -> [Double]? in
      guard case .numbers(let ages) = storage else { return nil }
      return ages.map { $0 + 3 }
    }
    let model = FunctionModel(
      [Feature("age"), Feature("twin"), Feature("income")],
      classes: [.text("bad"), .text("good")]
    ) { [1 / (1 + Kernels.exp(-0.03 * ($0[0] + $0[1] - 90)))] }
    let table = Table(rows.namedColumns + [("twin", Column(numbers: twin ?? []))])
    let found = try Self.importances(model, table) { $0.repeats = 1 }
    #expect(found.items.allSatisfy { $0.deviation == nil && $0.error == nil })
    #expect(found.notes.contains { $0.contains("'age' and 'twin' go together (1)") })
    let joined = try Self.importances(model, table) {
      $0.groups = [.init("both", ["age", "twin"])]
    }
    #expect(!joined.notes.contains { $0.contains("go together") })
  }
}
