import RetraceLanguage
import RetraceSyntax

/// What each statement's result goes back to: the changed statements, seeds and data upstream.
struct StatementOrigins {
  /// Per statement the first edited or added one that it depends on, itself aside.
  private(set) var edited: [Int?] = []
  /// Per statement the first one that it depends on, or itself, that ran under another seed.
  private(set) var reseeded: [Int?] = []
  /// Per statement the `seed` statement that was in force; nil for the seed at the start.
  private(set) var seedStatement: [Int?] = []
  /// Per statement the changed data files that it depends on.
  private var files: [Set<Int>] = []
  /// Of more changed files than this the rest is not told apart.
  private static let fileLimit = 32

  /// - Parameters:
  ///   - steps: the statements that were run.
  ///   - alignment: what was edited, if that is known.
  ///   - data: the paths of changed files.
  init(_ steps: [ScriptRun.Step], alignment: StatementAlignment?, data: [String]) {
    let data = data.prefix(Self.fileLimit)
    var writers: [String: Int] = [:]
    var cells: [Int: Int] = [:]
    var lastShown: Int?
    var lastSeed: Int?
    // A file whose path stands in no statement (it is put together there) may be read by any.
    let loose = Set(
      data.indices.filter { file in
        !steps.contains { Self.mentions(data[file], $0.entry.statement.text) }
      })
    for (position, step) in steps.enumerated() {
      let statement = step.entry.statement
      let names = statement.names
      var needed = names.read.compactMap { writers[$0] } + names.cells.compactMap { cells[$0] }
      if names.readsLastResult, let lastShown { needed.append(lastShown) }
      var first: Int?
      var firstSeed = alignment?.fates[position] == .reseeded ? position : nil
      var read = loose
      for file in data.indices where Self.mentions(data[file], statement.text) {
        read.insert(file)
      }
      for other in needed {
        let isOther = alignment.map { $0.fates[other] == .edited || $0.fates[other] == .added }
        first = Self.earlier(first, edited[other], isOther == true ? other : nil)
        firstSeed = Self.earlier(firstSeed, reseeded[other])
        if read.count < data.count { read.formUnion(files[other]) }
      }
      edited.append(first)
      reseeded.append(firstSeed)
      seedStatement.append(lastSeed)
      files.append(read)
      if case .seed = statement.kind { lastSeed = position }
      if let name = statement.assignedName?.text { writers[name] = position }
      if case .shown = step.cell.outcome?.kind {
        lastShown = position
        cells[step.cell.number] = position
      }
    }
  }

  /// The changed data files that a statement depends on, in order.
  func data(at position: Int) -> [Int] { files[position].sorted() }

  private static func mentions(_ path: String, _ text: String) -> Bool {
    text.utf8.count >= path.utf8.count && text.contains(path)
  }

  private static func earlier(_ positions: Int?...) -> Int? { positions.compactMap { $0 }.min() }
}
