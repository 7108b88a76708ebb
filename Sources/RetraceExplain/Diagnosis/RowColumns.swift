import RetraceNumerics
import RetraceTables

/// A column of the training and the validation rows in the same terms.
struct RowColumn: Sendable {
  /// What its cells are.
  enum Cells: Sendable {
    /// Numbers; NaN is missing.
    case numbers(train: [Double], valid: [Double])
    /// Positions of levels, −1 where missing.
    case levels(train: [Int], valid: [Int], names: [String])
  }

  let name: String
  let cells: Cells

  /// Takes a column of two tables; nil for texts and columns of different kinds.
  init?(_ name: String, train: Column, valid: Column?) {
    self.name = name
    func numbers(_ column: Column) -> [Double]? {
      switch column.storage {
      case .numbers(let numbers), .moments(let numbers, _):
        numbers.map { $0.isFinite ? $0 : .nan }
      default: nil
      }
    }
    if let known = numbers(train) {
      guard let valid else {
        cells = .numbers(train: known, valid: [])
        return
      }
      guard let others = numbers(valid) else { return nil }
      cells = .numbers(train: known, valid: others)
      return
    }
    var positions: [String: Int] = [:]
    var names: [String] = []
    func position(_ text: String) -> Int {
      if let position = positions[text] { return position }
      positions[text] = names.count
      names.append(text)
      return names.count - 1
    }
    func levels(_ column: Column) -> [Int]? {
      switch column.storage {
      case .logicals(let bytes):
        let both = [position("false"), position("true")]
        return bytes.map { $0 == 2 ? -1 : both[Int($0)] }
      case .codes(let coded):
        let moved = coded.levels.map(position)
        return coded.codes.map { $0 == CodedValues.missingCode ? -1 : moved[Int($0)] }
      default: return nil
      }
    }
    guard let known = levels(train) else { return nil }
    let others = valid.map(levels)
    if let others, others == nil { return nil }
    // Free text tells rows apart, but has no levels to learn from.
    cells = .levels(train: known, valid: (others ?? []) ?? [], names: names)
  }

  /// Whether it has so many levels that each is nearly its own row.
  func isFreeText(rows: Int) -> Bool {
    if case .levels(_, _, let names) = cells { return names.count > max(50, rows / 5) }
    return false
  }

  /// The columns of a run's features.
  static func all(_ record: DiagnosisRecord, withValid: Bool) throws -> [RowColumn] {
    let train = try record.table("train")
    let valid = withValid ? try record.table("valid") : nil
    let columns = try record.featureNames().compactMap { name -> RowColumn? in
      guard let column = train[name] else { return nil }
      if let valid, valid[name] == nil { return nil }
      return RowColumn(name, train: column, valid: valid?[name])
    }
    guard !columns.isEmpty else { throw LackingRecord("no columns that can be compared") }
    return columns
  }
}

/// Rows as a classifier takes them: standardised numbers with an indicator of missing ones,
/// and a column per level.
struct EncodedRows {
  /// At most this many columns are made; further levels are left out.
  static let limit = 200

  let matrix: Matrix
  /// The position of the ``RowColumn`` each column is made of; −1 for the constant.
  let sources: [Int]

  /// Encodes rows, the training's first and then the validation's.
  ///
  /// - Parameters:
  ///   - columns: what to encode.
  ///   - train: positions of training rows.
  ///   - valid: positions of validation rows.
  init(_ columns: [RowColumn], train: [Int], valid: [Int] = []) {
    let count = train.count + valid.count
    var encoded: [[Double]] = [[Double](repeating: 1, count: count)]
    var sources = [-1]
    for (position, column) in columns.enumerated() where encoded.count < Self.limit {
      switch column.cells {
      case .numbers(let first, let second):
        let cells = train.map { first[$0] } + valid.map { second[$0] }
        let present = cells.filter { !$0.isNaN }
        let mean = Statistics.mean(present)
        let scale = Statistics.standardDeviation(present, divisor: .population)
        if scale > 0, scale.isFinite {
          encoded.append(cells.map { $0.isNaN ? 0 : ($0 - mean) / scale })
          sources.append(position)
        }
        if present.count < count, !present.isEmpty {
          encoded.append(cells.map { $0.isNaN ? 1 : 0 })
          sources.append(position)
        }
      case .levels(let first, let second, let names):
        let cells = train.map { first[$0] } + valid.map { second[$0] }
        var counts = [Int](repeating: 0, count: names.count + 1)
        for cell in cells { counts[cell + 1] += 1 }
        // The frequent ones, without the most frequent: the constant stands for it.
        let order = counts.indices.filter { counts[$0] > 1 }.sorted { counts[$0] > counts[$1] }
        for level in order.dropFirst().prefix(20) where encoded.count < Self.limit {
          encoded.append(cells.map { $0 == level - 1 ? 1 : 0 })
          sources.append(position)
        }
      }
    }
    let width = encoded.count
    var elements = [Double](repeating: 0, count: count * width)
    for (column, values) in encoded.enumerated() {
      for row in 0..<count { elements[row * width + column] = values[row] }
    }
    matrix = Matrix(rows: count, columns: width, elements: elements)
    self.sources = sources
  }

  /// The columns that are not made of one of the sources.
  func without(_ source: Int) -> Matrix {
    let kept = sources.indices.filter { sources[$0] != source }
    var elements: [Double] = []
    elements.reserveCapacity(matrix.rows * kept.count)
    for row in 0..<matrix.rows {
      for column in kept { elements.append(matrix.elements[row * matrix.columns + column]) }
    }
    return Matrix(rows: matrix.rows, columns: kept.count, elements: elements)
  }
}
