import RetraceCatalog
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceSyntax
import RetraceTables

extension Command {
  /// The command `load(path, as:)`.
  static let load = Command(
    "load", "Read a table, a model or runs from a file or folder.",
    .required("path", "The file or folder; - for standard input.", type: .path),
    .choice("as", ["auto", "table", "model", "run", "runs"], "What to take it for."),
    .optional(
      "delimiter", "auto", "What stands between the cells of a table: a character, or \"auto\"."),
    .optional(
      "header", Value.text("auto"), "Whether the first line has the names of the columns.",
      type: .any([.flag, .choice(["auto"])]), defaultText: "\"auto\""),
    .optional(
      "missing", TableReadingOptions().missing.sorted(), "The texts that stand for a missing cell.",
      type: .any([.list, .text]), defaultText: "[\"\", \"NA\", \"NaN\", \"null\", \"?\"]"),
    .optional(
      "types", Record([]),
      "Kinds of columns by name: \"number\", \"category\", \"text\", \"logical\"."),
    .optional(
      "features", Value?.none, "Names of a model's features, or a table with just these columns.",
      type: .any([.list, .table]), defaultText: "the file's"),
    .optional(
      "classes", Value?.none, "A model's classes, in the order of its outputs.", type: .list,
      defaultText: "the file's"),
    .optional(
      "target", String?.none, "The name of what a model predicts.", type: .text,
      defaultText: "the file's"),
    .optional(
      "layers", Value?.none,
      "What the layers of a network do, such as [\"tanh\", \"softmax\"], or their widths.",
      type: .list, defaultText: "relu, at the end softmax"),
    .optional(
      "mean", [Double]?.none, "What is subtracted from a model's features first.",
      type: .any([.list, .column]), defaultText: "nothing"),
    .optional(
      "scale", [Double]?.none, "What the differences are divided by.",
      type: .any([.list, .column]), defaultText: "nothing"),
    group: .tables,
    discussion: """
      What a path holds is told by its content: CSV, TSV, semicolon files with decimal commas, \
      JSON lines and NPY, each also gzipped, make a table; ONNX, safetensors, the models of \
      XGBoost, LightGBM and CatBoost, and plain model JSON a model; a run folder a run. The result \
      says what it was taken for. What a model's file leaves open can be said: `features:`, \
      `classes:`, `target:`, `layers:`, `mean:` and `scale:`. Pickle and joblib files can run code \
      when they are opened and are refused.
      """,
    examples: [Example("load(\"tutorials/data/german_credit.csv\") | head(3)", "the first rows")],
    searchTerms: ["read", "open", "import", "read_csv"]
  ) {
    (
      invocation: Invocation, path: String, kind: String, delimiter: String, header: Value,
      missing: [String], types: Record, features: Value?, classes: Value?, target: String?,
      layers: Value?, mean: [Double]?, scale: [Double]?
    ) in
    let options = try ReadingArguments.options(
      invocation, delimiter: delimiter, header: header, missing: missing, types: types)
    let hints = try ModelArguments.hints(
      invocation, features: features, classes: classes, target: target, layers: layers,
      mean: mean, scale: scale)
    return try FileLoader(invocation: invocation, path: path, options: options, hints: hints)
      .load(as: kind)
  }

  /// The command `save(x, path)`.
  static let save = Command(
    "save", "Write a table or a model to a file.",
    .required("value", "A table or a model."),
    .required(
      "path", "The file: .csv, .tsv, .jsonl or .npy for tables, .json for models.", type: .path),
    group: .tables,
    discussion: """
      Numbers are written so that they read back to the bit. What would read back differently is \
      noted. `.gz` behind the ending compresses. A file is written in one piece.
      """,
    examples: [Example("table({x: [1, 2]}) | head(1)", "what would be saved")],
    searchTerms: ["write", "export", "to_csv"]
  ) { (invocation: Invocation, value: Value, path: String) in
    try FileSaver(invocation: invocation, path: path).save(value)
    return value
  }
}
