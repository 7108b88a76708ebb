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
    group: .tables,
    discussion: """
      What a path holds is told by its content: CSV, TSV, semicolon files with decimal commas, \
      JSON lines and NPY, each also gzipped, make a table; plain model JSON a model; a run folder \
      a run. The result says what it was taken for. Pickle and joblib files can run code when \
      they are opened and are refused.
      """,
    examples: [Example("load(\"tutorials/data/german_credit.csv\") | head(3)", "the first rows")],
    searchTerms: ["read", "open", "import", "read_csv"]
  ) {
    (
      invocation: Invocation, path: String, kind: String, delimiter: String, header: Value,
      missing: [String], types: Record
    ) in
    let options = try ReadingArguments.options(
      invocation, delimiter: delimiter, header: header, missing: missing, types: types)
    return try FileLoader(invocation: invocation, path: path, options: options).load(as: kind)
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
