import RetraceCatalog
import RetraceLanguage

extension Command {
  /// The command `watch(folder)`.
  static let watch = Command(
    "watch", "Watch how a run goes while it is written.",
    .required("folder", "The folder or file that a run is written to.", type: .path),
    .optional(
      "metric", [String](), "One metric or a list of them.", type: .any([.text, .list]),
      defaultText: "the loss"),
    .optional(
      "smooth", 0.0, in: 0...0.9999, "The weight of what went before in an exponential mean."),
    group: .runs,
    discussion: """
      At the prompt the curves and findings are drawn anew in their place whenever the files have \
      changed, until the run ends or Ctrl-C; the last picture stays, and the run is the value. \
      Whoever writes it: `train`, the recorder or another tool whose records `load` reads. Of \
      several runs it is the one that is running, else the last one.

      In scripts, in pipes and when a session is run again it shows the state once, as a statement \
      that waited for the clock could not be repeated.
      """,
    examples: [
      Example(
        "run = train(example(\"credit\").train, target: repaid, epochs: 2)\ncurves(run)",
        "what watch(folder) draws while train(…, folder: folder) writes")
    ],
    searchTerms: ["live", "tail", "follow", "monitor", "progress"]
  ) { (invocation: Invocation, folder: String, metrics: [String], smoothing: Double) in
    try RunWatch(
      invocation: invocation, path: folder,
      picture: RunPicture(metrics: metrics, smoothing: smoothing)
    ).value()
  }
}
