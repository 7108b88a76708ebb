import RetraceModels
public import RetraceNumerics

/// What a model said of each row before training and after each epoch.
///
/// Logits are what the last layer sums up, before its link. How many there are a row depends on
/// what was recorded: Retrace's own networks have **one** for two classes, the log odds of the
/// second class; networks with a softmax have one a class, also for two classes; a model of
/// numbers has the predicted value. ``classLogits(_:epoch:)`` and ``probabilities(_:epoch:)`` are
/// rows × classes whichever it is.
public struct ExampleRecords: Sendable {
  private let records: [ExampleRecord]
  private let positions: [String: Int]
  let recordName: String
  /// How many epochs are recorded as a whole.
  public let epochCount: Int
  /// How many classes the logits tell; 0 for a model of numbers.
  public let classCount: Int

  /// Gathers the records of a run.
  ///
  /// - Parameters:
  ///   - records: names as ``names`` has them; others are kept, too.
  ///   - name: what messages call them, such as the file.
  ///   - epochCount: how many epochs count; what lies behind is of an epoch that was cut off.
  ///   - classCount: how many classes there are; 0 for a model of numbers.
  /// - Throws: ``RunError/damaged(file:place:reason:)`` if a record has another shape than the
  ///   run has epochs and rows.
  init(
    _ records: [ExampleRecord], name: String, epochCount: Int, classCount: Int, trainRows: Int,
    validRows: Int
  ) throws {
    self.records = records
    recordName = name
    self.epochCount = epochCount
    self.classCount = classCount
    positions = Dictionary(
      zip(records.map(\.name), 0...), uniquingKeysWith: { first, _ in first })
    for record in records {
      let rows: Int?
      if record.name.hasPrefix("train.") || record.name == "batch_order" {
        rows = trainRows
      } else {
        rows = record.name.hasPrefix("valid.") ? validRows : nil
      }
      guard let rows, !record.name.hasSuffix(".rows") else { continue }
      let slices = Self.isAtMoment(record.name) ? epochCount : epochCount + 1
      guard (2...3).contains(record.shape.count), record.shape[0] >= slices,
        record.shape[1] == rows
      else {
        throw RunError.damaged(
          file: name, place: record.name,
          reason: "its shape is \(record.shape), expected \(slices) × \(rows) or more")
      }
    }
  }

  private static func isAtMoment(_ name: String) -> Bool {
    name == "batch_order"
      || [".online_logits", ".gradient_norm", ".oob_logits", ".in_bag"].contains(
        where: name.hasSuffix)
  }

  /// The names of the records: `train.logits`, `train.loss`, `train.online_logits`,
  /// `train.gradient_norm`, `train.rows`, the same of `valid`, and `batch_order`; of forests
  /// `train.oob_logits` and `train.in_bag`.
  public var names: [String] { records.map(\.name) }

  /// Whether a record is there.
  public func has(_ name: String) -> Bool { positions[name] != nil }

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

  /// What the trees up to a stage say of each training row that they did not learn; NaN in rows
  /// that each of them learned.
  ///
  /// - Parameter epoch: from 1 to ``epochCount``.
  /// - Returns: rows × outputs.
  public func outOfBagLogits(epoch: Int) throws -> Matrix {
    try slice("train.oob_logits", epoch - 1)
  }

  /// How often the tree of a stage drew each training row; 0 for rows out of its bag.
  ///
  /// - Parameter epoch: from 1 to ``epochCount``.
  public func bagCounts(epoch: Int) throws -> [Int] {
    try slice("train.in_bag", epoch - 1).elements.map { Int(exactly: $0) ?? 0 }
  }

  /// The training rows in the order in which an epoch learned them.
  public func batchOrder(epoch: Int) throws -> [Int] {
    try slice("batch_order", epoch - 1).elements.map { Int(exactly: $0) ?? -1 }
  }

  /// The rows of the table that was given to training, in the order of the split's rows.
  public func sourceRows(_ split: String) throws -> [Int] {
    let record = try require("\(split).rows")
    return try record.doubles(in: 0..<record.count).map { Int(exactly: $0) ?? -1 }
  }

  private func require(_ record: String) throws -> ExampleRecord {
    guard let position = positions[record] else {
      throw RunError.absentRecord(
        run: recordName, record: "'\(record)'", wayOut: "train it again with 'train' to have it")
    }
    return records[position]
  }

  private func slice(_ name: String, _ index: Int) throws -> Matrix {
    let record = try require(name)
    guard (2...3).contains(record.shape.count), index >= 0, index < record.shape[0] else {
      throw RunError.damaged(
        file: recordName, place: name, reason: "there is no slice \(index)")
    }
    let columns = record.shape.count > 2 ? record.shape[2] : 1
    let size = record.shape[1] * columns
    let numbers = try record.doubles(in: index * size..<(index + 1) * size)
    return Matrix(rows: record.shape[1], columns: columns, elements: numbers)
  }
}
