import RetraceNumerics
public import RetraceTables

extension ExampleData {
  /// Trains a model on the example, on the spot, and keeps what was planted with the run.
  ///
  /// - Parameters:
  ///   - folder: where the run is kept.
  ///   - model: which model.
  ///   - seed: the seed of the training.
  /// - Throws: as ``Trainer/train(_:_:folder:)``; `Interrupted` wherever it was stopped, as an
  ///   example with fewer epochs would be another one.
  public func train(
    folder: String, model: ModelSpec = .mlp(), seed: UInt64
  ) throws -> Run {
    var options = TrainingOptions(target: target, seed: seed)
    options.model = model
    options.name = name
    options.truth = truth.json
    let run = try Trainer.train(table, options, folder: folder)
    try Interruption.check()
    return run
  }
}

extension ExampleData.Truth {
  /// What was planted, as a JSON object; rows count in the table of the example.
  public var json: JSON {
    .record([
      "protected": .text(protected), "proxy": .text(proxy), "leak": .text(leak),
      "useless": .text(useless),
      "flipped_rows": .array(flippedRows.map { .number(Double($0)) }),
      "notes": .array(notes.map(JSON.text)),
    ])
  }
}

extension Run {
  /// The rows of a split whose labels were flipped, for a run of generated data.
  ///
  /// - Parameter split: `train` or `valid`.
  /// - Returns: positions in the split's table, ascending; nil if nothing is known.
  public func flippedRows(_ split: String) throws -> [Int]? {
    guard case .array(let items)? = header.truth?["flipped_rows"], let examples else { return nil }
    let flipped = Set(
      items.compactMap { item -> Int? in
        guard case .number(let number) = item else { return nil }
        return Int(exactly: number)
      })
    let rows = try examples.sourceRows(split)
    return rows.indices.filter { flipped.contains(rows[$0]) }
  }
}
