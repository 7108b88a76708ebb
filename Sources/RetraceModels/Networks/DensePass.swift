package import RetraceNumerics

/// The values of all layers for one block of encoded rows.
package struct DensePass {
  private(set) var workspace: DenseWorkspace

  /// Opens buffers for blocks of up to some rows.
  package init(_ network: DenseNetwork, rows: Int) {
    workspace = DenseWorkspace(network, rows: rows)
  }

  /// The number of rows with padding.
  package var paddedRows: Int { workspace.rows }

  /// Puts encoded rows in and computes all layers.
  ///
  /// - Parameters:
  ///   - rows: positions of rows in `encoded`.
  ///   - encoded: rows × the network's inputs.
  package mutating func run(
    _ network: DenseNetwork, rows: some Collection<Int>, of encoded: Matrix
  ) {
    let width = network.inputCount
    precondition(encoded.columns == width && rows.count <= workspace.rows, "rows do not fit")
    encoded.elements.withUnsafeBufferPointer { source in
      workspace.values.withUnsafeMutableBufferPointer { target in
        var to = 0
        for row in rows {
          for column in 0..<width { target[to + column] = source[row * width + column] }
          to += width
        }
        for index in to..<workspace.rows * width { target[index] = 0 }
      }
    }
    network.forward(&workspace)
  }

  /// The sums of the last layer, row by row.
  package func sums(_ network: DenseNetwork) -> ArraySlice<Double> {
    let start = workspace.offsets[network.layerCount]
    return workspace.values[start..<start + workspace.rows * network.outputCount]
  }
}
