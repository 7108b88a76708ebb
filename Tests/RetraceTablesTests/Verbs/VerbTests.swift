import RetraceNumerics
import RetraceTables
import Testing

@Suite("Verbs of tables")
struct VerbTests {
  static let table = Table([
    ("grade", Column(categories: ["b", "a", nil, "b", "a", "c"])),
    ("score", Column(numbers: [3, 1, 2, .missing, .nan, 3])),
    ("name", Column(texts: ["zoe", "Ada", "bob", "ada", "zoe", nil])),
  ])

  static func cells(_ column: Column?) -> [String] {
    column.map { column in
      (0..<column.count).map { column[$0] == .missing ? "?" : column[$0].text }
    } ?? []
  }

  @Test("Groups stand in the order of their keys, missing last")
  func groups() {
    let grouping = Grouping(Self.table, by: ["grade"])
    #expect(Self.cells(grouping.keys["grade"]) == ["a", "b", "c", "?"])
    #expect(grouping.counts == [2, 2, 1, 1])
    #expect(grouping.rows() == [[1, 4], [0, 3], [5], [2]])
    let pairs = Grouping(Self.table, by: ["score", "grade"])
    #expect(Self.cells(pairs.keys["score"]) == ["1", "2", "3", "3", "nan", "?"])
    #expect(Self.cells(pairs.keys["grade"]) == ["a", "?", "b", "c", "a", "b"])
    #expect(Grouping(Self.table, by: []).counts == [6])
    #expect(Grouping(Self.table.selecting(rows: []), by: ["grade"]).count == 0)
  }

  @Test("Aggregates skip missing values and equal those of each group alone")
  func aggregates() throws {
    var random = RandomStream(seed: 1, command: "test", purpose: "aggregates")
    let count = 1_000
    let groups = (0..<count).map { _ in Double(random.nextBelow(7)) }
    let values = (0..<count).map { _ in
      random.nextBool(probability: 0.1) ? Double.missing : random.nextNormal() * 10 + 1_000
    }
    let table = Table([("g", Column(numbers: groups)), ("v", Column(numbers: values))])
    let grouping = Grouping(table, by: ["g"])
    for (group, rows) in grouping.rows().enumerated() {
      let present = rows.map { values[$0] }.filter { !$0.isMissing }
      let expected: [Grouping.Aggregate: Double] = [
        .length: Double(rows.count), .sum: Statistics.sum(present),
        .mean: Statistics.mean(present), .min: present.min() ?? .nan,
        .max: present.max() ?? .nan, .variance: Statistics.variance(present),
        .sd: Statistics.standardDeviation(present),
      ]
      for (aggregate, value) in expected {
        let column = try #require(grouping.aggregate(aggregate, of: Column(numbers: values)))
        guard case .number(let got) = column[group] else {
          Issue.record("no number for \(aggregate)")
          continue
        }
        #expect(abs(got - value) <= 1e-12 * abs(value), "\(aggregate) of group \(group)")
      }
    }
  }

  @Test(
    "Sorting is stable and leaves missing cells last in both directions",
    arguments: [
      ("score", false, [1, 2, 0, 5, 4, 3]),
      ("score", true, [4, 0, 5, 2, 1, 3]),
      ("grade", false, [1, 4, 0, 3, 5, 2]),
      ("grade", true, [5, 0, 3, 1, 4, 2]),
      ("name", false, [1, 3, 2, 0, 4, 5]),
      ("name", true, [0, 4, 2, 3, 1, 5]),
    ])
  func sorting(name: String, isDescending: Bool, expected: [Int]) throws {
    let column = try #require(Self.table[name])
    #expect(Self.table.order(by: [(column, isDescending)]) == expected)
  }

  @Test("Sorting agrees with the standard sort on random numbers")
  func randomSorting() {
    var random = RandomStream(seed: 2, command: "test", purpose: "sorting")
    let values = (0..<2_000).map { _ in Double(random.nextBelow(50)) * 0.5 - 3.25 }
    let table = Table([("v", Column(numbers: values))])
    let up = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    let down = values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }
    #expect(table.order(by: [(Column(numbers: values), false)]) == up)
    #expect(table.order(by: [(Column(numbers: values), true)]) == down)
  }

  @Test("The second key decides between equal first keys")
  func twoKeys() throws {
    let grade = try #require(Self.table["grade"])
    let name = try #require(Self.table["name"])
    #expect(Self.table.order(by: [(grade, false), (name, true)]) == [4, 1, 0, 3, 5, 2])
  }

  @Test("Distinct rows keep the first of equals")
  func distinct() {
    #expect(Self.table.distinctRows(by: ["grade"]) == [0, 1, 2, 5])
    #expect(Self.table.distinctRows(by: Self.table.names) == [0, 1, 2, 3, 4, 5])
  }

  @Test("Joins keep the rows they promise and count those without a match")
  func joining() {
    let right = Table([
      ("grade", Column(categories: ["a", "a", "d"])), ("score", Column(numbers: [10, 20, 30])),
    ])
    let inner = Self.table.joining(right, on: ["grade"], kind: .inner)
    #expect(inner.table.names == ["grade", "score", "name", "score_right"])
    #expect(Self.cells(inner.table["score_right"]) == ["10", "20", "10", "20"])
    #expect(inner.unmatchedLeft == 4)
    #expect(inner.unmatchedRight == 1)
    let left = Self.table.joining(right, on: ["grade"], kind: .left).table
    #expect(left.rowCount == 8)
    #expect(Self.cells(left["score_right"]) == ["?", "10", "20", "?", "?", "10", "20", "?"])
    let full = Self.table.joining(right, on: ["grade"], kind: .full).table
    #expect(full.rowCount == 9)
    #expect(Self.cells(full["grade"]).last == "d")
    #expect(Self.cells(full["score_right"]).last == "30")
  }

  @Test("Tables below each other have the columns of all")
  func stacking() {
    let other = Table([
      ("score", Column(texts: ["high"])), ("grade", Column(categories: ["z"])),
      ("extra", Column(logicals: [true])),
    ])
    let stacked = Table.stacked([Self.table, other])
    #expect(stacked.names == ["grade", "score", "name", "extra"])
    #expect(stacked.rowCount == 7)
    #expect(stacked["score"]?.kind == .text)
    #expect(Self.cells(stacked["score"]) == ["3", "1", "2", "?", "nan", "3", "high"])
    #expect(Self.cells(stacked["grade"]).last == "z")
    #expect(Self.cells(stacked["extra"]) == ["?", "?", "?", "?", "?", "?", "true"])
  }

  @Test("The schema and the description say what the columns hold")
  func description() {
    let schema = Self.table.schema()
    #expect(Self.cells(schema["kind"]) == ["category", "number", "text"])
    #expect(Self.cells(schema["missing"]) == ["1", "1", "1"])
    #expect(Self.cells(schema["distinct"]) == ["3", "4", "4"])
    let numbers = Table([("x", Column(numbers: [1, 2, 3, 4, .missing]))]).description()
    #expect(Self.cells(numbers["mean"]) == ["2.5"])
    #expect(Self.cells(numbers["q25"]) == ["1.75"])
    #expect(Self.cells(numbers["missing"]) == ["1"])
  }
}
