import RetraceLanguage
import RetraceModels
import RetraceNumerics
import RetraceTables

/// The predictions of rows as a value.
struct Prediction {
  /// A table, or a column where there is one unnamed output.
  let value: Value
  /// Of the first row a record, a number or a class.
  let single: Value

  /// Predicts.
  ///
  /// - Parameter output: a scale, or `label` for the class; nil for the natural one.
  init(_ model: any Model, _ rows: Table, output: String?) throws {
    let matrix = try model.features.matrix(of: rows)
    if output == "label" {
      guard model.outputs.isClassifier else {
        throw ModelError.noScale(.probability, available: model.outputs.scales)
      }
      let classes = try model.predictedClasses(matrix)
      let cells = classes.map { $0 < 0 ? Cell.missing : model.outputs.classes[$0] }
      let column = Column(values: cells.map { Value($0) }) ?? Column(texts: cells.map { $0.text })
      value = .column(column)
      single = cells.first.map { Value($0) } ?? .missing
      return
    }
    var scale = output.flatMap(OutputScale.init(rawValue:)) ?? model.outputs.defaultScale
    // Where no link follows, the margin is the value itself.
    if scale == .margin, model.outputs.scales == [.value] { scale = .value }
    try model.outputs.require(scale)
    let predicted = try model.predict(matrix, scale: scale)
    let names = model.outputs.classNames
    guard predicted.columns > 1 || names.count == 2 else {
      value = .column(Column(numbers: predicted.column(0)))
      single = predicted.rows > 0 ? .number(predicted[0, 0]) : .missing
      return
    }
    let columns = (0..<predicted.columns).map { position in
      (
        name: predicted.columns == 1 ? names[1] : names[position],
        column: Column(numbers: predicted.column(position))
      )
    }
    value = .table(Table(columns, rowCount: predicted.rows))
    guard predicted.rows > 0 else {
      single = .missing
      return
    }
    single =
      predicted.columns == 1
      ? .number(predicted[0, 0])
      : .record(Record(columns.map { (name: $0.name, value: Value($0.column[0])) }))
  }
}
