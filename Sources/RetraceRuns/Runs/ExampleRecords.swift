import RetraceModels
public import RetraceNumerics

/// What a model said of each row before training and after each epoch: `examples.safetensors`.
///
/// Logits are what the last layer sums up, before its link: one number (the log odds of the
/// second class) for two classes, else one a class; for a model of numbers the predicted value.
public struct ExampleRecords: Sendable {
  private let file: TensorFile
  private let name: String
  /// How many epochs are recorded as a whole.
  public let epochCount: Int

  /// Opens the records of a run.
  ///
  /// - Parameters:
  ///   - file: an open file of tensors.
  ///   - epochCount: how many epochs count; what lies behind is of an epoch that was cut off.
  /// - Throws: ``RunError/damaged(file:place:reason:)`` if a tensor has another shape than the
  ///   run has epochs and rows.
  init(_ file: TensorFile, name: String, epochCount: Int, trainRows: Int, validRows: Int) throws {
    self.file = file
    self.name = name
    self.epochCount = epochCount
    for entry in file.entries {
      let rows: Int?
      if entry.name.hasPrefix("train.") || entry.name == "batch_order" {
        rows = trainRows
      } else {
        rows = entry.name.hasPrefix("valid.") ? validRows : nil
      }
      guard let rows, !entry.name.hasSuffix(".rows") else { continue }
      let slices = Self.isAtMoment(entry.name) ? epochCount : epochCount + 1
      guard entry.shape.count >= 2, entry.shape[0] >= slices, entry.shape[1] == rows else {
        throw RunError.damaged(
          file: name, place: entry.name,
          reason: "its shape is \(entry.shape), expected \(slices) × \(rows) or more")
      }
    }
  }

  private static func isAtMoment(_ name: String) -> Bool {
    name == "batch_order" || name.hasSuffix("online_logits") || name.hasSuffix("gradient_norm")
  }

  /// The names of the records.
  public var names: [String] { file.entries.map(\.name) }

  /// Whether a record is there.
  public func has(_ name: String) -> Bool { file.entry(name) != nil }

  /// The logits of each row after an epoch; epoch 0 is before training.
  ///
  /// - Parameters:
  ///   - split: `train` or `valid`.
  ///   - epoch: from 0 to ``epochCount``.
  /// - Returns: rows × outputs.
  public func logits(_ split: String, epoch: Int) throws -> Matrix {
    try slice("\(split).logits", epoch)
  }

  /// The loss of each row after an epoch; epoch 0 is before training.
  public func losses(_ split: String, epoch: Int) throws -> [Double] {
    try slice("\(split).loss", epoch).elements
  }

  /// The logits of each training row at the moment its batch was learned, before the update.
  ///
  /// - Parameter epoch: from 1 to ``epochCount``.
  public func onlineLogits(epoch: Int) throws -> Matrix {
    try slice("train.online_logits", epoch - 1)
  }

  /// The norm of each training row's loss gradient at the moment its batch was learned.
  public func gradientNorms(epoch: Int) throws -> [Double] {
    try slice("train.gradient_norm", epoch - 1).elements
  }

  /// The training rows in the order in which an epoch learned them.
  public func batchOrder(epoch: Int) throws -> [Int] {
    try slice("batch_order", epoch - 1).elements.map { Int(exactly: $0) ?? -1 }
  }

  /// The rows of the table that was given to training, in the order of the split's rows.
  public func sourceRows(_ split: String) throws -> [Int] {
    try file.doubles("\(split).rows").map { Int(exactly: $0) ?? -1 }
  }

  private func slice(_ record: String, _ index: Int) throws -> Matrix {
    guard let entry = file.entry(record) else {
      throw RunError.absentRecord(
        run: name, record: "'\(record)'", wayOut: "train it again with 'train' to have it")
    }
    guard entry.shape.count >= 2, index >= 0, index < entry.shape[0] else {
      throw RunError.damaged(file: name, place: record, reason: "there is no slice \(index)")
    }
    let columns = entry.shape.dropFirst(2).reduce(1, *)
    let size = entry.shape[1] * columns
    let numbers = try file.doubles(record, in: index * size..<(index + 1) * size)
    return Matrix(rows: entry.shape[1], columns: columns, elements: numbers)
  }
}
