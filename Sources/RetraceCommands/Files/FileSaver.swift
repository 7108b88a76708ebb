import RetraceLanguage
import RetraceModels
import RetraceSyntax
import RetraceTables

/// Writes a value to a file.
struct FileSaver {
  let invocation: Invocation
  let path: String

  func save(_ value: Value) throws {
    let host = invocation.host
    guard host.mayWrite(path) else {
      throw invocation.error(
        .notAllowed, "writing '\(path)' is not allowed here", at: "path",
        help: "start retrace with --allow-write=FOLDER to let statements write below a folder")
    }
    let absolute = host.destination(path)
    switch value {
    case .table(let table):
      for note in try TableWriter.write(table, path: absolute) { invocation.note(note) }
    case .column(let column):
      let table = Table([("value", column)])
      for note in try TableWriter.write(table, path: absolute) { invocation.note(note) }
    case .object(let object as ModelObject):
      guard path.hasSuffix(".json") else {
        throw invocation.error(
          .outOfRange, "a model is written as plain model JSON, got the name '\(path)'", at: "path",
          help: "give a name that ends with .json")
      }
      try PlainModelJSON.save(object.model, path: absolute)
    case .object(let object as TabledExplanation):
      guard let table = object.tableForm() else { return }
      for note in try TableWriter.write(table, path: absolute) { invocation.note(note) }
    default:
      throw invocation.error(
        .wrongType, "'save' writes tables and models, got \(value.shapePhrase)", at: "value")
    }
    host.noteWritten(path)
  }
}
