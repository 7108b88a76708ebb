/// One tree of a LightGBM model file.
///
/// Inner nodes are numbered from 0 and leaves from 0; a child below 0 is the leaf ~child.
struct LightGBMTree {
  /// The bits of a node's `decision_type`.
  private enum Bits {
    static let isCategorical = 1
    static let defaultLeft = 2
    /// 0 none, 1 zero, 2 NaN, in bits 2 and 3.
    static let missingShift = 2
  }

  private let number: Int
  private let line: Int
  private(set) var splitFeature: [Int] = []
  private var threshold: [Double] = []
  private var decision: [Int] = []
  private var left: [Int] = []
  private var right: [Int] = []
  private var leafValue: [Double] = []
  private var leafCount: [Double] = []
  private var innerCount: [Double] = []
  /// The codes that go left, by the position of the set.
  private var categories: [[Int]] = []

  /// Reads the lines of a tree up to an empty one.
  init(_ lines: inout LightGBMLines, number: Int) throws {
    var found: [String: LightGBMLines.Line] = [:]
    var first: LightGBMLines.Line?
    while let line = lines.next(), !line.isEmpty {
      guard line.key != "Tree", line.text != "end of trees" else {
        lines.putBack(line)
        break
      }
      first = first ?? line
      found[line.key] = line
    }
    self.number = number
    line = first?.number ?? 0
    func required(_ key: String) throws -> LightGBMLines.Line {
      guard let line = found[key] else {
        throw lines.wrong(nil, "tree \(number): the line '\(key)' is absent")
      }
      return line
    }
    if let line = found["is_linear"], try lines.integer(line, in: 0...1) == 1 {
      throw lines.wrong(
        line,
        "tree \(number) has linear models in its leaves, which are not read; train with "
          + "linear_tree=false")
    }
    let leaves = try lines.integer(required("num_leaves"), in: 1...Int(Int32.max))
    leafValue = try lines.numbers(required("leaf_value"), count: leaves)
    if let line = found["leaf_count"], line.value < line.end {
      leafCount = try lines.numbers(line, count: leaves)
    }
    guard leaves > 1 else { return }
    let nodes = leaves - 1
    splitFeature = try lines.integers(
      required("split_feature"), count: nodes, in: 0...Int(Int32.max))
    threshold = try lines.numbers(required("threshold"), count: nodes)
    left = try lines.integers(required("left_child"), count: nodes, in: -leaves...nodes - 1)
    right = try lines.integers(required("right_child"), count: nodes, in: -leaves...nodes - 1)
    decision =
      try found["decision_type"].map { try lines.integers($0, count: nodes, in: 0...11) }
      ?? [Int](repeating: 0, count: nodes)
    if let line = found["internal_count"] {
      innerCount = try lines.numbers(line, count: nodes)
    }
    if let line = found["num_cat"], try lines.integer(line, in: 0...Int(Int32.max)) > 0 {
      categories = try Self.categories(
        lines, boundaries: required("cat_boundaries"), words: required("cat_threshold"))
    }
  }

  /// The sets of codes: bits in words of 32, the words of set i from boundary i to i + 1.
  private static func categories(
    _ lines: LightGBMLines, boundaries: LightGBMLines.Line, words: LightGBMLines.Line
  ) throws -> [[Int]] {
    let bits = try lines.integers(words, in: 0...Int(UInt32.max))
    let ends = try lines.integers(boundaries, in: 0...bits.count)
    return try zip(ends, ends.dropFirst()).map { start, end in
      guard start <= end else { throw lines.wrong(boundaries, "the boundaries do not rise") }
      var codes: [Int] = []
      for (position, word) in bits[start..<end].enumerated() where word != 0 {
        for bit in 0..<32 where word >> bit & 1 == 1 { codes.append(position * 32 + bit) }
      }
      return codes
    }
  }

  /// Which features are asked for a category, with the codes named.
  func forEachCategory(_ body: (_ feature: Int, _ codes: [Int]) -> Void) {
    for node in decision.indices where decision[node] & Bits.isCategorical != 0 {
      body(splitFeature[node], categoryCodes(node) ?? [])
    }
  }

  private func categoryCodes(_ node: Int) -> [Int]? {
    guard let set = Int(exactly: threshold[node]), categories.indices.contains(set) else {
      return nil
    }
    return categories[set]
  }

  /// The tree as the ensemble takes it: inner nodes in their order, then the leaves in theirs.
  func built(
    _ space: LightGBMFeatures, output: Int?, file: String
  ) throws -> TreeEnsemble.Tree {
    func wrong(_ key: String, _ node: Int, _ reason: String) -> ModelError {
      .unreadable(
        file: file, place: "line \(line), tree \(number), \(key) of node \(node)", reason: reason)
    }
    let nodes = splitFeature.count
    let leaves = leafValue.count
    let none = [Int](repeating: -1, count: leaves)
    var missing: [TreeEnsemble.MissingRule] = []
    var levels: [[Int]?] = []
    for node in 0..<nodes {
      let feature = splitFeature[node]
      guard feature < space.features.count else {
        throw wrong(
          "split_feature", node,
          "there is no feature \(feature), there are "
            + "\(space.features.count)")
      }
      guard decision[node] & Bits.isCategorical != 0 else {
        guard !space.isRenumbered(feature) else {
          throw wrong(
            "decision_type", node,
            "'\(space.features[feature].name)' is compared as a number and "
              + "elsewhere as a category")
        }
        missing.append(Self.rule(decision[node]))
        levels.append(nil)
        continue
      }
      guard let codes = categoryCodes(node) else {
        throw wrong("threshold", node, "there is no set \(threshold[node]) of categories")
      }
      // Neither missing cells nor codes that are in no set go left.
      missing.append([])
      levels.append(space.positions(of: codes, feature: feature))
    }
    func child(_ position: Int) -> Int { position < 0 ? nodes + ~position : position }
    let hasLevels = levels.contains { $0 != nil }
    return TreeEnsemble.Tree(
      left: left.map(child) + none, right: right.map(child) + none,
      feature: splitFeature + none,
      threshold: threshold + [Double](repeating: 0, count: leaves),
      values: [[Double]](repeating: [0], count: nodes) + leafValue.map { [$0] },
      cover: cover, missing: missing + [TreeEnsemble.MissingRule](repeating: [], count: leaves),
      levels: hasLevels ? levels + [[Int]?](repeating: nil, count: leaves) : [], output: output)
  }

  /// The training rows at each node, as LightGBM's own TreeSHAP weighs them; empty if not told.
  private var cover: [Double] {
    guard leafValue.count > 1 else { return [leafCount.first ?? 1] }
    guard leafCount.count == leafValue.count, innerCount.count == splitFeature.count else {
      return []
    }
    return innerCount + leafCount
  }

  /// What a node that compares numbers does with missing cells.
  private static func rule(_ decision: Int) -> TreeEnsemble.MissingRule {
    let side: TreeEnsemble.MissingRule = decision & Bits.defaultLeft != 0 ? .goesLeft : []
    switch decision >> Bits.missingShift {
    case 0: return .isZero
    case 1: return side.union([.isZero, .zeroIsMissing])
    default: return side
    }
  }
}
