import RetraceCatalog
import RetraceExplain
import RetraceLanguage
import RetraceRuns

extension Command {
  /// The command `diagnose(run, only:, seed:)`.
  static let diagnose = Command(
    CatalogEntry(
      name: "diagnose",
      summary: "What went wrong in a run: findings with evidence and what to try.",
      discussion: """
        Each detector looks at what the run holds; those that lack a record are listed with what \
        they lack. Severities are critical, warning and note; the confidence says what it rests \
        on. Of several runs each is looked at by its metrics and steps, and how far their seeds \
        differ. `only:` names detectors, or is \"cheap\" for those of metrics and steps alone.

        \(Diagnosis.detectorsDiscussion)
        """,
      examples: [
        Example("run = example(\"credit\")\ndiagnose(run)", "a leak and wrong labels"),
        Example(
          "run = example(\"credit\")\ndiagnose(run, only: [\"overfitting\", \"plateau\"])",
          "two detectors alone"),
      ],
      references: Diagnosis.references,
      searchTerms: ["debug", "problems", "check", "findings", "what is wrong", "health"]),
    group: .runs,
    parameters: [
      ParameterDescription(
        name: "run", summary: "The run, or several.", type: RunsArgument.parameterType),
      ParameterDescription(
        name: "only", summary: "Which detectors look.", type: .any([.list, .text]),
        defaultText: "all"),
      ParameterDescription(
        name: "seed", summary: "The seed of folds, shuffles and samples.",
        type: .integer(0...Int.max), defaultText: "the session's"),
    ]
  ) { invocation in
    let given: RunsArgument = try invocation.argument("run")
    let names: [String] = try invocation.given("only") ?? ["all"]
    let selection: Diagnosis.Selection =
      names == ["all"] ? .all : names == ["cheap"] ? .cheap : .named(names)
    let diagnosis = try invocation.locating {
      given.runs.count == 1
        ? try Diagnosis(given.runs[0], only: selection, seed: invocation.seed)
        : try Diagnosis(runs: given.runs, only: selection, seed: invocation.seed)
    }
    return .object(
      ExplanationObject(
        diagnosis.explanation, run: given.runs.count == 1 ? given.runs[0] : nil))
  }
}
