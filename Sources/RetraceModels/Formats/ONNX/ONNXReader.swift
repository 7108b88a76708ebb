/// Reads the protobuf messages of an ONNX file.
///
/// Field numbers are those of `onnx.proto`.
enum ONNXReader {
  /// The graph that a file's bytes hold.
  ///
  /// - Throws: ``GraphError`` for what is damaged; a graph with cycles is.
  static func graph(_ bytes: UnsafeRawBufferPointer) throws(GraphError) -> ONNXGraph {
    let read: ONNXGraph?
    do throws(ProtobufError) {
      read = try message(bytes)
    } catch {
      throw GraphError("", "\(error)")
    }
    guard var graph = read else { throw GraphError("", "it holds no graph") }
    let names = Set(graph.constants.keys)
    graph.inputs.removeAll { names.contains($0.name) }
    graph.nodes = try sorted(graph)
    return graph
  }

  private static func message(
    _ bytes: UnsafeRawBufferPointer
  ) throws(ProtobufError) -> ONNXGraph? {
    var graph: ONNXGraph?
    var metadata: [String: String] = [:]
    var reader = ProtobufReader(bytes)
    while let field = try reader.next() {
      switch field.number {
      case 7: graph = try Self.graph(reader.message(field))
      case 14:
        let (key, value) = try pair(reader.message(field))
        metadata[key] = value
      default: try reader.skip(field)
      }
    }
    graph?.metadata = metadata
    return graph
  }

  /// The nodes, each behind those whose results it takes; nothing may come from nowhere.
  private static func sorted(_ graph: ONNXGraph) throws(GraphError) -> [ONNXNode] {
    var known = Set(graph.inputs.map(\.name)).union(graph.constants.keys)
    known.insert("")
    var waiting = graph.nodes
    var result: [ONNXNode] = []
    // Files have their nodes in order as a rule, so that one round is enough.
    for _ in 0..<1_000 where !waiting.isEmpty {
      var rest: [ONNXNode] = []
      for node in waiting {
        guard node.inputs.allSatisfy(known.contains) else {
          rest.append(node)
          continue
        }
        for output in node.outputs where !output.isEmpty {
          guard known.insert(output).inserted else {
            throw GraphError(node.place, "'\(output)' is made twice")
          }
        }
        result.append(node)
      }
      guard rest.count < waiting.count else { break }
      waiting = rest
    }
    if let node = waiting.first {
      let absent = node.inputs.first { !known.contains($0) } ?? ""
      throw GraphError(
        node.place, "'\(absent)' is made by no step before it, or from its own result")
    }
    return result
  }

  private static func graph(
    _ message: ProtobufReader
  ) throws(ProtobufError) -> ONNXGraph {
    var graph = ONNXGraph()
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: graph.nodes.append(try node(reader.message(field)))
      case 5:
        let tensor = try tensor(reader.message(field))
        graph.constants[tensor.name] = tensor
      case 11: graph.inputs.append(try port(reader.message(field)))
      case 12: graph.outputs.append(try port(reader.message(field)))
      default: try reader.skip(field)
      }
    }
    return graph
  }

  private static func node(_ message: ProtobufReader) throws(ProtobufError) -> ONNXNode {
    var node = ONNXNode()
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: node.inputs.append(try reader.text(field))
      case 2: node.outputs.append(try reader.text(field))
      case 3: node.name = try reader.text(field)
      case 4: node.operation = try reader.text(field)
      case 5:
        let (key, value) = try attribute(reader.message(field))
        node.attributes[key] = value
      case 7: node.domain = try reader.text(field)
      default: try reader.skip(field)
      }
    }
    return node
  }

  private static func attribute(
    _ message: ProtobufReader
  ) throws(ProtobufError) -> (String, ONNXAttribute) {
    var name = ""
    var type = 0
    var value = ONNXAttribute.other
    var float = 0.0
    var integer = 0
    var text = ""
    var floats: [Double] = []
    var integers: [Int] = []
    var texts: [String] = []
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try reader.text(field)
      case 2: float = Double(try reader.float(field))
      case 3: integer = Int(Int64(bitPattern: try reader.varint(field)))
      case 4: text = try reader.text(field)
      case 5: value = .tensor(try tensor(reader.message(field)))
      case 7: try appendFloats(&reader, field, to: &floats)
      case 8: try appendIntegers(&reader, field, to: &integers)
      case 9: texts.append(try reader.text(field))
      case 20: type = Int(truncatingIfNeeded: try reader.varint(field))
      default: try reader.skip(field)
      }
    }
    switch type {
    case 1: value = .float(float)
    case 2: value = .integer(integer)
    case 3: value = .text(text)
    case 6: value = .floats(floats)
    case 7: value = .integers(integers)
    case 8: value = .texts(texts)
    default: break
    }
    return (name, value)
  }

  private static func tensor(_ message: ProtobufReader) throws(ProtobufError) -> ONNXTensor {
    var tensor = ONNXTensor()
    var reader = message
    var integers: [Int] = []
    while let field = try reader.next() {
      switch field.number {
      case 1: try appendIntegers(&reader, field, to: &tensor.shape)
      case 2: tensor.kind = Int(truncatingIfNeeded: try reader.varint(field))
      case 4: try appendFloats(&reader, field, to: &tensor.numbers)
      case 5, 7, 11: try appendIntegers(&reader, field, to: &integers)
      case 6: tensor.texts.append(try reader.text(field))
      case 8: tensor.name = try reader.text(field)
      case 9: tensor.raw = try reader.bytes(field)
      case 10: try reader.doubles(field, into: &tensor.numbers)
      case 14: tensor.isElsewhere = try reader.varint(field) == 1
      default: try reader.skip(field)
      }
    }
    // Half floats stand in the whole numbers as bits; they are rare there and left out.
    if !integers.isEmpty { tensor.numbers = integers.map(Double.init) }
    return tensor
  }

  private static func appendFloats(
    _ reader: inout ProtobufReader, _ field: ProtobufReader.Field, to numbers: inout [Double]
  ) throws(ProtobufError) {
    try reader.repeated(field, of: .fixed32, into: &numbers) {
      reader, field throws(ProtobufError) in Double(try reader.float(field))
    }
  }

  private static func appendIntegers(
    _ reader: inout ProtobufReader, _ field: ProtobufReader.Field, to integers: inout [Int]
  ) throws(ProtobufError) {
    try reader.repeated(field, of: .varint, into: &integers) {
      reader, field throws(ProtobufError) in Int(Int64(bitPattern: try reader.varint(field)))
    }
  }

  private static func pair(
    _ message: ProtobufReader
  ) throws(ProtobufError) -> (String, String) {
    var key = ""
    var value = ""
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: key = try reader.text(field)
      case 2: value = try reader.text(field)
      default: try reader.skip(field)
      }
    }
    return (key, value)
  }

  private static func port(_ message: ProtobufReader) throws(ProtobufError) -> ONNXGraph.Port {
    var port = ONNXGraph.Port()
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: port.name = try reader.text(field)
      case 2:
        var type = try reader.message(field)
        while let field = try type.next() {
          guard field.number == 1 else {
            try type.skip(field)
            continue
          }
          try readTensorType(type.message(field), into: &port)
        }
      default: try reader.skip(field)
      }
    }
    return port
  }

  private static func readTensorType(
    _ message: ProtobufReader, into port: inout ONNXGraph.Port
  ) throws(ProtobufError) {
    var reader = message
    while let field = try reader.next() {
      switch field.number {
      case 1: port.kind = Int(truncatingIfNeeded: try reader.varint(field))
      case 2:
        var shape = try reader.message(field)
        while let field = try shape.next() {
          guard field.number == 1 else {
            try shape.skip(field)
            continue
          }
          var extent: Int?
          var dimension = try shape.message(field)
          while let field = try dimension.next() {
            if field.number == 1 {
              // Some exporters write 0 or −1 for an extent that is free.
              let value = Int(Int64(bitPattern: try dimension.varint(field)))
              extent = value > 0 ? value : nil
            } else {
              try dimension.skip(field)
            }
          }
          port.shape.append(extent)
        }
      default: try reader.skip(field)
      }
    }
  }
}
