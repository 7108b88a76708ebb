import RetraceTables
import Testing

@Suite("Tables are read")
struct TableReaderTests {
  @Test("A small file loads")
  func small() throws {
    let table = try TableReader.read(bytes: Array("a,b\n1,x\n2,y\n".utf8), name: "t.csv")
    #expect(table.names == ["a", "b"])
    #expect(table.rowCount == 2)
  }
}
