import RetraceDisplay
import RetraceLanguage
import RetraceTables

/// A figure as a value, with the numbers that it shows.
final class FigureValue: ObjectValue {
  /// The figure.
  let figure: Figure
  /// The numbers that it shows.
  let data: Table

  /// Makes the value of a figure.
  init(_ figure: Figure, data: Table) {
    self.figure = figure
    self.data = data
  }

  /// What it is.
  let kind = "figure"

  /// What it is in one line.
  var summary: String {
    figure.title.isEmpty ? "figure" : "figure · \(figure.title)"
  }

  /// The names of its fields.
  let fieldNames = ["data", "title"]

  /// The numbers or the title.
  func field(_ name: String) -> Value? {
    switch name {
    case "data": .table(data)
    case "title": .text(figure.title)
    default: nil
    }
  }

  /// The figure alone.
  func document() -> Document { Document([.figure(figure)]) }

  /// The kind, the title and the numbers.
  func json() throws -> JSON {
    .record([
      "kind": .text(kind), "title": .text(figure.title),
      "data": try Value.table(data).json(),
    ])
  }
}
