public import RetraceNumerics

extension ExampleRecords {
  /// The logits of each row with one column a class, whatever was recorded.
  ///
  /// Log odds z of two classes become (0, z): their softmax is the same, and so is the difference
  /// of the two.
  ///
  /// - Parameters:
  ///   - split: `train` or `valid`.
  ///   - epoch: from 0, before training, to ``epochCount``.
  /// - Returns: rows × classes.
  /// - Throws: ``RunError`` if there are none, or the model tells numbers.
  public func classLogits(_ split: String, epoch: Int) throws -> Matrix {
    try byClass(try logits(split, epoch: epoch))
  }

  /// The probabilities of the classes for each row: the softmax of
  /// ``classLogits(_:epoch:)``.
  ///
  /// - Parameters:
  ///   - split: `train` or `valid`.
  ///   - epoch: from 0, before training, to ``epochCount``.
  /// - Returns: rows × classes.
  /// - Throws: ``RunError`` if there are no logits, or the model tells numbers.
  public func probabilities(_ split: String, epoch: Int) throws -> Matrix {
    softmax(try classLogits(split, epoch: epoch))
  }

  /// The logits with one column a class of each training row at the moment its batch was learned,
  /// before the update.
  ///
  /// - Parameter epoch: from 1 to ``epochCount``.
  /// - Returns: rows × classes.
  /// - Throws: ``RunError`` if there are none, or the model tells numbers.
  public func onlineClassLogits(epoch: Int) throws -> Matrix {
    try byClass(try onlineLogits(epoch: epoch))
  }

  /// The probabilities of the classes for each training row at the moment its batch was learned.
  ///
  /// - Parameter epoch: from 1 to ``epochCount``.
  /// - Returns: rows × classes.
  /// - Throws: ``RunError`` if there are no logits, or the model tells numbers.
  public func onlineProbabilities(epoch: Int) throws -> Matrix {
    softmax(try onlineClassLogits(epoch: epoch))
  }

  private func byClass(_ logits: Matrix) throws -> Matrix {
    guard classCount > 0 else {
      throw RunError.absentRecord(
        run: recordName, record: "probabilities",
        wayOut: "its model tells a number; take the logits, which are the predicted values")
    }
    if logits.columns == classCount { return logits }
    guard classCount == 2, logits.columns == 1 else {
      throw RunError.damaged(
        file: recordName, place: "logits",
        reason: "there are \(logits.columns) a row for \(classCount) classes")
    }
    var result = Matrix(rows: logits.rows, columns: 2)
    logits.elements.withUnsafeBufferPointer { source in
      result.elements.withUnsafeMutableBufferPointer { target in
        for row in source.indices { target[2 * row + 1] = source[row] }
      }
    }
    return result
  }

  private func softmax(_ logits: Matrix) -> Matrix {
    var result = logits
    result.elements.withUnsafeMutableBufferPointer {
      Kernels.softmaxRows($0, columns: logits.columns)
    }
    return result
  }
}
