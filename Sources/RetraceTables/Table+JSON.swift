import RetraceNumerics

extension Cell {
  /// The JSON form: missing is null.
  public var json: JSON {
    switch self {
    case .missing: .null
    case .number(let number): .number(number)
    case .logical(let flag): .logical(flag)
    case .text(let text): .text(text)
    }
  }
}

extension Column {
  /// The cells in their JSON forms.
  ///
  /// - Complexity: O(rows).
  public var json: [JSON] {
    switch storage {
    case .numbers(let numbers): numbers.map { $0.isMissing ? .null : .number($0) }
    case .logicals(let bytes): bytes.map { $0 == 2 ? .null : .logical($0 == 1) }
    default: (0..<count).map { self[$0].json }
    }
  }
}

extension Table {
  /// The JSON form: an array of objects, a row each.
  ///
  /// - Complexity: O(cells).
  public var json: JSON {
    let cells = columns.map(\.json)
    return .array(
      (0..<rowCount).map { row in
        .object(zip(names, cells).map { JSON.Member($0, $1[row]) })
      })
  }
}
