import RetraceCatalog
import RetraceDisplay
import RetraceExplain
import RetraceNumerics
import RetraceTables
import Testing

/// What every explainer must keep; each law names what breaks it.
enum Law: String, CaseIterable, Sendable {
  case entry, parameters, defaults, ranges, determinism, featureOrder, rowIndependence

  /// How an explainer breaks the law; empty if it keeps it.
  func violations<E: Explainer>(of type: E.Type) throws -> [String] {
    switch self {
    case .entry: Self.entry(type)
    case .parameters: Self.parameters(type)
    case .defaults: Self.defaults(type)
    case .ranges: Self.ranges(type)
    case .determinism: try Self.determinism(type)
    case .featureOrder: try Self.featureOrder(type)
    case .rowIndependence: try Self.rowIndependence(type)
    }
  }

  private static func entry<E: Explainer>(_ type: E.Type) -> [String] {
    let entry = type.entry
    var found: [String] = []
    if entry.summary.count > 80 || !entry.summary.hasSuffix(".") { found.append("summary") }
    if entry.examples.isEmpty { found.append("no example") }
    if entry.examples.contains(where: { !$0.code.contains("\(entry.name)(") }) {
      found.append("an example does not call it")
    }
    if entry.references.isEmpty || !entry.references.allSatisfy({ $0.contains("https://") }) {
      found.append("references")
    }
    if !isSnakeCase(entry.name) { found.append("name") }
    return found
  }

  private static func parameters<E: Explainer>(_ type: E.Type) -> [String] {
    let names = type.parameters.map(\.name)
    var found = names.filter { !isSnakeCase($0) }
    if Set(names).count != names.count { found.append("a name twice") }
    found += type.parameters.filter { !$0.summary.hasSuffix(".") || $0.summary.count > 80 }.map(
      \.name)
    return found
  }

  /// A default that can be typed binds, and leaves the default as it is.
  private static func defaults<E: Explainer>(_ type: E.Type) -> [String] {
    type.parameters.compactMap { parameter in
      let text = parameter.defaultText(type.defaults)
      guard let argument = text.flatMap(argument) else { return nil }
      var options = type.defaults
      do {
        try parameter.bind(&options, argument)
      } catch {
        return "\(parameter.name): \(error)"
      }
      return parameter.defaultText(options) == text ? nil : "\(parameter.name) changed"
    }
  }

  /// An argument out of range or of the wrong kind is refused with the parameter's name.
  private static func ranges<E: Explainer>(_ type: E.Type) -> [String] {
    type.parameters.flatMap { parameter in
      misfits(parameter.type).compactMap { argument in
        var options = type.defaults
        do {
          try parameter.bind(&options, argument)
          return "\(parameter.name) took \(argument)"
        } catch {
          return "\(error)".contains("'\(parameter.name):'") ? nil : "\(parameter.name): \(error)"
        }
      }
    }
  }

  private static func determinism<E: Explainer>(_ type: E.Type) throws -> [String] {
    guard type.guarantees.contains(.determinism) else { return [] }
    let first = try type.explain(subject(type), type.defaults).json.serialized
    Parallel.setThreadLimit(1)
    defer { Parallel.setThreadLimit(nil) }
    let second = try type.explain(subject(type), type.defaults).json.serialized
    return first == second ? [] : ["other bytes"]
  }

  private static func featureOrder<E: Explainer>(_ type: E.Type) throws -> [String] {
    guard type.guarantees.contains(.featureOrder) else { return [] }
    let plain = try type.explain(subject(type), type.defaults).json.serialized
    let turned = try type.explain(
      subject(type) { Table($0.namedColumns.reversed(), rowCount: $0.rowCount) }, type.defaults)
    return plain == turned.json.serialized ? [] : ["other bytes"]
  }

  private static func rowIndependence<E: Explainer>(_ type: E.Type) throws -> [String] {
    guard type.guarantees.contains(.rowIndependence) else { return [] }
    let many = try type.explain(subject(type), type.defaults).json
    guard let values = many["values"] else { return [] }
    return try values.array.indices.compactMap { row in
      let alone = try type.explain(
        subject(type) { $0.rowCount == 3 ? $0.selecting(rows: [row]) : $0 }, type.defaults
      ).json
      return alone.at("values").array[0] == values.array[row] ? nil : "row \(row)"
    }
  }

  /// Three rows, or a table, of a small model.
  private static func subject<E: Explainer>(
    _ type: E.Type, _ change: (Table) -> Table = { $0 }
  ) -> Subject {
    let rows = type.scope == .rows ? Samples.table(3, seed: 2) : Samples.labelled(120)
    return Subject(
      model: Samples.classifier, rows: change(rows), training: change(Samples.table(120)))
  }

  private static func isSnakeCase(_ name: String) -> Bool {
    !name.isEmpty && name.allSatisfy { ("a"..."z").contains($0) || $0.isNumber || $0 == "_" }
  }

  /// The argument that a default's text stands for, where it can be typed.
  private static func argument(_ text: String) -> Argument? {
    if let number = Double(text) { return .number(number) }
    if text == "true" || text == "false" { return .flag(text == "true") }
    if text == "all" { return .text("all") }
    if text == "[]" { return .list([]) }
    guard text.count > 1, text.hasPrefix("\""),
      text.dropFirst().firstIndex(of: "\"") == text.indices.last
    else { return nil }
    return .text(String(text.dropFirst().dropLast()))
  }

  /// Arguments that a parameter of this type must refuse.
  private static func misfits(_ type: ParameterType) -> [Argument] {
    switch type {
    case .integer(let range):
      [
        .number(Double(range.lowerBound) - 1), .number(Double(range.upperBound) * 2 + 1),
        .flag(true),
        .number(Double(range.lowerBound) + 0.5), .number(.nan),
      ]
    case .number(let range):
      [
        .number(range.lowerBound.nextDown), .number(range.upperBound.nextUp), .text("x"),
        .number(.nan),
      ]
    case .flag: [.number(1), .text("true")]
    case .choice: [.text("no such word"), .number(1)]
    case .table: [.number(1), .text("x")]
    case .columnNames: [.number(1), .list([.number(1)])]
    case .any(let types) where types.contains(.flag): [.table(Table([])), .list([])]
    case .any: [.flag(true)]
    default: []
    }
  }
}

@Suite("Laws of explainers", .serialized)
struct LawTests {
  static let all = allExplainers.flatMap { type in Law.allCases.map { (type.entry.name, $0) } }

  @Test("every explainer keeps every law", arguments: all)
  func kept(name: String, law: Law) throws {
    let type = try #require(allExplainers.first { $0.entry.name == name })
    #expect(try law.violations(of: type) == [])
  }

  @Test("names of explainers are unique")
  func unique() {
    let names = allExplainers.map { $0.entry.name }
    #expect(Set(names).count == names.count)
  }

  @Test("an explainer that breaks a law is found", arguments: Law.allCases)
  func broken(law: Law) throws {
    #expect(try !law.violations(of: Broken.self).isEmpty)
  }
}

/// Breaks every law.
enum Broken: Explainer {
  struct Options: Sendable {
    var count = 5
    var word = ""
  }

  static let entry = CatalogEntry(
    name: "Broken", summary: "no period", examples: [Example("other()", "Not it.")],
    references: ["A book"])
  static let defaults = Options()
  static let parameters: [Parameter<Options>] = [
    Parameter(name: "Count", summary: "no period", type: .integer(1...3)) { _ in
      "5"
    } bind: { options, argument throws(ArgumentError) in
      // Refuses its own default and takes what is out of range otherwise.
      guard case .number(let number) = argument, number != 5 else {
        throw .unknown(parameter: "other", suggestions: [])
      }
      options.count = 1
    }
  ]
  static let scope = ExplainerScope.rows
  static let guarantees = Set(Guarantee.allCases)

  static func explain(_ subject: Subject, _ options: Options) throws -> Explanation {
    var generator = SystemRandomNumberGenerator()
    let draw = JSON.number(Double(generator.next() >> 12))
    return Explanation(
      kind: "attributions", summary: "", document: Document(),
      json: .record([
        "first": .text(subject.rows.names.first ?? ""),
        "values": .array((0..<subject.rows.rowCount).map { _ in .array([draw]) }),
      ]), fields: [])
  }
}
