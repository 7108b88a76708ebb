import Glibc
import Testing

@Suite("retrace check", .enabled(if: Retrace.isBuilt, "the program is not built"))
struct CheckTests {
  private let retrace: Retrace
  private let table =
    "age,income,good\n"
    + (0..<60).map { "\(20 + $0),\($0 * 37 % 101).25,\($0 % 3 == 0)\n" }.joined()
  private let source = """
    # how it went
    people = load("people.csv")
    people | count(good)
    half = people | sample(20)
    half | summarize(mean: mean(income), n: length(age))
    model = load("model.json")
    lime(model, people[3], background: people, samples: 200)

    """

  init() throws {
    retrace = try Retrace()
    try retrace.write(table, "people.csv")
    try retrace.write(
      """
      {"type": "logistic", "features": ["age", "income"], "coef": [0.05, -0.02], "intercept": -1}
      """, "model.json")
    try retrace.write(source, "s.rts")
    let accepted = try retrace.run(["check", "--accept", "s.rts"])
    try #require(accepted.code == 0, "\(accepted.errors)")
  }

  private func check(
    _ text: String? = nil, _ options: [String] = [], _ environment: [String: String] = [:]
  ) throws -> Retrace.Outcome {
    if let text { try retrace.write(text, "s.rts") }
    return try retrace.run(["check", "s.rts"] + options, environment: environment)
  }

  @Test("Passes at any width, locale, colour and number of threads, and writes nothing")
  func passes() throws {
    let written = try retrace.text("s.rts")
    let fine = try check()
    #expect(fine.code == 0)
    #expect(fine.output == "s.rts: fine – 6 statements: 6 agree\n")
    for options in [["--width", "30"], ["--ascii"], ["--color", "always"], ["--json"], ["--csv"]] {
      #expect(try check(nil, options).code == 0)
    }
    for environment in [
      ["LC_ALL": "C"], ["RETRACE_THREADS": "1"], ["RETRACE_THREADS": "2"], ["CLICOLOR_FORCE": "1"],
    ] {
      #expect(try check(nil, [], environment).code == 0)
    }
    #expect(try retrace.run(["check", "--accept", "s.rts"]).output.contains("nothing to write"))
    #expect(try retrace.text("s.rts") == written)
  }

  @Test("A training comes out the same with one thread and with two")
  func training() throws {
    try retrace.write(
      "run = train(load(\"people.csv\"), target: good, epochs: 2)\nmetrics(run) | head(9)\n",
      "t.rts")
    let one = try retrace.run(
      ["check", "--accept", "t.rts"], environment: ["RETRACE_THREADS": "1"])
    #expect(one.code == 0)
    let two = try retrace.run(["check", "t.rts"], environment: ["RETRACE_THREADS": "2"])
    #expect(two.output == "t.rts: fine – 2 statements: 2 agree\n")
  }

  @Test("One changed cell is named, also where all results agree, and so is missing data")
  func data() throws {
    try retrace.write(table.replacing("20,0.25,true", with: "21,0.25,true"), "people.csv")
    let changed = try check()
    #expect(changed.code == 4)
    #expect(changed.output.contains("data 'people.csv' changed"))
    try retrace.write(table + "\n", "people.csv")
    #expect(try check().code == 4)
    #expect(unlink("\(retrace.folder)/people.csv") == 0)
    let missing = try check()
    #expect(missing.code == 4)
    #expect(missing.output.contains("data 'people.csv' is missing"))
  }

  @Test("A changed seed, an edited statement and an edited output are told apart")
  func causes() throws {
    let text = try retrace.text("s.rts")
    let seed = try check(nil, ["--seed", "7"])
    #expect(seed.code == 3)
    #expect(seed.output.contains("cause     the seed changed: 7 instead of 42"))
    let fact = try check(text.replacing("#: seed 42", with: "#: seed 43"))
    #expect(fact.code == 3)
    #expect(fact.output.contains("cause     the seed changed: 43"))
    let edited = try check(text.replacing("sample(20)", with: "sample(30)"))
    #expect(edited.code == 3)
    #expect(edited.output.contains("cause     this statement was edited"))
    #expect(edited.output.contains(", half = people | sample(30)\n"))
    let output = try check(text.replacing("│ 40", with: "│ 41"))
    #expect(output.code == 3)
    #expect(output.output.contains("cause     no recorded cause"))
    #expect(output.output.contains("written output was edited"))
  }

  @Test("Of several files the first of 4, 5, 1, 3 that occurs is the exit code")
  func several() throws {
    try retrace.write("1\n#> 2\n", "differs.rts")
    try retrace.write("nosuch\n", "fails.rts")
    try retrace.write("expect(false)\n", "expects.rts")
    try retrace.write("load(\"nosuch.csv\")\n", "lacks.rts")
    func code(_ files: String...) throws -> Int32 { try retrace.run(["check"] + files).code }
    #expect(try code("s.rts", "differs.rts") == 3)
    #expect(try code("differs.rts", "fails.rts") == 1)
    #expect(try code("fails.rts", "expects.rts", "differs.rts") == 5)
    #expect(try code("differs.rts", "lacks.rts", "expects.rts") == 4)
  }

  @Test("What a script saves is not written by a check")
  func saving() throws {
    let text = "table({x: [1, 2]}) | save(\"out.csv\")\nload(\"out.csv\") | length\n"
    try retrace.write(text, "saves.rts")
    #expect(try retrace.run(["check", "--accept", "saves.rts"]).code == 0)
    #expect(!retrace.has("out.csv"))
    #expect(try !retrace.text("saves.rts").contains("#: data"))
    #expect(try retrace.run(["check", "saves.rts"]).code == 0)
    #expect(try retrace.run(["saves.rts", "--allow-write=."]).code == 0)
    #expect(retrace.has("out.csv"))
    #expect(try retrace.run(["check", "saves.rts"]).code == 0)
  }

  @Test("The same statements print the same, typed, in a file, with -c and in a document")
  func purity() throws {
    let file = try retrace.run(["s.rts"]).output
    #expect(!file.isEmpty)
    #expect(try retrace.run([], input: source).output == file)
    #expect(try retrace.run(["-c", source]).output == file)
    try retrace.write("# T\n\n```retrace\n\(source)```\n", "s.md")
    #expect(try retrace.run(["s.md"]).output == file)
    for threads in ["1", "2"] {
      #expect(try retrace.run(["s.rts"], environment: ["RETRACE_THREADS": threads]).output == file)
    }
    // A line in between changes nothing else, a seed does from there on.
    let longer = source.replacing("half | sum", with: "people | sample(3);\nhalf | sum")
    #expect(try retrace.run(["-c", longer]).output == file)
    #expect(try retrace.run(["-c", "seed 42\n" + source]).output == file)
    #expect(try retrace.run(["-c", "seed 1\n" + source]).output != file)
    #expect(try retrace.run(["-c", source], environment: ["TZ": "Asia/Tokyo"]).output == file)
  }

  @Test("300 damaged scripts and documents end with a code and without a fault")
  func hostile() throws {
    var state: UInt64 = 88_172_645_463_325_252
    func below(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(max(bound, 1)))
    }
    let script = Array(try retrace.text("s.rts").utf8)
    let document = Array("- x\n\n  ```retrace\n  ".utf8) + script + Array("\n  ```\n".utf8)
    for round in 0..<20 {
      var files: [String] = []
      for number in 0..<15 {
        var bytes = number % 2 == 0 ? script : document
        for _ in 0...below(4) {
          let place = below(bytes.count)
          switch below(3) {
          case 0: bytes[place] = UInt8(below(256))
          case 1: bytes.removeSubrange(place..<min(bytes.count, place + below(20)))
          default:
            let end = min(bytes.count, place + below(30))
            bytes.insert(contentsOf: bytes[place..<end], at: below(bytes.count))
          }
        }
        files.append(number % 2 == 0 ? "h\(number).rts" : "h\(number).md")
        try retrace.write(bytes, files[number])
      }
      let outcome = try retrace.run(["check"] + files)
      #expect([0, 1, 3, 4, 5].contains(outcome.code), "round \(round): \(outcome.errors)")
    }
  }
}
