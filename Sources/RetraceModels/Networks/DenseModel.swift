public import RetraceNumerics

/// A model that is a dense network behind an encoding of its features.
public protocol DenseModel: DifferentiableModel {
  /// The network behind the encoding.
  var network: DenseNetwork { get }
  /// For models of numbers: the value is `targetMean + targetScale · output`.
  var targetMean: Double { get }
  /// For models of numbers: the value is `targetMean + targetScale · output`.
  var targetScale: Double { get }
}

extension DenseModel {
  /// All weights and biases in one array.
  public var parameters: [Double] { network.parameters }

  /// The names and shapes of the parameters, in their order.
  public var parameterTensors: [DenseNetwork.Tensor] { network.tensors }

  /// How the sums of the last layer become outputs.
  package var head: DenseHead {
    DenseHead(
      classCount: outputs.classes.count, sums: network.outputCount,
      activation: network.outputActivation, targetMean: targetMean, targetScale: targetScale)
  }

  /// Predicts a batch, in blocks of rows on all cores.
  ///
  /// - Throws: ``ModelError`` for a scale or a width that does not fit, `Interrupted`.
  public func predict(
    _ rows: Matrix, scale: OutputScale, into result: inout Matrix
  ) throws {
    try outputs.require(scale)
    guard rows.columns == features.count else {
      throw ModelError.wrongWidth(expected: features.count, got: rows.columns)
    }
    try fill(&result, rows: rows, scale: scale, isEncoded: false)
  }

  /// The predictions for rows that are encoded already.
  ///
  /// - Throws: ``ModelError`` for a scale or a width that does not fit, `Interrupted`.
  public func predictEncoded(_ encoded: Matrix, scale: OutputScale) throws -> Matrix {
    try outputs.require(scale)
    guard encoded.columns == encoding.width else {
      throw ModelError.wrongWidth(expected: encoding.width, got: encoded.columns)
    }
    var result = Matrix(rows: encoded.rows, columns: outputs.count(on: scale))
    try fill(&result, rows: encoded, scale: scale, isEncoded: true)
    return result
  }

  private func fill(
    _ result: inout Matrix, rows: Matrix, scale: OutputScale, isEncoded: Bool
  ) throws {
    let columns = outputs.count(on: scale)
    if result.rows != rows.rows || result.columns != columns {
      result = Matrix(rows: rows.rows, columns: columns)
    }
    let (network, encoding, head) = (network, encoding, head)
    let slabRows = DenseWorkspace.slabRows(network)
    try Parallel.fillRows(of: &result, blockSize: DenseWorkspace.blockRows) { range, target in
      var workspace = DenseWorkspace(network, rows: slabRows)
      let start = workspace.offsets[network.layerCount]
      for first in stride(from: range.lowerBound, to: range.upperBound, by: slabRows) {
        let slab = first..<min(range.upperBound, first + slabRows)
        rows.elements.withUnsafeBufferPointer { source in
          workspace.values.withUnsafeMutableBufferPointer { values in
            if isEncoded {
              let start = slab.lowerBound * rows.columns
              for index in 0..<slab.count * rows.columns { values[index] = source[start + index] }
            } else {
              encoding.encode(source, features: rows.columns, rows: slab, into: values)
            }
          }
        }
        network.forward(&workspace)
        let place = (slab.lowerBound - range.lowerBound) * columns
        workspace.values.withUnsafeMutableBufferPointer { values in
          head.write(
            UnsafeMutableBufferPointer(rebasing: values[start...]), rows: slab.count,
            scale: scale,
            into: UnsafeMutableBufferPointer(
              rebasing: target[place..<place + slab.count * columns]))
        }
      }
    }
  }

  /// The gradient of one output with respect to each encoded column.
  ///
  /// - Throws: ``ModelError`` for a scale or a width that does not fit, `Interrupted`.
  public func encodedGradients(
    _ encoded: Matrix, output: Int, scale: OutputScale
  ) throws -> Matrix {
    try outputs.require(scale)
    guard encoded.columns == encoding.width else {
      throw ModelError.wrongWidth(expected: encoding.width, got: encoded.columns)
    }
    precondition(output >= 0 && output < outputs.count(on: scale), "no output \(output)")
    var result = Matrix(rows: encoded.rows, columns: encoded.columns)
    let (network, head) = (network, head)
    try Parallel.fillRows(of: &result, blockSize: DenseWorkspace.blockRows) { range, target in
      var pass = DensePass(network, rows: range.count)
      pass.run(network, rows: range, of: encoded)
      let deltas = head.deltas(
        sums: pass.sums(network), rows: pass.paddedRows, output: output, scale: scale)
      let gradients = network.backward(
        pass.workspace, deltas: deltas, needsInput: true, visit: { _, _, _ in })
      for index in target.indices { target[index] = gradients[index] }
    }
    return result
  }

  /// The loss of each row: the cross entropy for classes, else the squared error in units of the
  /// target's scale.
  ///
  /// - Throws: ``ModelError`` for a width that does not fit, `Interrupted`.
  public func losses(_ rows: Matrix, targets: [Double]) throws -> [Double] {
    guard rows.columns == features.count else {
      throw ModelError.wrongWidth(expected: features.count, got: rows.columns)
    }
    precondition(targets.count == rows.rows, "a target per row")
    let encoded = encoding.encode(rows)
    let (network, head) = (network, head)
    return try Parallel.generate(count: rows.rows, blockSize: DenseWorkspace.blockRows) {
      range, target in
      var pass = DensePass(network, rows: range.count)
      pass.run(network, rows: range, of: encoded)
      let sums = pass.sums(network)
      for row in 0..<range.count {
        target[row] = head.loss(sums: sums, row: row, target: targets[range.lowerBound + row])
      }
    }
  }

  /// The gradient of each row's loss with respect to every parameter.
  ///
  /// - Returns: rows × parameters.
  /// - Throws: ``ModelError`` for a width that does not fit, `Interrupted`.
  public func parameterGradients(_ rows: Matrix, targets: [Double]) throws -> Matrix {
    guard rows.columns == features.count else {
      throw ModelError.wrongWidth(expected: features.count, got: rows.columns)
    }
    precondition(targets.count == rows.rows, "a target per row")
    let encoded = encoding.encode(rows)
    var result = Matrix(rows: rows.rows, columns: network.parameters.count)
    let (network, head) = (network, head)
    try Parallel.fillRows(of: &result, blockSize: 64) { range, target in
      var pass = DensePass(network, rows: range.count)
      pass.run(network, rows: range, of: encoded)
      let deltas = head.lossDeltas(
        sums: pass.sums(network), rows: pass.paddedRows,
        targets: range.map { targets[$0] })
      network.writePerRowGradients(pass, deltas: deltas, rows: range.count, into: target)
    }
    return result
  }
}
