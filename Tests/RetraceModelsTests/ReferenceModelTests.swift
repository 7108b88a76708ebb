import RetraceModels
import RetraceNumerics
import RetraceTables
import Testing

@Suite("Models of the reference set")
struct ReferenceModelTests {
  @Test(
    "predict what the definition of the format gives, to 1e-10",
    arguments: [
      ("clf_logistic", OutputScale.probability), ("clf_mlp_tanh", .margin),
      ("multi_softmax", .probability), ("reg_mlp_relu", .value), ("syn_tree", .probability),
      ("reg_linear", .value), ("syn_boosting", .probability),
    ])
  func predictions(name: String, scale: OutputScale) throws {
    let model = try ModelFormatCatalog.load(path: Fixtures.path("\(name)/model.json"))
    let rows = try model.features.matrix(of: Fixtures.table("\(name)/rows.csv"))
    let expected = Fixtures.matrix(try Fixtures.table("\(name)/\(scale.rawValue).csv"))
    let predictions = try model.predict(rows, scale: scale)
    #expect(predictions.elements.count == expected.elements.count)
    let worst =
      zip(predictions.elements, expected.elements)
      .map { abs($0 - $1) / abs($1) }.max() ?? .nan
    #expect(worst <= 1e-10)

    let text = try PlainModelJSON.json(of: model).serialized
    let again = try PlainModelJSON.model(of: JSONParser.parse(text))
    #expect(try again.predict(rows, scale: scale) == predictions, "saved and loaded")

    for row in 0..<rows.rows {
      let alone = Matrix(rows: 1, columns: rows.columns, elements: rows.row(row))
      #expect(try model.predict(alone, scale: scale).elements == predictions.row(row))
    }
  }
}
