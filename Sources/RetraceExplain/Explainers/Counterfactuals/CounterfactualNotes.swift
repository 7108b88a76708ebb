import RetraceTables

/// How far to trust the counterfactuals of a row, in plain words.
struct CounterfactualNotes {
  let result: ChangeEnumeration.Result
  let found: [Counterfactual]
  let options: Counterfactuals.Options
  let names: [String]
  /// Features whose own value the options do not allow.
  let outside: [Int]
  let limits: [FeatureLimits]
  let isFilled: Bool
  let hasMissing: Bool
  /// The class that was taken for the other one among several.
  let runnerUp: String?

  var all: [String] {
    var notes: [String] = []
    if let runnerUp {
      notes.append("the target is \(runnerUp), the second likeliest class; 'target:' names another")
    }
    notes.append(proof)
    let short = options.count - found.count
    if short > 0, !found.isEmpty {
      notes.append(
        "\(found.count) of \(options.count): no further one was found that differs from these")
    }
    let again = found.count - result.ownSets
    if again > 0 {
      notes.append(
        "only \(ExplanationText.count(result.ownSets, "set")) of features can do it; "
          + "\(again) further \(again == 1 ? "one changes" : "ones change") the same "
          + "in other amounts")
    }
    if result.isCut {
      notes.append("the search for further sets of features was ended early")
    }
    let stuck = outside.filter { limits[$0].isImpossible }
    if !stuck.isEmpty {
      notes.append(
        "\(ExplanationText.list(stuck.map { names[$0] })) "
          + "\(stuck.count == 1 ? "lies" : "lie") outside of what is allowed and may not change "
          + "to it")
    } else if !outside.isEmpty {
      notes.append(
        "\(ExplanationText.list(outside.map { names[$0] })) "
          + "\(outside.count == 1 ? "lies" : "lie") outside of 'ranges:' and so "
          + "\(outside.count == 1 ? "has" : "have") to change")
    }
    if isFilled {
      notes.append("nothing helps while missing cells stay missing, so some are filled")
    }
    let unneeded = found.count { !$0.isMinimal }
    if unneeded > 0 {
      notes.append("\(unneeded) of \(found.count) could do without one of their changes")
    }
    let far = found.count { $0.plausibility < 0.05 }
    if far > 0 {
      notes.append(
        "\(far) of \(found.count) \(far == 1 ? "lies" : "lie") farther from the data than "
          + "95% of the data's own rows lie from each other")
    }
    return notes
  }

  private var proof: String {
    let best = options.objective == .sparsity ? "the sparsest" : "the nearest"
    guard !found.isEmpty else {
      return result.isFirstProven
        ? "none exists within these limits; this is proven"
        : "none was found within these limits; that none exists is not proven"
    }
    guard result.isFirstProven else {
      return "found by search: that the first is \(best) is not proven"
    }
    return found.count > 1 && !result.areOthersProven
      ? "the first is proven \(best); the others were found by search"
      : "the first is proven \(best)"
  }
}
