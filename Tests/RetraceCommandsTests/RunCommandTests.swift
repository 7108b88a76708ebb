import Glibc
import RetraceCommands
import RetraceDisplay
import RetraceLanguage
import RetraceSyntax
import RetraceTables
import Synchronization
import Testing

/// Commands that look at runs, on runs trained for it.
@Suite("Commands that look at runs") struct RunCommandTests {
  /// A folder with four small runs of two rates and two seeds.
  static let folder: String = {
    var template = Array("/tmp/retrace-tests-XXXXXX".utf8CString)
    _ = mkdtemp(&template)
    let folder = template.withUnsafeBufferPointer {
      $0.baseAddress.map { String(cString: $0) } ?? "/tmp"
    }
    var lines = ["t = example(\"credit\", rows: 200).train"]
    for (rate, seed) in [("0.1", 1), ("0.1", 2), ("0.001", 1), ("0.001", 2)] {
      let name = "r\(rate)-s\(seed)"
      lines.append(
        "train(t, target: repaid, model: logistic(), epochs: 3, rate: \(rate), seed: \(seed),"
          + " valid: t, name: \"\(name)\", folder: \"\(name)\")")
    }
    _ = result(lines.joined(separator: "\n"), folder: folder)
    return folder
  }()

  static func run(
    _ text: String, folder: String? = nil, drawing: (@Sendable (Document?) -> Void)? = nil
  ) throws(Diagnostic) -> (value: Value?, notes: [String]) {
    let folder = folder ?? Self.folder
    let host = Host(baseFolder: folder, writing: .only([folder]), drawing: drawing)
    var interpreter = Interpreter(registry: CommandRegistry(allCommands), host: host)
    let source = SourceText(text: text)
    let parsed = Parser.parse(text)
    if let error = parsed.finalDiagnostics.first { throw error }
    var last: Value?
    var notes: [String] = []
    for (cell, statement) in parsed.statements.enumerated() {
      let outcome = try interpreter.run(statement, in: source, cell: cell + 1)
      last = outcome.value
      notes = outcome.notes
    }
    return (last, notes)
  }

  static func result(_ text: String, folder: String? = nil) -> String {
    do throws(Diagnostic) {
      return try run(text, folder: folder).value.map(FunctionTests.describe) ?? "nothing"
    } catch {
      return ["\(error.code) \(error.message)", error.help].compactMap { $0 }
        .joined(separator: " · ")
    }
  }

  static func shown(_ text: String, width: Int = 80, isASCII: Bool = false) throws -> String {
    let document = try run(text).value?.document() ?? Document()
    return TerminalRenderer(RenderingOptions(width: width, isASCII: isASCII)).render(document)
  }

  @Test(
    "runs are indexed, cut, filtered, ordered and counted",
    arguments: [
      ("length(rs)", "4"), ("rs.names", "[\"r0.001-s1\", \"r0.001-s2\", \"r0.1-s1\", \"r0.1-s2\"]"),
      ("rs[0].name", "\"r0.001-s1\""), ("rs[-1].name", "\"r0.1-s2\""),
      ("rs[\"r0.1-s1\"].name", "\"r0.1-s1\""), ("rs[1..2].names", "[\"r0.001-s2\", \"r0.1-s1\"]"),
      ("rs[[3, 0]].names", "[\"r0.1-s2\", \"r0.001-s1\"]"),
      ("rs[4]", "R0402 4 is past the end"),
      ("map(rs, r -> r.params.rate)", "[0.001, 0.001, 0.1, 0.1]"),
      ("length(filter(rs, r -> params(r).rate > 0.01))", "2"),
      ("(rs | where(rate > 0.01 and valid_accuracy > 0)).names", "[\"r0.1-s1\", \"r0.1-s2\"]"),
      ("(rs | sort(-rate, name) | head(1)).names", "[\"r0.1-s1\"]"),
      ("(first(rs)).name", "\"r0.001-s1\""), ("rs | count(rate) | length", "2"),
      ("rs.table | length", "4"), ("rs | select(name, rate) | length", "4"),
      ("params(rs[0]).rate", "0.001"), ("params(rs) | where(rate < 0.01) | length", "2"),
      ("metrics(rs) | where(run == \"r0.1-s1\") | length", "24"),
      ("length(metrics(rs)) == 4 * length(metrics(rs[0]))", "true"),
    ])
  func collections(text: String, expected: String) {
    let shown = Self.result("rs = load(\".\", as: \"runs\")\n\(text)")
    #expect(shown.hasPrefix(expected), "\(shown)")
  }

  @Test("a name that is not there is answered by near ones")
  func unknownRun() {
    let shown = Self.result("rs = load(\".\")\nrs[\"r0.1-s3\"]")
    #expect(shown.contains("none of the runs is called 'r0.1-s3'"))
    #expect(shown.contains("did you mean"))
  }

  @Test(
    "wrong names and kinds are refused with a way out",
    arguments: [
      ("curves(rs, metric: \"los\")", "there is no metric 'los' · did you mean 'loss'?"),
      ("leaderboard(rs, by: acuracy)", "there is no metric 'acuracy' · did you mean 'accuracy'"),
      ("leaderboard(rs, group: rat)", "there is no parameter 'rat' · did you mean 'rate'?"),
      ("curves(rs, by: purpose)", "groups of rows of one run"),
      ("curves(rs[0], by: purpos)", "no column 'purpos' · did you mean 'purpose'?"),
      ("curves(rs[0], by: purpose, metric: \"auc\")", "follows the loss of groups"),
      ("compare(rs[0])", "'compare' needs at least two runs"),
      ("checkpoint(rs, 1)", "one run, such as runs[0]"),
      ("watch(\"nothing\")", "no file or folder 'nothing'"),
      ("leaderboard(3)", "takes a run, runs or a list"),
    ])
  func refusals(text: String, expected: String) {
    let shown = Self.result("rs = load(\".\")\n\(text)")
    #expect(shown.contains(expected), "\(shown)")
  }

  @Test("a leaderboard is a table, too; groups have mean, sd and n")
  func leaderboard() throws {
    #expect(
      Self.result("load(\".\") | leaderboard(by: loss) | head(2) | length") == "2")
    #expect(
      Self.result("(load(\".\") | leaderboard(by: loss, group: all)).table.n")
        == "number[2, 2]")
    #expect(
      Self.result("(load(\".\") | leaderboard(by: accuracy, group: all)).table.rate")
        .hasPrefix("number[0."))
  }

  @Test("two runs compared: intervals, McNemar, noise between seeds")
  func compare() throws {
    let text = try Self.shown("rs = load(\".\")\ncompare(rs[0], rs[2], among: rs)")
    #expect(text.contains("rate"))
    #expect(text.contains("McNemar's exact p"))
    #expect(text.contains("95% interval of the difference"))
    #expect(text.contains("seeds alone differ by a standard deviation"))
    #expect(
      Self.result("rs = load(\".\")\ncompare(rs[0], rs[1]).params.parameter").contains("seed"))
    #expect(Self.result("rs = load(\".\")\ncompare(rs) | length") == "3")
    // An outcome without difference: the same run twice.
    #expect(Self.result("rs = load(\".\")\ncompare(rs[0], rs[0]).p") == "1")
  }

  @Test("curves of groups are means of the records per row")
  func cohorts() throws {
    let text = "r = load(\"r0.1-s1\")\nc = curves(r, by: purpose).data\n"
    #expect(Self.result(text + "length(unique(c.series)) > 1") == "true")
    #expect(Self.result(text + "max(c.x)") == "3")
  }

  @Test("all that is shown fits narrow screens and ASCII", arguments: [44, 80])
  func widths(width: Int) throws {
    for statement in [
      "rs", "leaderboard(rs)", "leaderboard(rs, group: all, best: true)", "compare(rs[0], rs[2])",
      "compare(rs)", "curves(rs, metric: [\"loss\", \"accuracy\"], smooth: 0.5, log: \"xy\")",
      "curves(rs[0], by: age)", "watch(\"r0.1-s1\")", "params(rs)",
    ] {
      let text = try Self.shown("rs = load(\".\")\n\(statement)", width: width, isASCII: true)
      #expect(text.utf8.allSatisfy { $0 < 128 }, "\(statement)\n\(text)")
      #expect(
        text.split(separator: "\n").allSatisfy { TextWidth.width(of: String($0)) <= width },
        "\(statement)\n\(text)")
      #expect(!text.contains(Self.folder), "\(text)")
    }
  }

  @Test("without a prompt the state is shown once; at one until the run ends")
  func watch() throws {
    let once = try Self.run("watch(\"r0.1-s1\")")
    #expect(once.notes.isEmpty)
    let drawn = Mutex(0)
    let watched = try Self.run(
      "watch(\"r0.1-s1\").name", drawing: { _ in drawn.withLock { $0 += 1 } })
    #expect(watched.value.map(FunctionTests.describe) == "\"r0.1-s1\"")
    // Once the run, which has ended, and once to take it away.
    #expect(drawn.withLock { $0 } == 2)
  }
}
