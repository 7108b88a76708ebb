/// An NPY file of numbers in any number of dimensions, read in parts.
///
/// ``TableReader`` reads arrays of one or two dimensions as tables; records of training have more.
package struct NPYArray: Sendable {
  /// Its extents.
  package let shape: [Int]
  private let element: NPYElement
  private let dataStart: Int
  private let file: MappedFile

  /// Opens a file and reads its header.
  ///
  /// - Throws: ``TableError`` for damaged headers, objects (which are pickles), structured types,
  ///   columns before rows, and arrays that are longer than the file.
  package init(path: String) throws { try self.init(MappedFile(path: path)) }

  /// Reads the header of an open file.
  ///
  /// - Throws: ``TableError``.
  package init(_ file: MappedFile) throws {
    self.file = file
    let name = file.name
    let header: (NPYHeader, Int) = try file.withBytes { bytes in
      guard bytes.count >= 12, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
        throw TableError.damaged(file: name, reason: "it is no NPY array", byte: 0)
      }
      return try NPY.header(bytes, name: name)
    }
    element = try NPY.element(header.0, name: name)
    shape = header.0.shape
    dataStart = header.1
    guard !header.0.isFortran || shape.count < 2 else {
      throw TableError.wrongKind(
        file: name, found: "an NPY array whose first index runs fastest",
        wayOut: "save it in C order, with numpy.ascontiguousarray")
    }
    var size = element.size
    for extent in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      size = product
      guard !overflow, size <= file.count - dataStart else {
        throw TableError.damaged(
          file: name,
          reason: "\(shape.map { "\($0)" }.joined(separator: " × ")) numbers are announced and "
            + "not there", byte: file.count)
      }
    }
  }

  /// How many numbers there are.
  package var count: Int { shape.reduce(1, *) }

  /// Some of the numbers, in the order of the file.
  ///
  /// - Parameter part: positions from 0 to ``count``.
  /// - Throws: ``TableError`` if there are fewer.
  package func doubles(in part: Range<Int>) throws -> [Double] {
    guard part.lowerBound >= 0, part.upperBound <= count else {
      throw TableError.damaged(
        file: file.name, reason: "it has \(count) numbers, \(part.upperBound) are needed",
        byte: file.count)
    }
    var isInexact = false
    return file.withBytes { bytes in
      part.map { element.number(bytes, dataStart + $0 * element.size, &isInexact) }
    }
  }
}
