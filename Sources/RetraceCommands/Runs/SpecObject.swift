import RetraceDisplay
import RetraceLanguage
import RetraceModels
import RetraceRuns
import RetraceTables

/// A model to train, as a value.
final class SpecObject: ObjectValue {
  let spec: ModelSpec

  init(_ spec: ModelSpec) {
    self.spec = spec
  }

  let kind = "model to train"
  let fieldNames = ["family"]

  var summary: String {
    switch spec {
    case .logistic(let l2): return "model to train · logistic" + Self.text(l2)
    case .mlp(let hidden, let activation, let l2):
      let widths = hidden.map(String.init).joined(separator: "-")
      return "model to train · mlp \(widths) \(activation.rawValue)" + Self.text(l2)
    case .additive(let options):
      let pairs = options.pairs == 1 ? "1 pair" : "\(options.pairs) pairs"
      return "model to train · additive, \(pairs), \(options.bags) bags"
    case .tree(let spec): return "model to train · tree of depth \(spec.depth)"
    case .forest(let spec):
      let depth = spec.depth.map { " of depth \($0)" } ?? ""
      return "model to train · forest · \(Self.trees(spec.trees))\(depth)"
    case .boosting(let spec):
      return "model to train · boosting · \(Self.trees(spec.trees)) of depth \(spec.depth)"
    }
  }

  func field(_ name: String) -> Value? { name == "family" ? .text(spec.family) : nil }
  func document() -> Document { Document([.headline(summary)]) }
  func json() -> JSON { .record(["kind": .text(kind), "family": .text(spec.family)]) }

  private static func trees(_ count: Int) -> String {
    count == 1 ? "1 tree" : "\(NumberFormat.count(count)) trees"
  }

  private static func text(_ l2: Double?) -> String {
    l2.map { " · l2 \(NumberFormat.short($0))" } ?? ""
  }
}
