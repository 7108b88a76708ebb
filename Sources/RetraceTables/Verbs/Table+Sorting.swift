extension Table {
  /// The order of the rows by some keys, the first key first.
  ///
  /// Equal rows keep their order, missing cells come last whatever the direction.
  ///
  /// - Parameter keys: columns as long as the table, and whether each is in descending order.
  /// - Complexity: O(rows × keys) radix passes.
  public func order(by keys: [(column: Column, isDescending: Bool)]) -> [Int] {
    var order = Array(0..<rowCount)
    // From the last key to the first, each sort stable: then the first key decides.
    for key in keys.reversed() {
      let codes = OrderedCodes(key.column)
      var places = [Int](repeating: 0, count: codes.count + 1)
      // Descending order mirrors the codes of present cells and leaves missing ones last.
      let rank = Self.ranks(codes, isDescending: key.isDescending)
      for row in order { places[rank[row] + 1] += 1 }
      for place in places.indices.dropFirst() { places[place] += places[place - 1] }
      var sorted = [Int](repeating: 0, count: order.count)
      for row in order {
        sorted[places[rank[row]]] = row
        places[rank[row]] += 1
      }
      order = sorted
    }
    return order
  }

  private static func ranks(
    _ codes: OrderedCodes, isDescending: Bool
  ) -> [Int] {
    guard isDescending else { return codes.codes.map(Int.init) }
    let missing = codes.count - 1
    return codes.codes.map { Int($0) == missing ? missing : missing - 1 - Int($0) }
  }

  /// The rows without repetitions in some columns: of equal rows the first one stays.
  ///
  /// - Complexity: O(rows × columns).
  public func distinctRows(by names: [String]) -> [Int] {
    let grouping = Grouping(self, by: names)
    var seen = [Bool](repeating: false, count: grouping.count)
    return (0..<rowCount).filter { row in
      let group = Int(grouping.groups[row])
      defer { seen[group] = true }
      return !seen[group]
    }
  }
}
