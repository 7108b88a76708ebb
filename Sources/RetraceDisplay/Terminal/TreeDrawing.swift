/// A tree as lines with branches.
struct TreeDrawing {
  private let root: TreeNode
  private let options: RenderingOptions
  private let glyphs: Glyphs

  init(_ root: TreeNode, _ options: RenderingOptions) {
    self.root = root
    self.options = options
    glyphs = Glyphs(isASCII: options.isASCII)
  }

  private struct Entry {
    let node: TreeNode
    let depth: Int
    /// The trunks of the nodes above.
    let prefix: String
    let isLast: Bool
  }

  /// The lines from top to bottom.
  ///
  /// Kept on a list instead of the call stack, whatever the depth.
  func lines() -> [StyledLine] {
    var lines: [StyledLine] = []
    var open = [Entry(node: root, depth: 0, prefix: "", isLast: true)]
    while let entry = open.popLast() {
      let isRoot = entry.depth == 0
      let head = isRoot ? "" : entry.prefix + (entry.isLast ? glyphs.lastBranch : glyphs.branch)
      let below = isRoot ? "" : entry.prefix + (entry.isLast ? "   " : glyphs.trunk)
      lines += self.lines(of: entry, head: head, below: below)
      for (position, child) in entry.node.children.enumerated().reversed() {
        open.append(
          Entry(
            node: child, depth: entry.depth + 1, prefix: below,
            isLast: position == entry.node.children.count - 1))
      }
    }
    return lines
  }

  private func lines(of entry: Entry, head: String, below: String) -> [StyledLine] {
    let node = entry.node
    let branch = TextWidth.escaped(glyphs.spelled(node.branch))
    let label = TextWidth.escaped(glyphs.spelled(node.label))
    let text = branch.isEmpty || label.isEmpty ? branch + label : branch + ": " + label
    // Where the branches would leave no room for words, only the last of them are drawn.
    let room = options.width - max(12, options.width / 3)
    let trunks = clipped(head, to: room)
    let children = node.children.isEmpty ? "" : glyphs.trunk
    let hanging = clipped(below + children, to: room)
    let parts = TextWidth.wrapped(
      text, to: options.width - max(trunks.count, hanging.count))
    var colored = branch.isEmpty || label.isEmpty ? 0 : branch.count + 1
    return parts.enumerated().map { position, part in
      var line = StyledLine(position == 0 ? trunks : hanging, .dim)
      // The branch in plain, what it leads to in bold.
      let plain = part.prefix(colored)
      colored -= min(colored, plain.count + 1)
      line.append(String(plain))
      line.append(String(part.dropFirst(plain.count)), node.children.isEmpty ? .heading : nil)
      return line
    }
  }

  private func clipped(_ trunks: String, to room: Int) -> String {
    trunks.count <= room ? trunks : glyphs.ellipsis + trunks.suffix(max(0, room - 1))
  }
}
