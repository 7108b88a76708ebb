/// Files of kinds that are never read.
package enum ForeignFile {
  /// Says what a file is and what to do instead, if it is of a kind that is known and not read.
  ///
  /// - Throws: ``TableError/wrongKind(file:found:wayOut:)``.
  package static func refuse(_ file: MappedFile) throws {
    guard case .other(let found, let wayOut) = file.withBytes({ FileKind.of($0, name: file.name) })
    else { return }
    throw TableError.wrongKind(file: file.name, found: found, wayOut: wayOut)
  }
}
