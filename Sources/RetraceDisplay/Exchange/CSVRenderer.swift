import RetraceTables

/// The tables of documents as comma-separated values.
public enum CSVRenderer {
  /// The tables of the document, an empty line between them; where there is none the data of its
  /// figures, else its facts as names and values.
  ///
  /// Whole, whatever the screen cuts.
  public static func render(_ document: Document) -> String {
    var tables = document.blocks.compactMap { block -> Table? in
      if case .table(let table, _) = block { table } else { nil }
    }
    if tables.isEmpty {
      tables = document.blocks.compactMap { block in
        if case .figure(let figure) = block { figure.table } else { nil }
      }
    }
    if tables.isEmpty {
      tables = document.blocks.compactMap { block in
        guard case .facts(let facts) = block else { return nil }
        return Table([
          ("name", Column(texts: facts.map(\.name))), ("value", Column(texts: facts.map(\.value))),
        ])
      }
    }
    return tables.map { String(decoding: TableWriter.bytes($0, as: .csv), as: UTF8.self) }
      .joined(separator: "\n")
  }
}
