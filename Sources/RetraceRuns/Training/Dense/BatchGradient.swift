import RetraceModels
import RetraceNumerics

/// The gradient of one batch, and what its rows said at that moment.
///
/// Rows are taken in chunks of a fixed size whose sums are added in order: the same bits for any
/// number of threads.
struct BatchGradient {
  static let chunkRows = 128

  /// Of the mean weighted loss, without the L2 term; one number a parameter.
  var gradient: [Double]
  /// The weighted losses of the rows, summed up.
  var loss = 0.0
  var logits: [Double] = []
  /// The norm of each row's gradient, unweighted.
  var norms: [Double] = []

  init(
    _ network: DenseNetwork, _ head: DenseHead, rows: ArraySlice<Int>, of encoded: Matrix,
    targets: [Double], weights: [Double]?
  ) throws {
    let all = Array(rows)
    let parts = try Parallel.mapBlocks(count: all.count, blockSize: Self.chunkRows) { range, _ in
      BatchGradient(
        network, head, chunk: all[range], of: encoded, targets: targets, weights: weights)
    }
    gradient = [Double](repeating: 0, count: network.parameters.count)
    for part in parts {
      for index in gradient.indices { gradient[index] += part.gradient[index] }
      loss += part.loss
      logits += part.logits
      norms += part.norms
    }
    let scale = 1 / Double(all.count)
    for index in gradient.indices { gradient[index] *= scale }
    loss *= scale
  }

  private init(
    _ network: DenseNetwork, _ head: DenseHead, chunk: ArraySlice<Int>, of encoded: Matrix,
    targets: [Double], weights: [Double]?
  ) {
    var pass = DensePass(network, rows: chunk.count)
    pass.run(network, rows: chunk, of: encoded)
    let sums = pass.sums(network)
    let own = chunk.map { targets[$0] }
    let factors = weights.map { weights in chunk.map { weights[$0] } }
    gradient = [Double](repeating: 0, count: network.parameters.count)
    for row in own.indices {
      loss += (factors?[row] ?? 1) * head.loss(sums: sums, row: row, target: own[row])
    }
    let plain = head.lossDeltas(sums: sums, rows: pass.paddedRows, targets: own)
    logits = Array(sums.prefix(chunk.count * network.outputCount))
    var deltas = plain
    if let factors {
      let outputs = network.outputCount
      for row in factors.indices {
        for output in 0..<outputs { deltas[row * outputs + output] *= factors[row] }
      }
    }
    // With weights the norms come out scaled by them; a row's own gradient is without.
    norms = network.addParameterGradient(pass, deltas: deltas, rows: chunk.count, to: &gradient)
    if let factors {
      for row in factors.indices { norms[row] = factors[row] > 0 ? norms[row] / factors[row] : 0 }
    }
  }
}
