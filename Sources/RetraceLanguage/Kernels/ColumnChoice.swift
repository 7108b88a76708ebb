import RetraceNumerics
package import RetraceTables

/// `if` on columns: for each row the first value where a condition is true, the second where it
/// is false, missing where it is missing.
package enum ColumnChoice {
  /// Chooses numbers.
  package static func numbers(
    _ condition: [UInt8], _ first: NumberOperand, _ second: NumberOperand
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: condition.count) { buffer, count in
      func fill(_ choose: (Int) -> (Double, Double)) {
        for row in 0..<condition.count {
          let (yes, no) = choose(row)
          let picked = condition[row] == 1 ? yes : no
          buffer[row] = condition[row] == 2 ? .missing : picked
        }
      }
      switch (first, second) {
      case (.scalar(let yes), .scalar(let no)): fill { _ in (yes, no) }
      case (.column(let yes), .scalar(let no)): fill { (yes[$0], no) }
      case (.scalar(let yes), .column(let no)): fill { (yes, no[$0]) }
      case (.column(let yes), .column(let no)): fill { (yes[$0], no[$0]) }
      }
      count = condition.count
    }
  }

  /// Chooses truth values, which are 0, 1 or 2 for missing.
  package static func logicals(
    _ condition: [UInt8], _ first: [UInt8], _ second: [UInt8]
  ) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: condition.count) { buffer, count in
      for row in 0..<condition.count {
        let picked = condition[row] == 1 ? first[row] : second[row]
        buffer[row] = condition[row] == 2 ? 2 : picked
      }
      count = condition.count
    }
  }

  /// Chooses texts.
  ///
  /// The result is free text if one side is, else a category with the levels that
  /// either side has.
  package static func texts(
    _ condition: [UInt8], _ first: CodedValues, _ second: CodedValues, isCategory: Bool
  ) -> CodedValues {
    var levels = first.levels
    var places = Dictionary(
      zip(levels, 0..<UInt32(levels.count)), uniquingKeysWith: { first, _ in first })
    var moved = second.levels.map { level -> UInt32 in
      if let place = places[level] { return place }
      let place = UInt32(levels.count)
      places[level] = place
      levels.append(level)
      return place
    }
    moved.append(CodedValues.missingCode)
    let last = UInt32(moved.count - 1)
    let codes = [UInt32](unsafeUninitializedCapacity: condition.count) { buffer, count in
      for row in 0..<condition.count {
        switch condition[row] {
        case 1: buffer[row] = first.codes[row]
        case 0: buffer[row] = moved[Int(min(second.codes[row], last))]
        default: buffer[row] = CodedValues.missingCode
        }
      }
      count = condition.count
    }
    let chosen = CodedValues(codes: codes, levels: levels, isCategory: isCategory)
    return isCategory ? chosen.withSortedLevels() : chosen
  }
}
