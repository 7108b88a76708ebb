/// A node of a tree that is drawn with branches.
public struct TreeNode: Sendable {
  /// The text on the branch that leads here, such as `age <= 30`; empty at the root.
  public let branch: String
  /// The text of the node.
  public let label: String
  /// The nodes below, in order.
  public let children: [TreeNode]

  /// Makes a node.
  public init(branch: String = "", label: String, children: [TreeNode] = []) {
    self.branch = branch
    self.label = label
    self.children = children
  }
}
