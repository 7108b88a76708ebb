import RetraceModels
import RetraceNumerics
import RetraceTables

/// Reference results beside the tests, see Fixtures/README.md.
enum Fixtures {
  static func folder(_ name: String) -> String {
    String(#filePath.dropLast("Fixtures.swift".count)) + "Fixtures/" + name + "/"
  }

  static func table(_ folder: String, _ name: String) throws -> Table {
    try TableReader.read(path: Self.folder(folder) + name)
  }

  static func json(_ folder: String, _ name: String) throws -> JSON {
    try JSONParser.parse(path: Self.folder(folder) + name)
  }

  static func model(_ folder: String) throws -> any Model {
    try PlainModelJSON.model(of: json(folder, "model.json"))
  }
}

extension JSON {
  var number: Double { if case .number(let number) = self { number } else { .nan } }
  var array: [JSON] { if case .array(let items) = self { items } else { [] } }
  var numbers: [Double] { array.map(\.number) }
  var integers: [Int] { numbers.map { Int($0) } }
  var text: String { if case .text(let text) = self { text } else { "" } }

  /// The member of a key, null where there is none.
  func at(_ key: String) -> JSON { self[key] ?? .null }
}

/// A model that is a function of a row.
struct FunctionModel: Model {
  let features: FeatureSpace
  let outputs: ModelOutputs
  var family: String { "function" }
  var summary: String { "a function" }
  /// A row's numbers to a prediction per column, on the only scale.
  let function: @Sendable ([Double]) -> [Double]

  init(
    _ features: [Feature], classes: [Cell] = [],
    _ function: @escaping @Sendable ([Double]) -> [Double]
  ) {
    self.features = FeatureSpace(features)
    outputs = ModelOutputs(
      classes: classes, scales: [classes.isEmpty ? .value : .probability], target: "y")
    self.function = function
  }

  func predict(_ rows: Matrix, scale: OutputScale, into result: inout Matrix) throws {
    for row in 0..<rows.rows {
      let answer = function(rows.row(row))
      for column in 0..<result.columns { result[row, column] = answer[column] }
    }
  }
}

/// Small generated data with numbers, a category, true/false and missing cells.
enum Samples {
  static let purposes = ["car", "garden", "house", "tv"]

  static let features = [
    Feature("age"), Feature("income"), Feature("purpose", .category(levels: purposes)),
    Feature("owner"),
  ]

  static func table(_ rows: Int, seed: UInt64 = 1) -> Table {
    var stream = RandomStream(seed: seed, command: "tests", purpose: "table")
    var ages: [Double] = []
    var incomes: [Double] = []
    var kinds: [String?] = []
    var owners: [Bool?] = []
    for _ in 0..<rows {
      ages.append((20 + 50 * stream.nextUniform()).rounded())
      incomes.append(stream.nextUniform() < 0.1 ? .missing : 10 + 5 * stream.nextNormal())
      kinds.append(stream.nextUniform() < 0.05 ? nil : purposes[stream.nextBelow(4)])
      owners.append(stream.nextBool())
    }
    return Table([
      ("age", Column(numbers: ages)), ("income", Column(numbers: incomes)),
      ("purpose", Column(categories: kinds)), ("owner", Column(logicals: owners)),
    ])
  }

  /// The same table with what the classifier is to tell, `y`.
  static func labelled(_ rows: Int, seed: UInt64 = 1) -> Table {
    let table = table(rows, seed: seed)
    var stream = RandomStream(seed: seed, command: "tests", purpose: "labels")
    let matrix = try? FeatureSpace(features).matrix(of: table)
    let labels = (0..<rows).map { row in
      let score = matrix.map { Samples.score($0.row(row)) } ?? 0
      return stream.nextUniform() < 1 / (1 + Kernels.exp(-score)) ? "good" : "bad"
    }
    return Table(table.namedColumns + [("y", Column(categories: labels))], rowCount: rows)
  }

  /// A score of the four features with an interaction.
  static let score: @Sendable ([Double]) -> Double = { row in
    let income = row[1].isNaN ? -1 : (row[1] - 10) / 5
    let purpose = row[2].isNaN ? 0.2 : [0.8, -0.4, 0, -0.4][Int(row[2])]
    return 0.05 * (row[0] - 45) + 0.7 * income * (row[3] == 1 ? 1 : 0.5) + purpose
  }

  static let classifier = FunctionModel(features, classes: [.text("bad"), .text("good")]) { row in
    [1 / (1 + Kernels.exp(-score(row)))]
  }

  static let regression = FunctionModel(features) { [score($0)] }

  static let threeClasses = FunctionModel(
    features, classes: [.text("a"), .text("b"), .text("c")]
  ) { row in
    let s = score(row)
    let weights = [Kernels.exp(s), 1, Kernels.exp(-s)]
    return weights.map { $0 / weights.reduce(0, +) }
  }
}
