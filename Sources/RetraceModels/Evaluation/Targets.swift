import RetraceNumerics
public import RetraceTables

extension ModelOutputs {
  /// The target column as the model counts it: positions of classes, or numbers.
  ///
  /// - Parameters:
  ///   - column: the column of the table that holds the target.
  ///   - name: its name, for messages.
  /// - Returns: a number per row; missing cells are `Double.missing`.
  /// - Throws: ``ModelError/unsuitedTarget(_:reason:)`` for a class that the model does not know,
  ///   or a column that is no number for a model of numbers.
  public func targets(of column: Column, name: String) throws -> [Double] {
    guard isClassifier else {
      switch column.storage {
      case .numbers(let numbers): return numbers
      case .logicals(let bytes): return bytes.map { $0 == 2 ? .missing : Double($0) }
      case .codes, .moments:
        throw ModelError.unsuitedTarget(
          name, reason: "the model tells numbers, the column is \(column.kind.rawValue)")
      }
    }
    var known: [Cell: Double] = [:]
    return try (0..<column.count).map { row in
      let cell = column[row]
      if cell == .missing { return .missing }
      if let position = known[cell] { return position }
      guard let position = classPosition(of: cell) else {
        throw ModelError.unsuitedTarget(
          name,
          reason: "'\(cell.displayText)' in row \(row) is no class of the model; it knows "
            + classNames.prefix(12).joined(separator: ", ") + wayToNames(column))
      }
      known[cell] = Double(position)
      return Double(position)
    }
  }

  /// How to name the classes of a model whose file only numbers them, where a column has as many.
  private func wayToNames(_ column: Column) -> String {
    guard classes == Self.numberedClasses(classes.count) else { return "" }
    let names = Set((0..<column.count).map { column[$0] }.filter { $0 != .missing })
      .map { "\"\($0.displayText)\"" }.sorted()
    guard names.count == classes.count else { return "" }
    return "; name them in that order when it is loaded: load(…, classes: ["
      + names.joined(separator: ", ") + "])"
  }
}
