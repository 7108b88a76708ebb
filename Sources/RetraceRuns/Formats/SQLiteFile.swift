import GRDB
import Glibc
import RetraceTables

/// Opens databases of SQLite that others wrote, without changing them or what lies beside them.
enum SQLiteFile {
  /// Whether a plain file starts as databases do; quick.
  static func startsAsDatabase(_ path: String) -> Bool {
    guard let head = head(path) else { return false }
    return head.prefix(16).elementsEqual(Array("SQLite format 3\0".utf8))
  }

  private static func head(_ path: String) -> [UInt8]? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size >= 100
    else { return nil }
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 100)
    return Glibc.read(descriptor, &bytes, 100) == 100 ? bytes : nil
  }

  /// Calls a body with the database open for reading.
  ///
  /// A database with a write-ahead log cannot be read without files beside it, so a copy in a
  /// temporary folder is read instead, with what its log holds.
  ///
  /// - Throws: ``RunError`` if it is locked or damaged, what the body throws.
  static func read<Value>(_ path: String, _ body: (Database) throws -> Value) throws -> Value {
    guard let head = head(path), startsAsDatabase(path) else {
      throw RunError.damaged(file: path, place: "", reason: "it is no SQLite database")
    }
    do {
      // Bytes 18 and 19 tell how it is written: 1 with a journal, 2 with a write-ahead log.
      guard head[18] == 2 || head[19] == 2 else {
        return try open(path, isReadOnly: true).read { try body($0) }
      }
      let copy = try TemporaryCopy(path)
      return try open(copy.path, isReadOnly: false).read { try body($0) }
    } catch let error as DatabaseError {
      throw Self.error(error, path)
    }
  }

  private static func open(_ path: String, isReadOnly: Bool) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(0.5)
    configuration.prepareDatabase { database in
      // What a schema holds is not to be trusted: no function with effects may run from it.
      try database.execute(sql: "PRAGMA trusted_schema = OFF")
      try database.execute(sql: "PRAGMA cell_size_check = ON")
      try database.execute(sql: "PRAGMA temp_store = MEMORY")
    }
    // A name that starts with `file:` would be taken for an address.
    return try DatabaseQueue(
      path: path.hasPrefix("/") ? path : "./\(path)", configuration: configuration)
  }

  private static func error(_ error: DatabaseError, _ path: String) -> RunError {
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return .unreadable(
        file: path, reason: "another program has it locked; try again when that is done")
    case .SQLITE_READONLY:
      return .unreadable(
        file: path,
        reason: "a program was ended while it wrote to it; open it once with the tool that "
          + "writes it")
    case .SQLITE_CANTOPEN, .SQLITE_PERM:
      return .unreadable(file: path, reason: "it may not be opened")
    default:
      return .damaged(file: path, place: "", reason: error.message ?? "it is no SQLite database")
    }
  }

  /// The columns of a plain table; nil if there is none of this name.
  ///
  /// - Throws: ``RunError`` if the name is that of a view or of a table that computes its cells.
  static func columns(_ table: String, in database: Database, path: String) throws -> Set<String>? {
    let rows = try Row.fetchAll(
      database, sql: "SELECT type, sql FROM sqlite_master WHERE name = ? AND type <> 'index'",
      arguments: [table])
    guard !rows.isEmpty else { return nil }
    func refuse() -> RunError {
      .damaged(file: path, place: "table '\(table)'", reason: "it is not one that the tool makes")
    }
    guard rows.count == 1, let row = rows.first, text(row[0]) == "table",
      let sql = text(row[1]), !sql.uppercased().hasPrefix("CREATE VIRTUAL")
    else { throw refuse() }
    var columns: Set<String> = []
    let listing = try Row.fetchAll(
      database, sql: "SELECT name, hidden FROM pragma_table_xinfo(?)", arguments: [table])
    for column in listing {
      guard let name = text(column[0]), number(column[1]) == 0 else { throw refuse() }
      columns.insert(name)
    }
    return columns
  }

  /// The text of a cell; a number as it is written; nil for NULL and bytes.
  static func text(_ cell: DatabaseValue) -> String? {
    switch cell.storage {
    case .string(let text): text
    case .int64(let number): "\(number)"
    case .double(let number): "\(number)"
    case .null, .blob: nil
    }
  }

  /// The number in a cell; nil for all else.
  static func number(_ cell: DatabaseValue) -> Double? {
    switch cell.storage {
    case .int64(let number): Double(number)
    case .double(let number): number
    case .null, .blob, .string: nil
    }
  }
}
