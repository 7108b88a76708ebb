import RetraceTables

/// The trees of a CatBoost model.
struct CatBoostTrees {
  /// The list that they stand in.
  let key: String
  /// How many values a leaf has.
  private(set) var valueCount = 1
  private(set) var trees: [TreeEnsemble.Tree] = []
  /// How many nodes the trees may have in all: what they take in memory is bounded by it.
  private static let nodeLimit = 4_000_000
  private let splits: CatBoostSplits
  private let scale: Double

  /// - Parameters:
  ///   - fields: the whole file.
  ///   - splits: the questions that trees ask.
  ///   - scale: what the values of the leaves are multiplied by.
  init(_ fields: ModelJSONFields, _ splits: CatBoostSplits, scale: Double) throws {
    self.splits = splits
    self.scale = scale
    key = fields.has("oblivious_trees") ? "oblivious_trees" : "trees"
    var nodes = 0
    for (position, json) in try fields.array(key).enumerated() {
      let item = try fields.item(key, position, json)
      let tree = key == "trees" ? try nested(item) : try oblivious(item)
      let count = tree.values[0].count
      if position > 0, count != valueCount {
        throw item.wrong("", "a leaf has \(count) values, in the trees before \(valueCount)")
      }
      valueCount = count
      nodes += tree.left.count
      guard nodes <= Self.nodeLimit else {
        throw item.wrong("", "the trees have more than \(Self.nodeLimit) nodes")
      }
      trees.append(tree)
    }
    guard !trees.isEmpty else { throw fields.wrong(key, "there is no tree") }
  }

  /// A tree with one question a level, as a complete tree with the last question at the root.
  ///
  /// Question k is bit k of a leaf's number; so the leaves stand in their order.
  private func oblivious(_ fields: ModelJSONFields) throws -> TreeEnsemble.Tree {
    let items = fields.has("splits") ? try fields.array("splits") : []
    let numbers = try fields.numbers("leaf_values")
    let depth = items.count
    guard depth <= 16 else {
      throw fields.wrong("splits", "there are \(depth) questions; CatBoost asks at most 16")
    }
    guard numbers.count >= 1 << depth, numbers.count.isMultiple(of: 1 << depth) else {
      throw fields.wrong(
        "leaf_values", "\(numbers.count) values do not fit \(depth) questions")
    }
    let leaves = 1 << depth
    let count = numbers.count / leaves
    let inner = leaves - 1
    let questions = try items.enumerated().map {
      try splits.question(fields.item("splits", $0.offset, $0.element))
    }
    var tree = TreeEnsemble.Tree(left: [], right: [], feature: [], threshold: [], values: [])
    var level = 0
    for node in 0..<inner {
      if node == (2 << level) - 1 { level += 1 }
      let question = questions[depth - 1 - level]
      append(question, zero: 2 * node + 1, one: 2 * node + 2, count: count, to: &tree)
    }
    for leaf in 0..<leaves {
      append(leaf: numbers[leaf * count..<(leaf + 1) * count], to: &tree)
    }
    if fields.has("leaf_weights") {
      let weights = try fields.numbers("leaf_weights")
      // Some models come without.
      if !weights.isEmpty {
        guard weights.count == leaves else {
          throw fields.wrong("leaf_weights", "expected \(leaves) numbers, got \(weights.count)")
        }
        tree.cover = [Double](repeating: 0, count: inner) + weights
        for node in (0..<inner).reversed() {
          tree.cover[node] = tree.cover[2 * node + 1] + tree.cover[2 * node + 2]
        }
      }
    }
    return finished(tree)
  }

  /// A tree of nested objects; nodes are numbered as they are met, level by level.
  private func nested(_ fields: ModelJSONFields) throws -> TreeEnsemble.Tree {
    var tree = TreeEnsemble.Tree(left: [], right: [], feature: [], threshold: [], values: [])
    var open = [fields]
    var count: Int?
    var next = 0
    while next < open.count {
      let node = open[next]
      next += 1
      guard node.has("split") else {
        let json = try node.value("value")
        let values: [Double]
        if case .array = json {
          values = try node.numbers(json, "value")
        } else {
          values = [try node.number(json, "value")]
        }
        guard !values.isEmpty, count == nil || count == values.count else {
          throw node.wrong("value", "expected \(count ?? 1) values, got \(values.count)")
        }
        count = values.count
        append(leaf: values[...], to: &tree)
        tree.cover.append(node.has("weight") ? try node.number("weight") : .nan)
        continue
      }
      let question = try splits.question(try child(node, "split"))
      append(question, zero: open.count, one: open.count + 1, count: 0, to: &tree)
      tree.cover.append(0)
      open += [try child(node, "left"), try child(node, "right")]
    }
    let none = [Double](repeating: 0, count: count ?? 1)
    for node in tree.left.indices.reversed() where tree.left[node] >= 0 {
      tree.values[node] = none
      tree.cover[node] = tree.cover[tree.left[node]] + tree.cover[tree.right[node]]
    }
    if tree.cover.contains(where: \.isNaN) { tree.cover = [] }
    return finished(tree)
  }

  private func child(_ fields: ModelJSONFields, _ key: String) throws -> ModelJSONFields {
    let json = try fields.value(key)
    guard case .object = json else { throw fields.wrong(key, "expected an object") }
    return ModelJSONFields(file: fields.file, place: fields.path(key), json: json)
  }

  private func append(
    _ question: CatBoostSplits.Question, zero: Int, one: Int, count: Int,
    to tree: inout TreeEnsemble.Tree
  ) {
    tree.left.append(question.isFlipped ? one : zero)
    tree.right.append(question.isFlipped ? zero : one)
    tree.feature.append(question.feature)
    tree.threshold.append(question.threshold)
    tree.levels.append(question.levels)
    tree.missing.append(question.missing)
    tree.values.append([Double](repeating: 0, count: count))
  }

  private func append(leaf values: ArraySlice<Double>, to tree: inout TreeEnsemble.Tree) {
    tree.left.append(-1)
    tree.right.append(-1)
    tree.feature.append(-1)
    tree.threshold.append(0)
    tree.levels.append(nil)
    tree.missing.append([])
    tree.values.append(values.map { $0 * scale })
  }

  /// The tree without what is the same at all nodes.
  private func finished(_ tree: TreeEnsemble.Tree) -> TreeEnsemble.Tree {
    var tree = tree
    if tree.levels.allSatisfy({ $0 == nil }) { tree.levels = [] }
    return tree
  }
}
