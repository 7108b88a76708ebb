public import RetraceCatalog
public import RetraceTables

/// ONNX files: exported pipelines of scikit-learn, networks, trees.
///
/// What the operators say is computed here; a graph that is trees, a linear model or a dense
/// network becomes one of ours, so that explainers know its structure.
public enum ONNXFormat: ModelFormat {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "ONNX",
    summary: "Pipelines, trees, linear models and networks as ONNX graphs.",
    discussion: """
      The operators of scikit-learn exports (skl2onnx) and of plain networks are computed by \
      Retrace itself, texts and categories as they stand in the table. Trees, linear models and \
      dense networks keep their structure for the explainers. Every other graph is computed by \
      ONNX Runtime's library if it is there: `scripts/get-onnxruntime` gets it.
      """,
    examples: [
      Example("load(\"pipeline.onnx\")", "read a pipeline"),
      Example("load(\"net.onnx\", features: table, classes: [\"no\", \"yes\"])", "with names"),
    ],
    references: ["https://onnx.ai/onnx/operators/"],
    searchTerms: ["onnx", "sklearn", "skl2onnx", "pytorch", "pipeline"])

  /// Whether a file is an ONNX model: fields of one, with a graph that has nodes.
  public static func recognizes(_ file: MappedFile) -> Bool {
    file.withBytes { bytes in
      // The version of the representation, or the maker, comes first in all files there are.
      guard let first = bytes.first, [0x08, 0x12, 0x1A, 0x22, 0x3A, 0x42].contains(first) else {
        return false
      }
      var reader = ProtobufReader(bytes)
      var hasVersion = false
      var hasGraph = false
      while let field = try? reader.next() {
        switch (field.number, field.wireType) {
        case (1, .varint):
          guard let version = try? reader.varint(field), version > 0, version < 1_000 else {
            return false
          }
          hasVersion = true
        case (7, .bytes):
          hasGraph = true
          guard (try? reader.skip(field)) != nil else { return hasVersion }
        case (1...25, _):
          guard (try? reader.skip(field)) != nil else { return hasVersion && hasGraph }
        default: return hasVersion && hasGraph
        }
      }
      return hasVersion && hasGraph
    }
  }

  /// Reads a model.
  ///
  /// - Throws: ``ModelError/unreadable(file:place:reason:)``.
  public static func load(_ file: MappedFile) throws -> any Model {
    try load(file, hints: ModelHints()).model
  }

  /// Reads a model, with what the user says about it.
  ///
  /// - Throws: ``ModelError``; where only ONNX Runtime knows an operator and is absent, with the
  ///   way to get it.
  public static func load(_ file: MappedFile, hints: ModelHints) throws -> LoadedModel {
    guard hints.layers == nil else {
      throw ModelError.unsuitedHint(
        "layers", reason: "an ONNX file tells its layers itself")
    }
    do {
      return try file.withBytes { bytes in
        let graph = try ONNXReader.graph(bytes)
        do {
          let (model, form) = try ONNXCompiler(graph, hints).model()
          return try loaded(model, form, hints)
        } catch let error as GraphError where error.isUnknown {
          let (model, form) = try RuntimeCompiler(graph, hints, cause: error).model(bytes)
          return try loaded(model, form, hints)
        }
      }
    } catch let error as GraphError {
      throw ModelError.unreadable(file: file.name, place: error.place, reason: error.reason)
    }
  }

  private static func loaded(
    _ model: any Model, _ form: GraphModel.Form, _ hints: ModelHints
  ) throws -> LoadedModel {
    var notes: [String] = []
    switch form {
    case .logits: notes.append("the graph gives scores; their softmax is taken for probabilities")
    case .logit: notes.append("the graph gives a score; its logistic is taken for a probability")
    case .value, .probabilities, .probability, .scores: break
    }
    return LoadedModel(try hints.applied(to: model), format: entry.name, notes: notes)
  }
}
