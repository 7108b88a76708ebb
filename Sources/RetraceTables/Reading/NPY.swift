/// NumPy's file format for one array (NEP 1), for numeric arrays of one or two dimensions.
enum NPY {
  /// Reads an array as a table; the columns are `column_1`, `column_2`, ….
  ///
  /// - Throws: ``TableError`` for damaged headers, objects, structured types, other shapes.
  static func read(_ bytes: UnsafeRawBufferPointer, name: String) throws -> Table {
    func damaged(_ reason: String, _ byte: Int) -> TableError {
      .damaged(file: name, reason: reason, byte: byte)
    }
    let (header, dataStart) = try header(bytes, name: name)
    let element = try element(header, name: name)
    guard header.shape.count == 1 || header.shape.count == 2 else {
      throw TableError.wrongKind(
        file: name, found: "an NPY array of \(header.shape.count) dimensions",
        wayOut: "save it with one or two")
    }
    let rows = header.shape[0]
    let columns = header.shape.count == 2 ? header.shape[1] : 1
    let (cells, overflow) = rows.multipliedReportingOverflow(by: columns)
    let (size, sizeOverflow) = cells.multipliedReportingOverflow(by: element.size)
    guard !overflow, !sizeOverflow, size <= bytes.count - dataStart else {
      throw damaged("\(rows) × \(columns) numbers are announced and not there", bytes.count)
    }
    guard columns <= DelimitedLayout.columnLimit else {
      throw TableError.tooLarge(
        file: name, what: "\(columns) columns", limit: "\(DelimitedLayout.columnLimit)")
    }
    // Without columns or without rows the counts are backed by no bytes.
    guard rows <= MemoryLimit.bytes / 8, cells > 0 || rows == 0 else {
      throw TableError.empty(file: name)
    }
    let data = UnsafeRawBufferPointer(rebasing: bytes[dataStart...])
    var isInexact = false
    let named = (0..<columns).map { column -> (name: String, column: Column) in
      let numbers = (0..<rows).map { row -> Double in
        let position = header.isFortran ? column * rows + row : row * columns + column
        return element.number(data, position * element.size, &isInexact)
      }
      let content =
        element.isLogical
        ? Column(.logicals(numbers.map { $0 == 0 ? 0 : 1 })) : Column(numbers: numbers)
      return ("column_\(column + 1)", content)
    }
    return Table(
      named, rowCount: rows,
      notes: isInexact ? ["whole numbers beyond 2^53 lost digits"] : [])
  }

  /// What the header says, and where the numbers begin; the caller has checked the first bytes.
  ///
  /// - Throws: ``TableError`` if it is damaged.
  static func header(
    _ bytes: UnsafeRawBufferPointer, name: String
  ) throws -> (header: NPYHeader, dataStart: Int) {
    func damaged(_ reason: String, _ byte: Int) -> TableError {
      .damaged(file: name, reason: reason, byte: byte)
    }
    guard bytes.count >= 12 else { throw damaged("the NPY header is cut off", bytes.count) }
    let isShort = bytes[6] == 1
    guard (1...3).contains(bytes[6]) else { throw damaged("unknown NPY version \(bytes[6])", 6) }
    let length =
      isShort
      ? Int(bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self).littleEndian)
      : Int(bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self).littleEndian)
    let headerStart = isShort ? 10 : 12
    guard length <= bytes.count - headerStart else {
      throw damaged("the NPY header is cut off", bytes.count)
    }
    let dataStart = headerStart + length
    let text = String(decoding: bytes[headerStart..<dataStart], as: UTF8.self)
    guard let header = NPYHeader(text) else { throw damaged("the NPY header cannot be read", 10) }
    return (header, dataStart)
  }

  /// How the numbers are stored.
  ///
  /// - Throws: ``TableError`` if they are none.
  static func element(_ header: NPYHeader, name: String) throws -> NPYElement {
    if let element = NPYElement(header.type) { return element }
    let holdsObjects = header.type.contains("O")
    throw TableError.wrongKind(
      file: name,
      found: holdsObjects
        ? "an NPY array of objects, which is a pickle" : "an NPY array of type '\(header.type)'",
      wayOut: "save numbers, for example with array.astype(float)")
  }

  /// A table of numbers as an array of 64-bit floats in row order; missing cells are NaN.
  ///
  /// Returns nil if a column is no number column.
  static func bytes(_ table: Table) -> [UInt8]? {
    let columns = table.columns.compactMap { column -> [Double]? in
      guard case .numbers(let numbers) = column.storage else { return nil }
      return numbers
    }
    guard columns.count == table.columnCount else { return nil }
    var header =
      "{'descr': '<f8', 'fortran_order': False, 'shape': (\(table.rowCount), \(columns.count)), }"
    header += String(repeating: " ", count: (64 - (10 + header.utf8.count + 1) % 64) % 64) + "\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    bytes.append(UInt8(truncatingIfNeeded: header.utf8.count))
    bytes.append(UInt8(truncatingIfNeeded: header.utf8.count >> 8))
    bytes += header.utf8
    bytes.reserveCapacity(bytes.count + 8 * table.rowCount * columns.count)
    for row in 0..<table.rowCount {
      for column in columns {
        withUnsafeBytes(of: column[row].bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
      }
    }
    return bytes
  }
}
