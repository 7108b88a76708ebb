import RetraceCatalog
import RetraceDisplay
import RetraceLanguage
import RetraceModels
import RetraceNumerics
import RetraceSyntax
import RetraceTables

/// The commands of models, in the order in which help lists them.
let modelCommands: [Command] = [
  .predict, .evaluate, .confusion, .roc, .precisionRecall, .calibration, .threshold,
  .crossValidate,
]

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
}
