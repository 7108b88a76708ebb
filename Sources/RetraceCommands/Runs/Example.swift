import RetraceCatalog
import RetraceLanguage
import RetraceRuns
import RetraceSyntax

extension Command {
  /// The command `example(name, rows:, seed:)`.
  static let example = Command(
    "example", "Train a run on generated data with planted flaws.",
    .choice("name", ExampleData.names, "Loan applications, or patients of a hospital."),
    .optional("rows", 2_000, in: 50...100_000, "How many rows are generated."),
    .seed, group: .runs,
    discussion: """
      The data have a postcode that stands in for a protected group, 8% flipped labels, a column \
      that is only known after the outcome, and a useless one. `.truth` tells which.
      """,
    examples: [Example("run = example(\"credit\")\nrun.truth", "what was planted")],
    searchTerms: ["demo", "sample data", "credit", "patients", "tutorial"]
  ) { (invocation: Invocation, name: String, rows: Int, _: Double?) in
    guard let data = ExampleData(name, rows: rows, seed: invocation.seed) else {
      throw invocation.error(.unknownChoice, "there is no example '\(name)'", at: "name")
    }
    let folder = try RunFolders.folder(for: invocation, name: name)
    return .object(RunObject(try data.train(folder: folder, seed: invocation.seed)))
  }
}
