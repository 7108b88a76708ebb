import RetraceLanguage

/// What a script says about how its results came about: its `#:` lines.
public struct ScriptFacts: Sendable, Equatable {
  /// A file that the script reads.
  public struct DataFile: Sendable, Equatable {
    /// The path, relative to the script's folder.
    public let path: String
    /// The SHA-256 of its bytes, or of a folder's sorted names and digests, in hexadecimal.
    public let digest: String
    /// How many rows it gave, if it is a table.
    public let rows: Int?

    /// Makes the fact of a file.
    public init(path: String, digest: String, rows: Int?) {
      self.path = path
      self.digest = digest
      self.rows = rows
    }
  }

  /// The version of Retrace that printed the results.
  public var version: String?
  /// The seed at the start.
  public var seed: UInt64?
  /// The files that were read.
  public var data: [DataFile]
  /// A short digest per statement.
  public var statements: [String]?
  /// Lines that are no fact this version knows; they are kept.
  public var others: [String]

  /// Makes facts.
  public init(
    version: String? = nil, seed: UInt64? = nil, data: [DataFile] = [],
    statements: [String]? = nil, others: [String] = []
  ) {
    self.version = version
    self.seed = seed
    self.data = data
    self.statements = statements
    self.others = others
  }

  /// Whether there are none.
  public var isEmpty: Bool { self == ScriptFacts() }

  /// Reads one line that started with `#:`.
  ///
  /// - Parameter line: the line without `#:`.
  /// - Returns: false if it names a seed that is none: nothing may be run with another one.
  mutating func read(_ line: String) -> Bool {
    let text = line.drop { $0 == " " }
    let words = text.split(separator: " ")
    switch words.first {
    case "retrace" where words.count == 2: version = String(words[1])
    case "seed":
      guard words.count == 2, let value = UInt64(words[1]) else { return false }
      seed = value
    case "statements": statements = (statements ?? []) + words.dropFirst().map(String.init)
    case "data": readData(String(text.dropFirst(4)))
    default: others.append(String(text))
    }
    return true
  }

  /// A path may hold blanks, so the digest is looked for from the end.
  private mutating func readData(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard let position = words.lastIndex(where: { $0.hasPrefix("sha256:") }), position > 0 else {
      others.append("data" + text)
      return
    }
    let typed = String(words[..<position].joined(separator: " ").drop { $0 == " " })
    var path = typed
    if typed.hasPrefix("\""), case .text(let text)? = Value(literal: typed) { path = text }
    var rows: Int?
    if position + 2 < words.count, words[position + 1] == "rows" { rows = Int(words[position + 2]) }
    data.append(
      DataFile(path: path, digest: String(words[position].dropFirst(7)), rows: rows))
  }

  /// The `#:` lines, at most 100 characters each where that can be.
  public var lines: [String] {
    var lines: [String] = []
    if let version { lines.append("#: retrace \(version)") }
    if let seed { lines.append("#: seed \(seed)") }
    for file in data {
      let rows = file.rows.map { " rows \($0)" } ?? ""
      // A path that would not read back as it stands is written as a text of the language.
      let isPlain =
        file.path.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        && !file.path.hasPrefix(" ") && !file.path.hasSuffix(" ") && !file.path.hasPrefix("\"")
      let path = isPlain ? file.path : Value.text(file.path).sourceText
      lines.append("#: data \(path) sha256:\(file.digest)\(rows)")
    }
    let digests = statements ?? []
    for start in stride(from: 0, to: digests.count, by: 8) {
      let chunk = digests[start..<min(start + 8, digests.count)]
      lines.append("#: statements " + chunk.joined(separator: " "))
    }
    return lines + others.map { "#: \($0)" }
  }
}
