import RetraceCatalog
import RetraceDisplay
import RetraceLanguage
import RetraceModels
import RetraceNumerics
import RetraceSyntax
import RetraceTables

/// The commands of models, in the order in which help lists them.
let modelCommands: [Command] = [.predict, .evaluate, .confusion]

extension Command {
  /// The command `predict(model, rows, output:)`.
  static let predict = Command(
    "predict", "Predict rows with a model.",
    .required("model", "The model, or a run for its model."),
    .required("rows", "A row, or several."),
    .optional(
      "output", String?.none, "The scale of the predictions.",
      type: .choice(["probability", "margin", "label", "value"]),
      defaultText: "\"probability\", for numbers \"value\""),
    group: .models,
    discussion: """
      Of a table it gives a table with a column per class, named by it; for two classes one \
      column, the positive class's; for numbers a column. Of one row it gives a record or a number.
      """,
    examples: [
      Example("run = example(\"credit\")\npredict(run.model, run.valid) | head(3)", "probabilities")
    ],
    searchTerms: ["score", "inference"]
  ) { (invocation: Invocation, model: ModelArgument, rows: RowsArgument, output: String?) in
    let prediction = try invocation.locating {
      try Prediction(model.model, rows.table, output: output)
    }
    return rows.isSingleRow ? prediction.single : prediction.value
  }

  /// The command `evaluate(model, table, target:)`.
  static let evaluate = Command(
    "evaluate", "Measure a model on rows whose outcome is known.",
    .required("model", "The model, or a run for its model."),
    .required("table", "The rows."),
    .optional(
      "target", ColumnReference?.none, "The column with the outcome.", type: .columnName,
      defaultText: "the model's"),
    group: .models,
    discussion: """
      For classes accuracy, balanced_accuracy, auc, average_precision, log_loss, brier, ece, f1 \
      and mcc; for numbers rmse, mae and r2. Rows without an outcome are left out, with a note.
      """,
    examples: [
      Example("run = example(\"credit\")\nevaluate(run.model, run.valid)", "nine measures")
    ],
    searchTerms: ["accuracy", "auc", "score", "metrics", "rmse"]
  ) { (invocation: Invocation, model: ModelArgument, table: Table, target: ColumnReference?) in
    // The table carries the notes of the evaluation.
    .table(
      try invocation.locating(rows: "table") {
        try Evaluation(model.model, on: table, target: target?.name).table
      })
  }

  /// The command `confusion(model, table, target:)`.
  static let confusion = Command(
    "confusion", "Count the rows of each class by what the model predicts.",
    .required("model", "The model, or a run for its model."),
    .required("table", "The rows."),
    .optional(
      "target", ColumnReference?.none, "The column with the outcome.", type: .columnName,
      defaultText: "the model's"),
    group: .models,
    discussion: "A row per class as it is, a column per class as it is predicted.",
    examples: [
      Example("run = example(\"credit\")\nconfusion(run.model, run.valid)", "two by two")
    ],
    searchTerms: ["confusion matrix", "errors"]
  ) { (invocation: Invocation, model: ModelArgument, table: Table, target: ColumnReference?) in
    let evaluation = try invocation.locating(rows: "table") {
      try Evaluation(model.model, on: table, target: target?.name)
    }
    guard let confusion = evaluation.confusion else {
      throw invocation.error(
        .wrongType, "'confusion' counts classes, the model predicts numbers", at: "model",
        help: "evaluate(model, table) measures it")
    }
    for note in evaluation.notes { invocation.note(note) }
    let names = confusion.classes.map(\.text)
    var columns: [(name: String, column: Column)] = [("actual", Column(texts: names))]
    for (position, name) in names.enumerated() {
      let counts = names.indices.map {
        Double(confusion.count(label: $0, prediction: position))
      }
      columns.append(("predicted \(name)", Column(numbers: counts)))
    }
    return .table(Table(columns))
  }
}
