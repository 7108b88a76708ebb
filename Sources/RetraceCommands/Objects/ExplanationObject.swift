import RetraceCatalog
import RetraceDisplay
import RetraceExplain
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceTables

/// What an explainer found, as a value.
final class ExplanationObject: ObjectValue {
  let explanation: Explanation
  /// The run of the explained model, which models among the fields remember, too.
  private let run: Run?

  init(_ explanation: Explanation, run: Run?) {
    self.explanation = explanation
    self.run = run
  }

  var kind: String { explanation.kind }
  var summary: String { explanation.summary }
  var fieldNames: [String] { explanation.fields.map(\.name) }

  func field(_ name: String) -> Value? {
    guard let argument = explanation.fields.first(where: { $0.name == name })?.value else {
      return nil
    }
    if case .object(let object) = argument, let model = object as? any Model {
      return .object(ModelObject(model, run: run))
    }
    return Value(argument)
  }

  func document() -> Document { explanation.document }
  func json() -> JSON { explanation.json }
}
