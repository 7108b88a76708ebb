import RetraceNumerics

extension Column {
  /// The cells of several columns below each other.
  ///
  /// Kinds that differ become text; a category stays one, with the levels of all.
  ///
  /// - Complexity: O(cells).
  public static func joined(_ columns: [Column]) -> Column {
    let kinds = Set(columns.map(\.kind))
    switch kinds.count == 1 ? columns.first?.storage : nil {
    case .numbers:
      return Column(
        numbers: columns.flatMap { column -> [Double] in
          if case .numbers(let numbers) = column.storage { numbers } else { [] }
        })
    case .logicals:
      return Column(
        .logicals(
          columns.flatMap { column -> [UInt8] in
            if case .logicals(let bytes) = column.storage { bytes } else { [] }
          }))
    case .moments(_, let isDate):
      let seconds = columns.flatMap { column -> [Double] in
        if case .moments(let seconds, _) = column.storage { seconds } else { [] }
      }
      return Column(.moments(seconds, isDate: isDate))
    default:
      let isCategory = kinds == [.category]
      return Column(.codes(CodedValues(columns.flatMap(\.texts), isCategory: isCategory)))
    }
  }

  /// The cells as texts, as they would be written; nil where missing.
  public var texts: [String?] {
    switch storage {
    case .codes(let coded): coded.codes.indices.map { coded.text(at: $0) }
    default:
      (0..<count).map { row in
        switch self[row] {
        case .missing: nil
        case .number(let number): number.isFinite ? JSON.numberText(number) : "\(number)"
        case .logical(let flag): flag ? "true" : "false"
        case .text(let text): text
        }
      }
    }
  }

  /// As many missing cells of the same kind as asked for.
  public func missingCells(_ count: Int) -> Column {
    switch storage {
    case .numbers: Column(numbers: [Double](repeating: .missing, count: count))
    case .logicals: Column(.logicals([UInt8](repeating: 2, count: count)))
    case .moments(_, let isDate):
      Column(.moments([Double](repeating: .missing, count: count), isDate: isDate))
    case .codes(let coded):
      Column(
        .codes(
          CodedValues(
            codes: [UInt32](repeating: CodedValues.missingCode, count: count),
            levels: coded.levels, isCategory: coded.isCategory)))
    }
  }

  /// The cells at some rows, missing where there is no row.
  public func selecting(_ rows: [Int?]) -> Column {
    guard rows.contains(where: { $0 == nil }) else { return selecting(rows.compactMap { $0 }) }
    let extended = Column.joined([self, missingCells(1)])
    return extended.selecting(rows.map { $0 ?? count })
  }
}
