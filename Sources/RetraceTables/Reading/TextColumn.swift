import RetraceNumerics

/// What a column of different texts is, and the code each of them has in the finished column.
///
/// Without an order: true/false if all texts are those words in any case; a date or time if all are;
/// a category if there are at most 20 texts, or at most 5% of the rows, and at most half of the
/// rows; else free text.
struct TextColumn: Sendable {
  /// The code in the finished column of each text, ``CodedValues/missingCode`` for missing ones.
  let codes: [UInt32]
  /// What the user should know.
  private(set) var note: String?
  private let content: Content

  private enum Content: Sendable {
    case missing
    /// 0 or 1 by code.
    case logical([UInt8])
    case moments([Double], isDate: Bool)
    case levels([String], isCategory: Bool)
  }

  private typealias Entry = TextDictionary.Entry

  /// Decides.
  ///
  /// - Parameters:
  ///   - texts: the different texts, in order of first appearance.
  ///   - kind: what the column is to be, if that is given.
  ///   - markers: which texts are missing.
  ///   - rowCount: how many rows there are.
  ///   - misfit: makes the error for a text that does not fit `kind`.
  init(
    _ texts: MergedTexts, kind: Column.Kind?, markers: MissingMarkers, rowCount: Int,
    misfit: @escaping (TextDictionary.Entry, String) -> TableError
  ) throws {
    let entries = texts.entries
    var codes = [UInt32](repeating: CodedValues.missingCode, count: entries.count)
    var present: [Int] = []
    present.reserveCapacity(entries.count)
    for (code, entry) in entries.enumerated()
    where !markers.contains(entry.start, Int(entry.count)) {
      codes[code] = UInt32(present.count)
      present.append(code)
    }
    let values = Values(entries, present)
    switch kind {
    case .logical:
      content = .logical(
        try values.logicals(isLenient: true) { misfit($0, "true or false") } ?? [])
    case .date, .time:
      let expected =
        kind == .date ? "a date such as 2026-03-01" : "a time such as 2026-03-01T12:30:00"
      let (moments, note) = try values.moments(kind) { misfit($0, expected) } ?? (.missing, nil)
      content = moments
      self.note = note
    case .text: content = .levels(values.strings, isCategory: false)
    case .category:
      content = .levels(values.sorted(&codes), isCategory: true)
    case .number, nil:
      let count = present.count
      if count == 0 {
        content = .missing
      } else if let logicals = try values.logicals(isLenient: false, orThrow: nil) {
        content = .logical(logicals)
      } else if let (moments, note) = try values.moments(nil, orThrow: nil) {
        content = moments
        self.note = note
      } else if Self.isCategory(different: count, rows: rowCount) {
        content = .levels(values.sorted(&codes), isCategory: true)
      } else {
        content = .levels(values.strings, isCategory: false)
      }
    }
    self.codes = codes
  }

  /// Whether texts are few enough for a category.
  static func isCategory(different count: Int, rows: Int) -> Bool {
    (count <= 20 || 20 * count <= rows) && 2 * count <= rows
  }

  /// The finished column of codes that were translated by ``codes``.
  func column(_ codes: [UInt32]) -> Column {
    switch content {
    case .missing:
      Column(numbers: [Double](repeating: .missing, count: codes.count))
    case .logical(let values):
      Column(.logicals(codes.map { $0 == CodedValues.missingCode ? 2 : values[Int($0)] }))
    case .moments(let seconds, let isDate):
      Column(
        .moments(
          codes.map { $0 == CodedValues.missingCode ? .missing : seconds[Int($0)] },
          isDate: isDate))
    case .levels(let levels, let isCategory):
      Column(.codes(CodedValues(codes: codes, levels: levels, isCategory: isCategory)))
    }
  }

  /// The texts that are not missing.
  private struct Values {
    let entries: UnsafeBufferPointer<Entry>
    let present: [Int]

    init(_ entries: UnsafeBufferPointer<Entry>, _ present: [Int]) {
      self.entries = entries
      self.present = present
    }

    var strings: [String] {
      present.map { String(decoding: entries[$0].bytes, as: UTF8.self) }
    }

    /// The texts by code point, which in UTF-8 is the order of their bytes; `codes` is changed to
    /// that order.
    func sorted(_ codes: inout [UInt32]) -> [String] {
      let order = present.sorted {
        entries[$0].bytes.lexicographicallyPrecedes(entries[$1].bytes)
      }
      for (position, code) in order.enumerated() { codes[code] = UInt32(position) }
      return order.map { String(decoding: entries[$0].bytes, as: UTF8.self) }
    }

    /// 0 or 1 for each text; nil, or the error, if one is no such word.
    func logicals(
      isLenient: Bool, orThrow failure: ((Entry) -> TableError)?
    ) throws -> [UInt8]? {
      var values: [UInt8] = []
      for code in present {
        let bytes = entries[code].bytes
        guard bytes.count <= 16 else {
          if let failure { throw failure(entries[code]) }
          return nil
        }
        let word = Self.trimmed(String(decoding: bytes, as: UTF8.self))
        var value = LogicalWord.value(of: word)
        if value == nil, isLenient {
          switch word.lowercased() {
          case "1", "yes": value = true
          case "0", "no": value = false
          default: break
          }
        }
        guard let value else {
          if let failure { throw failure(entries[code]) }
          return nil
        }
        values.append(value ? 1 : 0)
      }
      return values
    }

    /// Seconds for each text; nil, or the error, if one is no date or time.
    func moments(
      _ kind: Column.Kind?, orThrow failure: ((Entry) -> TableError)?
    ) throws -> (Content, String?)? {
      var seconds: [Double] = []
      var isDate = true
      var isCut = false
      for code in present {
        guard let moment = MomentParser.parse(entries[code].bytes), kind != .date || moment.isDate
        else {
          if let failure { throw failure(entries[code]) }
          return nil
        }
        seconds.append(moment.secondsSince1970)
        isDate = isDate && moment.isDate
        isCut = isCut || moment.isCut
      }
      return (
        .moments(seconds, isDate: kind.map { $0 == .date } ?? isDate),
        isCut ? "times are kept to the microsecond, further digits are lost" : nil
      )
    }

    private static func trimmed(_ text: String) -> String {
      let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
      let front = text.drop(while: isBlank)
      return String(front.reversed().drop(while: isBlank).reversed())
    }
  }
}
