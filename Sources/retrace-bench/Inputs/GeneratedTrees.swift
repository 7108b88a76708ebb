import RetraceNumerics

/// Boosted trees as XGBoost's `save_model` writes them as JSON, the same on every machine.
struct GeneratedTrees {
  let trees: Int
  /// Every leaf is so many questions away from the root.
  let depth: Int
  let features: Int

  /// The bytes of the file.
  var file: [UInt8] {
    var bytes = Array(
      """
      {"learner":{"attributes":{},"feature_names":[],"feature_types":[],"gradient_booster":{\
      "model":{"gbtree_model_param":{"num_parallel_tree":"1","num_trees":"\(trees)"},\
      "iteration_indptr":[
      """.utf8)
    append((0...trees).map { "\($0)" }, to: &bytes)
    bytes += Array("],\"tree_info\":[".utf8)
    append([String](repeating: "0", count: trees), to: &bytes)
    bytes += Array("],\"trees\":[".utf8)
    let stream = RandomStream(seed: 1, command: "bench", purpose: "trees")
    for number in 0..<trees {
      if number > 0 { bytes.append(UInt8(ascii: ",")) }
      var own = stream.item(number)
      appendTree(number, &own, to: &bytes)
    }
    bytes += Array(
      """
      ]},"name":"gbtree"},"learner_model_param":{"base_score":"5E-1","boost_from_average":"1",\
      "num_class":"0","num_feature":"\(features)","num_target":"1"},"objective":{\
      "name":"binary:logistic","reg_loss_param":{"scale_pos_weight":"1"}}},"version":[2,1,1]}
      """.utf8)
    return bytes
  }

  private func append(_ words: [String], to bytes: inout [UInt8]) {
    for (position, word) in words.enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes += word.utf8
    }
  }

  private func appendTree(_ number: Int, _ stream: inout RandomStream, to bytes: inout [UInt8]) {
    let count = 1 << (depth + 1) - 1
    let inner = count / 2
    func floats(_ scale: Double) -> [String] {
      stream.normals(count).map { "\(Float($0 * scale))" }
    }
    let lists: [(name: String, items: [String])] = [
      ("base_weights", floats(0.1)), ("categories", []), ("categories_nodes", []),
      ("categories_segments", []), ("categories_sizes", []),
      ("default_left", (0..<count).map { _ in stream.nextBool() ? "1" : "0" }),
      ("left_children", (0..<count).map { $0 < inner ? "\(2 * $0 + 1)" : "-1" }),
      ("loss_changes", floats(10)),
      ("parents", (0..<count).map { $0 == 0 ? "2147483647" : "\(($0 - 1) / 2)" }),
      ("right_children", (0..<count).map { $0 < inner ? "\(2 * $0 + 2)" : "-1" }),
      ("split_conditions", floats(1)),
      ("split_indices", (0..<count).map { $0 < inner ? "\(stream.nextBelow(features))" : "0" }),
      ("split_type", [String](repeating: "0", count: count)),
      ("sum_hessian", (0..<count).map { "\(Float(1_000_000) / Float($0 + 1))" }),
    ]
    for (position, list) in lists.enumerated() {
      bytes += Array("\(position == 0 ? "{" : ",")\"\(list.name)\":[".utf8)
      append(list.items, to: &bytes)
      bytes.append(UInt8(ascii: "]"))
    }
    bytes += Array(
      """
      ,"id":\(number),"tree_param":{"num_deleted":"0","num_feature":"\(features)",\
      "num_nodes":"\(count)","size_leaf_vector":"1"}}
      """.utf8)
  }
}
