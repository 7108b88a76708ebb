import RetraceTables
import Testing

@Suite("Real tables load to the bit")
struct FixtureTableTests {
  @Test(
    "Every cell of the tickets is as expected",
    arguments: ["tickets.csv", "tickets_bom_crlf.csv", "tickets_semicolon.csv"], [1 << 22, 100, 7])
  func tickets(name: String, chunkSize: Int) throws {
    let expected = try JSONParser.parse(path: fixture("tickets.expected.json"))
    guard case .array(let header)? = expected["header"], case .array(let rows)? = expected["rows"],
      case .array(let pairs)? = expected["missing_cells"]
    else {
      Issue.record("the expected cells cannot be read")
      return
    }
    let names = header.map { $0 == .null ? "" : text($0) }
    let missing = Set(pairs.map(\.serialized))
    var options = TableReadingOptions(missing: [""])
    options.types = Dictionary(names.map { ($0, Column.Kind.text) }) { first, _ in first }
    options.chunkSize = chunkSize
    let table = try TableReader.read(path: fixture(name), options: options)
    #expect(table.names == names)
    #expect(table.rowCount == rows.count)
    #expect(table.notes.isEmpty)
    for (row, cells) in rows.enumerated() {
      guard case .array(let cells) = cells else { continue }
      for (column, cell) in cells.enumerated() {
        let isMissing = missing.contains(
          JSON.array([.number(Double(row)), .number(Double(column))]).serialized)
        var written = text(cell)
        if name == "tickets_semicolon.csv", column == 3 {
          written = String(written.map { $0 == "." ? "," : $0 })
        }
        #expect(table.columns[column][row] == (isMissing ? .missing : .text(written)))
      }
    }
  }

  @Test("The types of the tickets", arguments: ["tickets.csv", "tickets_semicolon.csv"])
  func kinds(name: String) throws {
    let table = try TableReader.read(path: fixture(name))
    #expect(table.columns.map(\.kind) == [.number, .category, .text, .number, .number, .category])
  }

  @Test("Iris has the statistics of its source")
  func iris() throws {
    let table = try TableReader.read(path: fixture("iris.csv"))
    #expect(table.rowCount == 150)
    guard case .numbers(let lengths)? = table["sepal_length_cm"]?.storage,
      case .codes(let species)? = table["species"]?.storage
    else {
      Issue.record("unexpected types")
      return
    }
    #expect(lengths.min() == 4.3)
    #expect(lengths.max() == 7.9)
    #expect(abs(lengths.reduce(0, +) / 150 - 5.843333333333334) < 1e-12)
    #expect(species.isCategory)
    #expect(species.levels == ["setosa", "versicolor", "virginica"])
  }

  private func text(_ value: JSON) -> String {
    guard case .text(let text) = value else { return "" }
    return text
  }
}
