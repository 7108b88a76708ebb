/// Makes the nodes of a ``TreeLayout``.
struct NodeLayout {
  let parts: TreeEnsemble.Parts
  let order: TreeOrder
  let slots: TreeSlots
  let thresholds: TreeLayout.Thresholds

  /// Nodes of 8 bytes.
  ///
  /// - Parameter plainWidth: the number of features if there is one slot for each, else nil.
  func compact(plainWidth: Int? = nil) -> [TreeLayout.CompactNode] {
    let constant = UInt16((plainWidth ?? slots.slots.count) * TreeLayout.lanes)
    return order.original.indices.map { position in
      let node = Int(order.original[position])
      let child = UInt16(order.child[position])
      guard parts.left[node] >= 0 else {
        return TreeLayout.CompactNode(threshold: .infinity, cell: constant, child: child)
      }
      let place = plainWidth == nil ? slots.slotOfNode[node] : parts.feature[node]
      return TreeLayout.CompactNode(
        threshold: Float(thresholds.inclusive(parts.threshold[node])),
        cell: UInt16(Int(place) * TreeLayout.lanes), child: child)
    }
  }

  /// Nodes of 16 bytes.
  ///
  /// - Parameter plainWidth: the number of features if there is one slot for each, else nil.
  func wide(plainWidth: Int? = nil) -> [TreeLayout.WideNode] {
    let constant = UInt32((plainWidth ?? slots.slots.count) * TreeLayout.lanes)
    return order.original.indices.map { position in
      let node = Int(order.original[position])
      let child = order.child[position]
      guard parts.left[node] >= 0 else {
        return TreeLayout.WideNode(threshold: .infinity, cell: constant, child: child)
      }
      let place = plainWidth == nil ? slots.slotOfNode[node] : parts.feature[node]
      let cell = UInt32(Int(place) * TreeLayout.lanes)
      if let bits = slots.bitsOfNode[UInt32(node)] {
        return TreeLayout.WideNode(
          threshold: Double(bitPattern: UInt64(bits)), cell: cell | TreeLayout.setFlag,
          child: child)
      }
      return TreeLayout.WideNode(
        threshold: thresholds.inclusive(parts.threshold[node]), cell: cell, child: child)
    }
  }
}
