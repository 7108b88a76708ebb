import Foundation
import GRDB
import RetraceTables
import Testing

@testable import RetraceRuns

@Suite("MLflow database")
struct MLflowDatabaseTests {
  static let fixture = StoreFixtures.folder("mlflow/sqlite")

  /// A small database of MLflow's older form, with rows of another's choice.
  static func make(_ path: String, _ statements: [String] = []) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { database in
      for sql in [
        "CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name TEXT)",
        "CREATE TABLE runs (run_uuid TEXT PRIMARY KEY, name TEXT, status TEXT, start_time BIGINT, "
          + "end_time BIGINT, user_id TEXT, lifecycle_stage TEXT, artifact_uri TEXT, "
          + "experiment_id INTEGER)",
        "CREATE TABLE metrics (key TEXT, value FLOAT, timestamp BIGINT, run_uuid TEXT, "
          + "step BIGINT, is_nan BOOLEAN)",
        "CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT)",
        "CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT)",
        "INSERT INTO experiments VALUES (1, 'e')",
        "INSERT INTO runs VALUES ('r1', 'one', 'RUNNING', 5, NULL, 'u', 'active', 'x', 1)",
        "INSERT INTO metrics VALUES ('loss', 0.5, 7000, 'r1', 0, 0)",
      ] + statements { try database.execute(sql: sql) }
    }
    try queue.close()
  }

  @Test(
    "Every value of the database is as MLflow's client gives it", arguments: ["", "/mlflow.db"])
  func expected(path: String) throws {
    let runs = try RunImporterCatalog.load(Self.fixture + path)
    #expect(runs.source == "MLflow database")
    try MLflowExpectation(path: "\(Self.fixture)/expected.json").check(runs.runs)
    let run = try #require(runs.runs.first { $0.name == "lr0.21-h8-relu" })
    #expect(run.header.inputs.first?["name"] == .text("train-head"))
    #expect(run.header.data["train"]?.digest == "d09fabde")
    let artifacts = run.header.artifacts.map { String($0.dropFirst(Self.fixture.count)) }
    #expect(
      artifacts.contains(
        "/mlartifacts/be3eef09814d4b5c9e1768ab1415cc5a/artifacts/config/classes.json"))
    #expect(artifacts.contains { $0.hasSuffix("/artifacts/MLmodel") })
    let diverged = try #require(runs.runs.first { $0.name == "diverged" })
    #expect(diverged.notes.contains { $0.hasPrefix("1 measures are 1.79") })
  }

  @Test("Nothing is written beside a database, with a journal or a write-ahead log")
  func untouched() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/mlflow.db"
    try Self.make(path)
    let writer = try DatabaseQueue(path: path)
    #expect(try MLflowDatabase.runs(in: path).first?.metrics.rowCount == 1)
    try writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
    try writer.write {
      try $0.execute(sql: "INSERT INTO metrics VALUES ('loss', 0.25, 8000, 'r1', 1, 0)")
    }
    func state() throws -> [String: Data] {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      return Dictionary(
        uniqueKeysWithValues: try names.map {
          ($0, try Data(contentsOf: URL(filePath: "\(folder.path)/\($0)")))
        })
    }
    let before = try state()
    #expect(before["mlflow.db-wal"]?.isEmpty == false)
    // What stands in the log alone is read, too.
    #expect(try MLflowDatabase.runs(in: path).first?.metrics.rowCount == 2)
    #expect(try state() == before)
    try writer.close()
  }

  @Test("A locked database is one error")
  func locked() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/mlflow.db"
    try Self.make(path)
    let writer = try DatabaseQueue(path: path)
    try writer.writeWithoutTransaction { database in
      try database.execute(sql: "BEGIN EXCLUSIVE")
      let error = #expect(throws: RunError.self) { try RunImporterCatalog.load(path) }
      #expect(error?.description.contains("another program has it locked") == true)
      try database.execute(sql: "ROLLBACK")
    }
  }

  @Test(
    "Views, virtual and computed tables are refused",
    arguments: [
      "DROP TABLE metrics; CREATE VIEW metrics AS WITH RECURSIVE n(key) AS (SELECT 1 UNION ALL "
        + "SELECT key + 1 FROM n) SELECT key, 1 AS value, 1 AS timestamp, 'r1' AS run_uuid, "
        + "1 AS step, 0 AS is_nan FROM n",
      "ALTER TABLE params ADD COLUMN extra AS (hex(zeroblob(1000000000)))",
      "DROP TABLE tags; CREATE VIRTUAL TABLE tags USING fts5(key, value, run_uuid)",
    ])
  func hostileSchema(sql: String) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/mlflow.db"
    try Self.make(path, sql.components(separatedBy: "; "))
    let error = #expect(throws: RunError.self) { try MLflowDatabase.runs(in: path) }
    #expect(error?.description.contains("it is not one that the tool makes") == true)
  }

  @Test("Cells of unexpected types are left out with a note, places that lead out ignored")
  func hostileCells() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/mlflow.db"
    try Self.make(
      path,
      [
        "INSERT INTO metrics VALUES ('loss', x'00', 7000, 'r1', 1, 0)",
        "INSERT INTO metrics VALUES (x'FF', 1, 7000, 'r1', 1, 0)",
        "INSERT INTO metrics VALUES ('loss', 1, 'soon', 'r1', 1, 0)",
        "INSERT INTO metrics VALUES ('loss', 0, 9000, 'r1', 9223372036854775807, 1)",
        "UPDATE runs SET artifact_uri = 'file:///etc/../etc', start_time = 1e300",
        "INSERT INTO params VALUES ('n', '007', 'r1'), ('f', 'True', 'r1'), ('g', '1e-3', 'r1')",
      ])
    let run = try #require(try MLflowDatabase.runs(in: path).first)
    #expect(run.metrics.rowCount == 2)
    #expect(run.notes == ["3 measures could not be read"])
    #expect(run.header.artifacts.isEmpty)
    #expect(run.header.created == "")
    #expect(
      run.params == [
        .init("n", .text("007")), .init("f", .logical(true)), .init("g", .number(0.001)),
      ])
  }
}
