import RetraceNumerics

/// A column of a table: equally typed cells, any of which may be missing.
///
/// It has no name; tables name their columns.
/// A column is one reference, cheap to copy, and never changes.
public struct Column: Sendable {
  /// What the cells of a column are.
  public enum Kind: String, Sendable, CaseIterable {
    /// 64-bit floats.
    case number
    /// True or false.
    case logical
    /// One of a few levels.
    case category
    /// Free text.
    case text
    /// A day, ISO 8601.
    case date
    /// A moment, ISO 8601.
    case time
  }

  /// The cells as they are stored.
  public enum Storage: Sendable {
    /// Numbers; missing cells are `Double.missing`.
    case numbers([Double])
    /// 0 false, 1 true, 2 missing.
    case logicals([UInt8])
    /// Category or text cells as positions in a dictionary.
    case codes(CodedValues)
    /// Seconds since 1970-01-01T00:00:00 UTC; missing cells are `Double.missing`.
    case moments([Double], isDate: Bool)
  }

  private final class Box: Sendable {
    let storage: Storage
    init(_ storage: Storage) { self.storage = storage }
  }

  private let box: Box

  /// The cells as they are stored.
  public var storage: Storage { box.storage }

  /// Makes a column of its storage.
  public init(_ storage: Storage) {
    box = Box(storage)
  }

  /// A number column, whose missing cells are `Double.missing`.
  public init(numbers: [Double]) {
    self.init(.numbers(numbers))
  }

  /// A true/false column; nil is missing.
  public init(logicals: [Bool?]) {
    self.init(.logicals(logicals.map { cell in cell.map { $0 ? 1 : 0 } ?? 2 }))
  }

  /// A text column; nil is missing.
  public init(texts: [String?]) {
    self.init(.codes(CodedValues(texts, isCategory: false)))
  }

  /// A category column whose levels are the different texts in order of code points; nil is missing.
  public init(categories: [String?]) {
    self.init(.codes(CodedValues(categories, isCategory: true)))
  }

  /// What the cells are.
  public var kind: Kind {
    switch storage {
    case .numbers: .number
    case .logicals: .logical
    case .codes(let coded): coded.isCategory ? .category : .text
    case .moments(_, let isDate): isDate ? .date : .time
    }
  }

  /// How many cells there are, missing ones included.
  public var count: Int {
    switch storage {
    case .numbers(let numbers): numbers.count
    case .logicals(let bytes): bytes.count
    case .codes(let coded): coded.codes.count
    case .moments(let seconds, _): seconds.count
    }
  }

  /// The cell at a row.
  ///
  /// - Complexity: O(1).
  public subscript(row: Int) -> Cell {
    switch storage {
    case .numbers(let numbers):
      return numbers[row].isMissing ? .missing : .number(numbers[row])
    case .logicals(let bytes):
      return bytes[row] == 2 ? .missing : .logical(bytes[row] == 1)
    case .codes(let coded):
      return coded.text(at: row).map(Cell.text) ?? .missing
    case .moments(let seconds, let isDate):
      guard !seconds[row].isMissing else { return .missing }
      return .text(Moment(secondsSince1970: seconds[row]).text(isDate: isDate))
    }
  }

  /// Whether the cell at a row is missing.
  public func isMissing(at row: Int) -> Bool {
    switch storage {
    case .numbers(let numbers), .moments(let numbers, _): numbers[row].isMissing
    case .logicals(let bytes): bytes[row] == 2
    case .codes(let coded): coded.codes[row] == CodedValues.missingCode
    }
  }

  /// The cells at some rows, in the order given; a row may be given more than once.
  public func selecting(_ rows: [Int]) -> Column {
    switch storage {
    case .numbers(let numbers): Column(.numbers(rows.map { numbers[$0] }))
    case .logicals(let bytes): Column(.logicals(rows.map { bytes[$0] }))
    case .codes(let coded): Column(.codes(coded.selecting(rows)))
    case .moments(let seconds, let isDate):
      Column(.moments(rows.map { seconds[$0] }, isDate: isDate))
    }
  }
}
