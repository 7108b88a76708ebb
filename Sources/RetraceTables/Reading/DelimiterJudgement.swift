/// Finds out what stands between cells.
///
/// Of comma, semicolon, tab and bar it is the one that splits the first record into several cells
/// and most of the other records into as many. Of several that do equally well, tab and bar come
/// first; a semicolon goes before a comma if all cells between semicolons that hold a comma are
/// numbers with a decimal comma; then the one with more cells. If none splits the first record,
/// it is the comma.
enum DelimiterJudgement {
  private struct Candidate {
    let delimiter: UInt8
    let cells: Int
    let agreeing: Int
    let records: [[[UInt8]]]
  }

  static func best(
    _ text: TextBytes, from first: UnsafePointer<UInt8>, terminator: UInt8
  ) -> UInt8 {
    let candidates = ["\t", "|", ";", ","].compactMap { mark -> Candidate? in
      let delimiter = mark.utf8.first ?? 0
      let format = DelimitedFormat(delimiter: delimiter, terminator: terminator)
      let records = Sample(text, from: first, format, records: 64).records
      guard let cells = records.first?.count, cells > 1 else { return nil }
      let agreeing = records.count { $0.count == cells }
      // Of records cut at other delimiters' quotes there may be fewer.
      return Candidate(
        delimiter: delimiter, cells: cells, agreeing: agreeing * 1000 / records.count,
        records: records)
    }
    let most = candidates.map(\.agreeing).max() ?? 0
    let equal = candidates.filter { $0.agreeing == most }
    if let clear = equal.first(where: { $0.delimiter == 0x09 || $0.delimiter == 0x7C }) {
      return clear.delimiter
    }
    let semicolon = equal.first { $0.delimiter == UInt8(ascii: ";") }
    let comma = equal.first { $0.delimiter == UInt8(ascii: ",") }
    guard let semicolon else { return UInt8(ascii: ",") }
    guard let comma else { return semicolon.delimiter }
    let hasOnlyDecimalCommas = semicolon.records.allSatisfy { record in
      record.allSatisfy { cell in
        !cell.contains(UInt8(ascii: ","))
          || NumberCell.value(of: cell, decimalComma: true) != nil
      }
    }
    return hasOnlyDecimalCommas || semicolon.cells > comma.cells
      ? semicolon.delimiter : comma.delimiter
  }
}
