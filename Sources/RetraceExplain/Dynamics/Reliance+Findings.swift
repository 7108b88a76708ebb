public import RetraceDisplay
import RetraceModels

extension Reliance {
  /// A feature with at least this part of all importance carries the model.
  static let dominance = 0.4

  /// What stands out: a feature that carries the model and since when, the order in which
  /// features were learned, and features that mislead.
  public var findings: [Finding] {
    guard let last = steps.last else { return [] }
    var findings: [Finding] = []
    if let finding = shortcut(last) { findings.append(finding) }
    let learnt = order.filter { learned($0) != nil }.prefix(6)
    if !learnt.isEmpty {
      let first = learnt.map { "'\(features[$0])' \(since($0))" }
      findings.append(
        Finding(
          .note, "leaned on to the end: \(ExplanationText.list(first, limit: 6))",
          evidence: "beyond two standard errors and 2% of all importance from then on"))
    }
    let misleading = features.indices.filter {
      last.importances[$0] < -2 * last.errors[$0]
        && last.importances[$0] < -0.02 * (last.importances.max() ?? 0)
    }
    if !misleading.isEmpty {
      let names = misleading.map {
        "'\(features[$0])' \(ExplanationText.number(last.importances[$0], digits: 2))"
      }
      findings.append(
        Finding(
          .note, "the model does better without: \(ExplanationText.list(names, limit: 4))",
          evidence: "\(metric.rawValue) on \(split) rows gets better when it is shuffled",
          advice: "leave it out, or regularise more: what it says was memorised"))
    }
    return findings
  }

  /// The feature that carries the model at the end; nil if none does.
  public var shortcut: String? {
    steps.last.flatMap(dominant).map { features[$0] }
  }

  private func dominant(_ last: Step) -> Int? {
    guard let leader = leader(at: last), features.count > 1 else { return nil }
    let own = share(leader, step: last)
    let next = order.dropFirst().first.map { share($0, step: last) } ?? 0
    return own >= Self.dominance && own >= 2 * next ? leader : nil
  }

  private func shortcut(_ last: Step) -> Finding? {
    guard let leader = dominant(last) else { return nil }
    let name = features[leader]
    let own = share(leader, step: last)
    // From the end backwards: since when has it been ahead of all others?
    let ahead = steps.reversed().prefix { self.leader(at: $0) == leader }
    let before = steps.dropLast(ahead.count).last.flatMap { self.leader(at: $0) }
    let begin = ahead.last?.epoch ?? last.epoch
    var title = "'\(name)' carries the model: \(ExplanationText.percent(own)) of all importance"
    if let before {
      title += "; it took over from '\(features[before])' in epoch \(begin)"
    } else {
      title += begin == 0 ? ", first from the start" : ", first since epoch \(begin)"
    }
    let worse =
      metric.isLoss ? last.base + last.importances[leader] : last.base - last.importances[leader]
    var evidence =
      "shuffled, \(metric.rawValue) goes from \(ExplanationText.number(last.base, digits: 3)) to "
      + ExplanationText.number(worse, digits: 3)
    if let next = order.dropFirst().first {
      evidence +=
        "; the next, '\(features[next])', has \(ExplanationText.percent(share(next, step: last)))"
    }
    return Finding(
      .warning, title, evidence: evidence,
      advice: "ask whether '\(name)' is known when a prediction is made; training with "
        + "drop: \(name) shows what is left without it")
  }

  private func since(_ feature: Int) -> String {
    switch learned(feature) {
    case nil: "not"
    case 0: "from the start"
    case let epoch?: "from epoch \(epoch)"
    }
  }
}
