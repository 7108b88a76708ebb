import RetraceTables

/// JSON files of other tools.
enum ImportedJSON {
  /// Reads a file that holds one JSON value.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - allowingNonNumbers: whether `NaN` and `Infinity` are numbers, as Python writes them.
  /// - Throws: ``RunError/damaged(file:place:reason:)`` with the place of the first error,
  ///   `TableError` if the file cannot be read.
  static func parse(_ path: String, allowingNonNumbers: Bool = false) throws -> JSON {
    do {
      return try JSONParser.parse(RunFiles.mapped(path), allowingNonNumbers: allowingNonNumbers)
    } catch let error as TableError {
      guard case .json(_, let line, let column, let reason) = error else { throw error }
      throw RunError.damaged(file: path, place: "line \(line), column \(column)", reason: reason)
    }
  }
}

extension Table {
  /// The cells of a column of numbers; nil if there is none of this name.
  func numbers(_ name: String) -> [Double]? {
    guard case .numbers(let numbers)? = self[name]?.storage else { return nil }
    return numbers
  }
}
