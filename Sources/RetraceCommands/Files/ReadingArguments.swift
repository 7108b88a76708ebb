import RetraceLanguage
import RetraceSyntax
import RetraceTables

/// The arguments of `load` that say how a table is read.
enum ReadingArguments {
  static func options(
    _ invocation: Invocation, delimiter: String, header: Value, missing: [String], types: Record
  ) throws -> TableReadingOptions {
    var options = TableReadingOptions()
    if delimiter != "auto" {
      let named =
        ["tab": "\t", "comma": ",", "semicolon": ";", "\\t": "\t"][delimiter] ?? delimiter
      guard let scalar = named.unicodeScalars.first, named.unicodeScalars.count == 1, scalar.isASCII
      else {
        throw invocation.error(
          .outOfRange, "'delimiter:' takes one ASCII character or \"auto\", got \"\(delimiter)\"",
          at: "delimiter", help: "for example delimiter: \";\"")
      }
      options.delimiter = .character(scalar)
    }
    if case .logical(let flag) = header { options.header = flag ? .present : .absent }
    if invocation.isGiven("missing") { options.missing = missing }
    for field in types.fields {
      guard case .text(let word) = field.value, let kind = Column.Kind(rawValue: word) else {
        throw invocation.error(
          .unknownChoice,
          "'types:' takes \"number\", \"category\", \"text\" or \"logical\" for each column, "
            + "got \(field.value.sourceText) for '\(field.name)'", at: "types")
      }
      options.types[field.name] = kind
    }
    return options
  }
}
