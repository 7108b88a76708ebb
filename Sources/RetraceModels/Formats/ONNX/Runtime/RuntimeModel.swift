public import RetraceNumerics
public import RetraceTables

/// A graph that ONNX Runtime computes.
///
/// Rows are given to it one by one, so that a row gets the same bits alone and in a batch; on all
/// cores, one thread a row.
public struct RuntimeModel: AdjustableModel {
  /// One input of the graph.
  struct Input: Sendable {
    let name: String
    let kind: Int
    /// Its extents, the first one being the rows.
    let shape: [Int]
    /// How many features it takes: the product of the others.
    let width: Int
  }

  /// What goes in, as the user named it.
  public private(set) var features: FeatureSpace
  /// What comes out and on which scales it can be given.
  public private(set) var outputs: ModelOutputs
  /// The model in a line.
  public let summary: String
  private let session: OnnxSession
  private let inputs: [Input]
  private let output: String
  private let form: GraphModel.Form
  private let columns: Int
  private var scaling: (mean: [Double], scale: [Double])?

  init(
    _ session: OnnxSession, inputs: [Input], output: String, form: GraphModel.Form, columns: Int,
    features: FeatureSpace, outputs: ModelOutputs, summary: String
  ) {
    self.session = session
    self.inputs = inputs
    self.output = output
    self.form = form
    self.columns = columns
    self.features = features
    self.outputs = outputs
    self.summary = summary
  }

  /// What it is, as messages name it.
  public var family: String { "graph" }

  /// The same model with other names for what goes in and comes out.
  public func renamed(features: FeatureSpace, outputs: ModelOutputs) -> RuntimeModel {
    var model = self
    model.features = features
    model.outputs = outputs
    return model
  }

  /// The model that takes x where this one takes (x − mean) / scale.
  public func standardizing(mean: [Double], scale: [Double]) -> RuntimeModel? {
    guard scaling == nil else { return nil }
    var model = self
    model.scaling = (mean, scale)
    return model
  }

  /// Predicts a batch, row by row on all cores.
  ///
  /// - Throws: ``ModelError`` for a scale or width that does not fit, and in the library's words.
  public func predict(_ rows: Matrix, scale: OutputScale, into result: inout Matrix) throws {
    try outputs.require(scale)
    guard rows.columns == features.count else {
      throw ModelError.wrongWidth(expected: features.count, got: rows.columns)
    }
    let count = outputs.count(on: scale)
    if result.rows != rows.rows || result.columns != count {
      result = Matrix(rows: rows.rows, columns: count)
    }
    try Parallel.fillRows(of: &result, blockSize: 8) { range, target in
      for row in range {
        var cells = rows.row(row)
        if let scaling {
          for column in cells.indices {
            cells[column] = (cells[column] - scaling.mean[column]) / scaling.scale[column]
          }
        }
        let scores: [Double]
        do {
          scores = try Self.scores(session, inputs, output, cells, expecting: columns)
        } catch let error as GraphError {
          throw ModelError.refusedRows(reason: "\(error)")
        }
        guard scores.count == columns else {
          throw ModelError.refusedRows(
            reason: "ONNX Runtime gives \(scores.count) numbers a row, expected \(columns)")
        }
        let place = (row - range.lowerBound) * count
        form.write(
          GraphTensor(.float64, shape: [1, columns], numbers: scores), scale: scale,
          columns: count,
          into: UnsafeMutableBufferPointer(rebasing: target[place..<place + count]))
      }
    }
  }

  /// The scores of one row.
  static func scores(
    _ session: OnnxSession, _ inputs: [Input], _ output: String, _ cells: [Double],
    expecting count: Int
  ) throws(GraphError) -> [Double] {
    var start = 0
    var given: [OnnxSession.Input] = []
    for input in inputs {
      given.append(
        OnnxSession.Input(
          name: input.name, kind: input.kind, shape: input.shape.map(Int64.init),
          bytes: bytes(of: cells[start..<start + input.width], kind: input.kind)))
      start += input.width
    }
    let result = try session.run(given, output: output, expecting: count)
    guard result.shape.count <= 2 || result.shape.dropFirst(2).allSatisfy({ $0 == 1 }),
      (result.shape.first ?? 1) == 1
    else {
      throw GraphError("", "results of the shape \(result.shape) are no numbers a row")
    }
    return result.numbers
  }

  /// Numbers as elements of a kind; whole ones are cut towards zero.
  private static func bytes(of numbers: ArraySlice<Double>, kind: Int) -> [UInt8] {
    func whole(_ number: Double) -> Int64 {
      number.isNaN ? 0 : Int64(max(-0x1p62, min(0x1p62, number.rounded(.towardZero))))
    }
    switch kind {
    case 1: return numbers.map(Float.init).withUnsafeBytes(Array.init)
    case 6:
      return numbers.map { Int32(clamping: whole($0)) }.withUnsafeBytes(Array.init)
    case 7: return numbers.map(whole).withUnsafeBytes(Array.init)
    case 9: return numbers.map { $0 != 0 && !$0.isNaN ? 1 : 0 }
    case 2: return numbers.map { UInt8(clamping: whole($0)) }
    default: return Array(numbers).withUnsafeBytes(Array.init)
    }
  }
}
