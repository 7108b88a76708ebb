public import RetraceModels
public import RetraceNumerics
import Synchronization

/// A model that counts what it is asked: the cost of an explanation.
///
/// May be asked from several threads at once.
public final class ModelCalls: Sendable {
  /// The model that is asked.
  public let model: any Model
  private let batchCount = Atomic<Int>(0)
  private let rowCount = Atomic<Int>(0)

  /// Starts to count for a model.
  public init(_ model: any Model) {
    self.model = model
  }

  /// For how many rows the model was asked.
  public var rows: Int { rowCount.load(ordering: .relaxed) }

  /// How many batches these rows came in.
  public var batches: Int { batchCount.load(ordering: .relaxed) }

  /// The predictions of a batch.
  public func predict(_ rows: Matrix, scale: OutputScale) throws -> Matrix {
    var result = Matrix(rows: rows.rows, columns: model.outputs.count(on: scale))
    try predict(rows, scale: scale, into: &result)
    return result
  }

  /// Predicts a batch into a matrix that is used again.
  public func predict(_ rows: Matrix, scale: OutputScale, into result: inout Matrix) throws {
    try model.predict(rows, scale: scale, into: &result)
    batchCount.wrappingAdd(1, ordering: .relaxed)
    rowCount.wrappingAdd(rows.rows, ordering: .relaxed)
  }

  /// The predictions of many rows, in blocks on several threads.
  public func predictInBlocks(
    _ rows: Matrix, scale: OutputScale, blockSize: Int = 1_024
  ) throws -> Matrix {
    let columns = model.outputs.count(on: scale)
    let blocks = try Parallel.mapBlocks(count: rows.rows, blockSize: blockSize) { range, _ in
      let part = rows.elements[range.lowerBound * rows.columns..<range.upperBound * rows.columns]
      let block = Matrix(rows: range.count, columns: rows.columns, elements: Array(part))
      return try predict(block, scale: scale).elements
    }
    return Matrix(rows: rows.rows, columns: columns, elements: blocks.flatMap { $0 })
  }
}
