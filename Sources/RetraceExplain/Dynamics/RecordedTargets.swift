import RetraceModels
import RetraceRuns
import RetraceTables

/// What was true of the rows of a run's split.
struct RecordedTargets: Sendable {
  /// The rows as the user had them.
  let table: Table
  /// The column that is predicted.
  let name: String
  let column: Column
  /// The position of the class, or the number, per row; missing where it is.
  let values: [Double]
  /// The classes; empty for numbers.
  let classes: [Cell]

  /// The targets of a split's rows.
  ///
  /// - Throws: `RunError` for rows or a target that the run does not hold, `ModelError` for a
  ///   target that does not fit the run's classes.
  init(_ run: Run, split: String) throws {
    table = split == "valid" ? try run.requireValid() : try run.requireTrain()
    guard let name = run.target ?? run.model?.outputs.target else {
      throw RunError.absentRecord(
        run: run.name, record: "name of its target", wayOut: "write 'target' to its 'run.json'")
    }
    guard let column = table[name] else {
      throw RunError.absentRecord(
        run: run.name, record: "column '\(name)' in its \(split) rows",
        wayOut: "record the rows with their target")
    }
    let outputs =
      run.model?.outputs
      ?? ModelOutputs(
        classes: run.classes.map(Cell.text), scales: [run.classes.isEmpty ? .value : .probability],
        target: name)
    self.name = name
    self.column = column
    values = try outputs.targets(of: column, name: name)
    classes = outputs.classes
  }

  /// Whether classes are predicted.
  var isClassification: Bool { !classes.isEmpty }

  /// The position of each row's class; -1 where it is missing.
  var labels: [Int] { values.map { $0.isNaN ? -1 : Int($0) } }
}
