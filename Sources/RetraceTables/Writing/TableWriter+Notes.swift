import RetraceNumerics

extension TableWriter {
  /// What of a table would read back differently from a file in this format, and what to give to
  /// `load` against it.
  ///
  /// A column's type is inferred again when a file is read: a text column of digits comes back as
  /// numbers, a text `NA` as missing, an empty category level not at all.
  ///
  /// - Complexity: linear in the number of cells.
  public static func notes(_ table: Table, as format: TableFormat) -> [String] {
    guard format != .npy else { return npyNotes(table) }
    var notes: [String] = []
    for (name, column) in table.namedColumns {
      notes += columnNotes(name, column, rowCount: table.rowCount, format)
    }
    let unnamed = table.names.filter(\.isEmpty).count
    if unnamed > 0, format != .jsonLines {
      notes.append("a column without a name comes back with one made of its position")
    }
    if table.rowCount == 0 || table.columnCount == 0 {
      notes.append("a table without rows or columns does not come back with its types")
    }
    return notes
  }

  private static func columnNotes(
    _ name: String, _ column: Column, rowCount: Int, _ format: TableFormat
  ) -> [String] {
    switch column.storage {
    case .numbers(let numbers):
      guard format == .jsonLines, rowCount > 0, !numbers.contains(where: { $0.isFinite }),
        numbers.contains(where: { !$0.isMissing })
      else { return [] }
      return [
        "column '\(name)' has no finite number and comes back as text" + typed(name, "number")
      ]
    case .logicals(let bytes):
      guard rowCount > 0, bytes.allSatisfy({ $0 == 2 }) else { return [] }
      return ["column '\(name)' is all missing and comes back as numbers" + typed(name, "logical")]
    case .moments(let seconds, let isDate):
      return momentNotes(name, seconds, isDate: isDate)
    case .codes(let coded):
      return textNotes(name, coded, rowCount: rowCount, format)
    }
  }

  private static func momentNotes(_ name: String, _ seconds: [Double], isDate: Bool) -> [String] {
    let present = seconds.lazy.filter { !$0.isMissing }
    guard !present.isEmpty else {
      return seconds.isEmpty ? [] : ["column '\(name)' is all missing and comes back as numbers"]
    }
    let isExact = present.allSatisfy { second in
      let text = Moment(secondsSince1970: second).text(isDate: isDate)
      return MomentParser.parse(Array(text.utf8))?.secondsSince1970 == second
    }
    return isExact ? [] : ["column '\(name)' holds times that are written to the microsecond only"]
  }

  private static func textNotes(
    _ name: String, _ coded: CodedValues, rowCount: Int, _ format: TableFormat
  ) -> [String] {
    var occurs = [Bool](repeating: false, count: coded.levels.count)
    for code in coded.codes where code != CodedValues.missingCode { occurs[Int(code)] = true }
    let present = coded.levels.indices.filter { occurs[$0] }.map { coded.levels[$0] }
    let kind = coded.isCategory ? "category" : "text"
    guard !present.isEmpty else {
      return rowCount == 0
        ? [] : ["column '\(name)' is all missing and comes back as numbers" + typed(name, kind)]
    }
    var notes: [String] = []
    let lost =
      format == .jsonLines
      ? [] : present.filter(TableReadingOptions.standardMissing.contains)
    if !lost.isEmpty {
      let rest = TableReadingOptions.standardMissing.filter { !lost.contains($0) }
        .map { "\"\($0)\"" }.joined(separator: ", ")
      let shown = lost.map { "'\($0)'" }.joined(separator: ", ")
      notes.append(
        "column '\(name)' holds the text \(shown), which comes back as missing; "
          + "load with missing: [\(rest)]")
    }
    let kept = present.filter { !lost.contains($0) }
    let inferred = inferredKind(kept, rowCount: rowCount, format)
    if inferred != (coded.isCategory ? .category : .text) {
      notes.append(
        "column '\(name)' is \(kind) and comes back as \(inferred.rawValue)" + typed(name, kind))
    }
    if coded.isCategory, present.count < coded.levels.count {
      notes.append("column '\(name)' has levels that occur in no row; they do not come back")
    }
    return notes
  }

  /// What a reader takes a column of these different texts for.
  private static func inferredKind(
    _ texts: [String], rowCount: Int, _ format: TableFormat
  ) -> Column.Kind {
    let bytes = texts.map { Array($0.utf8) }
    if texts.isEmpty { return .number }
    if format != .jsonLines,
      bytes.allSatisfy({ NumberCell.value(of: $0, decimalComma: false) != nil })
    {
      return .number
    }
    if texts.allSatisfy({ LogicalWord.value(of: $0) != nil }) { return .logical }
    let moments = bytes.map(MomentParser.parse)
    if moments.allSatisfy({ $0 != nil }) {
      return moments.allSatisfy { $0?.isDate ?? false } ? .date : .time
    }
    return TextColumn.isCategory(different: texts.count, rows: rowCount) ? .category : .text
  }

  private static func npyNotes(_ table: Table) -> [String] {
    let isNamed = table.names != (0..<table.columnCount).map { "column_\($0 + 1)" }
    var notes = isNamed ? ["an NPY array has no column names"] : []
    let hasMissing = table.columns.contains { column in
      (0..<column.count).contains { column.isMissing(at: $0) }
    }
    if hasMissing { notes.append("missing cells are NaN to other programs that read the array") }
    return notes
  }

  private static func typed(_ name: String, _ kind: String) -> String {
    "; load with types: {\(JSON.text(name).serialized): \"\(kind)\"}"
  }
}
