import RetraceModels
import RetraceNumerics
import RetraceTables

/// What is to be learned: classes or a number.
///
/// Categories, texts and true/false are classes. Numbers are numbers, unless there are just 0 and
/// 1. Levels are sorted; of two classes the second is the positive one.
struct TrainingTarget {
  /// Texts with more different values than this are no classes.
  static let classLimit = 100

  let name: String
  /// The classes; empty for numbers.
  let classes: [Cell]
  /// The position of the class, or the number, per row of the table; missing where it is.
  let values: [Double]
  let notes: [String]

  /// Reads the target of a table.
  ///
  /// - Throws: ``RunError`` if there is none or it cannot be learned.
  init(_ name: String, of table: Table) throws {
    guard let column = table[name] else {
      throw RunError.absentColumn(
        name, role: "target", near: NearNames.near(name, among: table.names))
    }
    self.name = name
    var notes: [String] = []
    switch column.storage {
    case .numbers(let numbers):
      let different = Set(numbers.filter { !$0.isMissing })
      if let row = numbers.firstIndex(where: { !$0.isFinite && !$0.isMissing }) {
        throw RunError.unsuitedTarget(name, reason: "row \(row) holds \(numbers[row])")
      }
      if different == [0, 1] {
        classes = [.number(0), .number(1)]
      } else {
        classes = []
        if different.count == 1 {
          throw RunError.unsuitedTarget(name, reason: "it is the same number in every row")
        }
        if (2...10).contains(different.count), different.allSatisfy({ $0 == $0.rounded() }) {
          notes.append(
            "'\(name)' has \(different.count) different whole numbers and is learned as a number; "
              + "make it a text for classes: mutate(\(name): text(\(name)))")
        }
      }
      values = numbers
    case .logicals(let bytes):
      classes = [.logical(false), .logical(true)]
      values = bytes.map { $0 == 2 ? .missing : Double($0) }
    case .codes(let coded):
      let sorted = coded.withSortedLevels()
      var counts = [Int](repeating: 0, count: sorted.levels.count)
      for code in sorted.codes where code != CodedValues.missingCode { counts[Int(code)] += 1 }
      // A category keeps the order of its levels; texts are sorted.
      let levels = (coded.isCategory ? coded.levels : sorted.levels)
      let used = Set(sorted.levels.indices.filter { counts[$0] > 0 }.map { sorted.levels[$0] })
      let classes = levels.filter(used.contains)
      guard classes.count <= Self.classLimit else {
        throw RunError.unsuitedTarget(
          name,
          reason: "it has \(classes.count) different texts, at most \(Self.classLimit) classes "
            + "can be learned")
      }
      let positions = Dictionary(
        zip(classes, 0...), uniquingKeysWith: { first, _ in first })
      let moved = coded.levels.map { positions[$0].map(Double.init) ?? .missing }
      self.classes = classes.map(Cell.text)
      values = coded.codes.map { $0 == CodedValues.missingCode ? .missing : moved[Int($0)] }
    case .moments:
      throw RunError.unsuitedTarget(
        name, reason: "it is a \(column.kind.rawValue), expected a number or classes")
    }
    self.notes = notes
    try check()
  }

  private func check() throws {
    let present = values.filter { !$0.isMissing }
    guard !present.isEmpty else {
      throw RunError.unsuitedTarget(
        name, reason: values.isEmpty ? "the table has no rows" : "it is missing in every row")
    }
    guard !classes.isEmpty else { return }
    let used = Set(present)
    guard used.count > 1 else {
      let only = classes[Int(present[0])].displayText
      throw RunError.unsuitedTarget(
        name, reason: "every row is of the class '\(only)'; two or more are needed")
    }
  }

  /// Whether classes are learned.
  var isClassification: Bool { !classes.isEmpty }

  /// The values of another table's target in these terms.
  func values(of table: Table, outputs: ModelOutputs) throws -> [Double] {
    guard let column = table[name] else {
      throw RunError.absentColumn(
        name, role: "valid", near: NearNames.near(name, among: table.names))
    }
    return try outputs.targets(of: column, name: name)
  }
}
