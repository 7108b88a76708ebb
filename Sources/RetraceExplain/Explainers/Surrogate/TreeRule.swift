import RetraceModels
import RetraceRuns
import RetraceTables

/// The way to a leaf in words.
struct TreeRule: Sendable {
  /// The leaf's node.
  let leaf: Int
  /// The conditions, joined by `and`; `always` for a tree without questions.
  let condition: String
}

/// Writes questions of a tree as people read them.
struct TreeWording: Sendable {
  let tree: GrownTree
  let cells: FeatureCells

  /// A rule per leaf, from left to right.
  var rules: [TreeRule] {
    var rules: [TreeRule] = []
    var waiting: [(node: Int, path: [Step])] = [(0, [])]
    while let (node, path) = waiting.popLast() {
      guard let split = tree.nodes[node].split else {
        rules.append(TreeRule(leaf: node, condition: condition(path)))
        continue
      }
      waiting.append((tree.nodes[node].right, path + [Step(split: split, isLeft: false)]))
      waiting.append((tree.nodes[node].left, path + [Step(split: split, isLeft: true)]))
    }
    return rules
  }

  /// The text on the branch to one side of a node.
  func branch(_ split: GrownTree.Split, isLeft: Bool) -> String {
    condition([Step(split: split, isLeft: isLeft)])
  }

  /// One turn on the way to a leaf.
  private struct Step {
    let split: GrownTree.Split
    let isLeft: Bool
  }

  /// What all turns on a way say together, each feature once.
  private func condition(_ path: [Step]) -> String {
    var order: [Int] = []
    for step in path where !order.contains(step.split.feature) { order.append(step.split.feature) }
    let parts = order.map { feature in
      let steps = path.filter { $0.split.feature == feature }
      let name = cells.features.features[feature].name
      let text =
        cells.features.features[feature].levels == nil
        ? numbers(steps, name, isLogical: cells.isLogical[feature])
        : levels(steps, name, cells.features.features[feature].levels ?? [])
      guard steps.contains(where: { $0.split.sawMissing }) else { return text ?? name }
      let takesMissing = steps.allSatisfy { $0.split.missingGoesLeft == $0.isLeft }
      switch (text, takesMissing) {
      case (let text?, true): return "(\(text) or \(name) is missing)"
      case (let text?, false): return text
      case (nil, true): return "\(name) is missing"
      case (nil, false): return "\(name) is not missing"
      }
    }
    return parts.isEmpty ? "always" : parts.joined(separator: " and ")
  }

  /// The range of a number; nil where numbers are not told apart or none comes here.
  private func numbers(_ steps: [Step], _ name: String, isLogical: Bool) -> String? {
    let low = steps.filter { !$0.isLeft }.map(\.split.threshold).max() ?? -.infinity
    let high = steps.filter(\.isLeft).map(\.split.threshold).min() ?? .infinity
    guard low < high else { return nil }
    if isLogical, low < 0 || high > 1 || (low >= 0) != (high < 1) {
      if low >= 0, low < 1 { return "\(name) = true" }
      if high >= 0, high < 1 { return "\(name) = false" }
    }
    func text(_ threshold: Double) -> String { ExplanationText.number(threshold, digits: 6) }
    switch (low > -.infinity, high < .infinity) {
    case (true, true): return "\(text(low)) < \(name) <= \(text(high))"
    case (true, false): return "\(name) > \(text(low))"
    case (false, true): return "\(name) <= \(text(high))"
    case (false, false): return nil
    }
  }

  /// The levels that come here; nil for none.
  private func levels(_ steps: [Step], _ name: String, _ levels: [String]) -> String? {
    // Deeper nodes see fewer levels, so the last turn says it all.
    guard let last = steps.last else { return nil }
    let seen = last.isLeft ? last.split.seenLeft : last.split.seenRight
    let names = seen.filter(levels.indices.contains).map { levels[$0] }
    guard names.count != 1 else { return "\(name) = \(names[0])" }
    return names.isEmpty ? nil : "\(name) in {\(names.joined(separator: ", "))}"
  }
}
