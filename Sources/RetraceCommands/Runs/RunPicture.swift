import RetraceDisplay
import RetraceExplain
import RetraceLanguage
import RetraceRuns

/// What is shown of a run while it is written: state, curves, findings, last and best values.
struct RunPicture {
  let metrics: [String]
  let smoothing: Double

  /// The picture of a run as it is now.
  func document(of run: Run) -> Document {
    var blocks: [Document.Block] = [
      .headline("\(RunObject(run).summary) · \(run.header.status.rawValue)")
    ]
    var options = RunCurves.Options()
    options.metrics = metrics
    options.smoothing = smoothing
    do {
      let figure = try RunCurves([run], options).figure
      blocks.append(.figure(figure))
      let notes = RunCurves.notes(options, figure: figure)
      if !notes.isEmpty { blocks.append(.notes(notes)) }
    } catch {
      // A metric that was asked for may still come.
      blocks.append(.notes(["\(error)"]))
    }
    let findings = Self.findings(of: run)
    if !findings.isEmpty { blocks.append(.findings(findings)) }
    let facts = Self.facts(of: run)
    if !facts.isEmpty { blocks.append(.facts(facts)) }
    return Document(blocks)
  }

  /// The findings that are true of the run by now.
  private static func findings(of run: Run) -> [Finding] {
    // What cannot be looked at now may be the next time.
    (try? Diagnosis.findings(of: run, only: .cheap).map(\.shown)) ?? []
  }

  /// The last and the best value of the metrics that say most.
  private static func facts(of run: Run) -> [(name: String, value: String)] {
    RunMetrics(run).mostTelling(4).compactMap { series in
      guard let last = series.last else { return nil }
      var text = NumberFormat.short(last)
      if let best = series.bestPosition(isLess: series.isLoss) {
        let place = series.place(of: best).map { " at \($0)" } ?? ""
        text += ", best \(NumberFormat.short(series.values[best]))\(place)"
      }
      return (series.label, text)
    }
  }
}
