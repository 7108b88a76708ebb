import RetraceTables

/// A tree of an XGBoost file.
enum XGBoostTree {
  /// The codes of categories are below this.
  static let categoryLimit = 1 << 20

  /// Reads a tree; what features there are is checked when all trees are put together.
  ///
  /// XGBoost sends the categories of a set, which its file lists, to the right, and categories
  /// that it does not know to the left. So the children of such a node change places here, where
  /// sets go left.
  ///
  /// - Throws: ``ModelError/unreadable(file:place:reason:)``.
  static func read(_ fields: XGBoostFields) throws -> TreeArrays {
    let parameters = try fields.object("tree_param")
    let values = try parameters.count("size_leaf_vector", default: 1)
    guard values <= 1 else {
      throw parameters.wrong(
        "size_leaf_vector",
        "leaves with \(values) values each (multi_strategy 'multi_output_tree') cannot be read; "
          + "train with 'one_output_per_tree', or a model for each output")
    }
    let left = try fields.wholes("left_children")
    let count = left.count
    guard try parameters.count("num_nodes", default: count) == count else {
      throw fields.wrong(
        "left_children",
        "expected \(try parameters.text("num_nodes")) nodes as in 'tree_param', got \(count)")
    }
    // Inner nodes have the split here, leaves their value.
    let conditions = try fields.numbers("split_conditions", count: count)
    let isLeaf = left.map { $0 < 0 }
    let defaultsLeft = try fields.numbers("default_left", count: count)
    let features = try fields.wholes("split_indices", count: count)
    var tree = TreeArrays(
      left: left, right: try fields.wholes("right_children", count: count),
      feature: features, threshold: conditions.map { Double(Float($0)) },
      values: zip(conditions, isLeaf).map { $1 ? Double(Float($0)) : 0 },
      cover: fields.has("sum_hessian") ? try fields.numbers("sum_hessian", count: count) : [],
      missing: defaultsLeft.map { $0 != 0 ? .goesLeft : [] })
    for node in 0..<count where isLeaf[node] {
      tree.right[node] = -1
      tree.missing[node] = []
    }
    if fields.has("split_type") { try readSets(fields, isLeaf: isLeaf, into: &tree) }
    do {
      // Pruning leaves nodes behind that nothing leads to.
      return try tree.keepingReachable(valueCount: 1)
    } catch let error as TreeEnsemble.ShapeError {
      throw ModelError.unreadable(
        file: fields.file, place: fields.place, reason: error.description)
    }
  }

  private static func readSets(
    _ fields: XGBoostFields, isLeaf: [Bool], into tree: inout TreeArrays
  ) throws {
    let types = try fields.numbers("split_type", count: isLeaf.count)
    guard types.contains(1) else { return }
    let nodes = try fields.wholes("categories_nodes")
    let starts = try fields.wholes("categories_segments", count: nodes.count)
    let sizes = try fields.wholes("categories_sizes", count: nodes.count)
    let categories = try fields.wholes("categories")
    var segments: [Int32: Range<Int>] = [:]
    for (position, node) in nodes.enumerated() {
      let (start, size) = (Int(starts[position]), Int(sizes[position]))
      guard start >= 0, size >= 0, start + size <= categories.count else {
        throw fields.wrong(
          "categories_segments[\(position)]",
          "\(size) categories from \(start) on, there are \(categories.count)")
      }
      segments[node] = start..<start + size
    }
    for node in isLeaf.indices where types[node] == 1 && !isLeaf[node] {
      let set = try (segments[Int32(node)] ?? 0..<0).map { position in
        let category = Int(categories[position])
        guard category >= 0, category < categoryLimit else {
          throw fields.wrong(
            "categories[\(position)]",
            "category \(category), expected a code below \(categoryLimit)")
        }
        return category
      }
      tree.levels.append((node: node, set: LevelSet(set)))
      (tree.left[node], tree.right[node]) = (tree.right[node], tree.left[node])
      tree.missing[node] = tree.missing[node].contains(.goesLeft) ? [] : .goesLeft
      // Not used, and not a number in some files.
      tree.threshold[node] = 0
    }
  }
}
