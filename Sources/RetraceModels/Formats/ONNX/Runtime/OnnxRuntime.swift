import COnnxRuntime
import Glibc

// @unchecked Sendable because the library's environment may be used from several threads.

/// ONNX Runtime's library, opened when the first graph needs it.
final class OnnxRuntime: @unchecked Sendable {
  /// The library, or why it is not there.
  static let shared: Result<OnnxRuntime, GraphError> = open()

  /// What to do where the library is absent.
  static let wayOut =
    "scripts/get-onnxruntime gets ONNX Runtime's library, or RETRACE_ONNXRUNTIME names its folder"

  private let library: OpaquePointer

  private init(_ library: OpaquePointer) { self.library = library }

  /// Where the library may be, the likeliest first.
  static var paths: [String] {
    func value(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    let file = "libonnxruntime.so"
    var paths: [String] = []
    if let named = value("RETRACE_ONNXRUNTIME") {
      // Who names a place means that one only.
      return named.contains(".so") ? [named] : ["\(named)/\(file)"]
    }
    if let data = value("XDG_DATA_HOME") {
      paths.append("\(data)/retrace/lib/\(file)")
    } else if let home = value("HOME") {
      paths.append("\(home)/.local/share/retrace/lib/\(file)")
    }
    return paths + ["\(file).1", file]
  }

  private static func open() -> Result<OnnxRuntime, GraphError> {
    var reason = "it is not installed"
    for path in paths {
      if path.hasPrefix("/"), access(path, R_OK) != 0 { continue }
      var message = MessageBuffer()
      if let library = message.fill({ onnx_library_open(path, $0, $1) }) {
        return .success(OnnxRuntime(library))
      }
      if path.hasPrefix("/") { reason = message.text }
    }
    return .failure(GraphError("ONNX Runtime", "\(reason); \(wayOut)"))
  }

  /// A model that the library has prepared.
  ///
  /// - Throws: ``GraphError`` in the library's words.
  func session(_ bytes: UnsafeRawBufferPointer) throws(GraphError) -> OnnxSession {
    var message = MessageBuffer()
    guard
      let session = message.fill({
        onnx_session_create(library, bytes.baseAddress, bytes.count, $0, $1)
      })
    else { throw GraphError("ONNX Runtime", message.text) }
    return OnnxSession(session)
  }
}

/// Room for the message of a C function.
struct MessageBuffer {
  private var bytes = [CChar](repeating: 0, count: 600)

  /// The message on one line, without what the library says of its own sources.
  var text: String {
    let whole = String(
      decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let line = whole.split(whereSeparator: \.isNewline).first.map(String.init) ?? whole
    return line.isEmpty ? "it failed without a message" : line
  }

  mutating func fill<Result>(_ body: (UnsafeMutablePointer<CChar>?, Int) -> Result) -> Result {
    bytes.withUnsafeMutableBufferPointer { body($0.baseAddress, $0.count) }
  }
}

// @unchecked Sendable because the library may run a session from several threads.

/// A model inside ONNX Runtime.
final class OnnxSession: @unchecked Sendable {
  /// One input of a run: its name, kind, extents, and numbers in that kind's bytes.
  struct Input {
    let name: String
    let kind: Int
    let shape: [Int64]
    var bytes: [UInt8]
  }

  /// The most numbers of one row's result.
  static let resultLimit = 1 << 22

  private let session: OpaquePointer

  init(_ session: OpaquePointer) { self.session = session }

  deinit { onnx_session_release(session) }

  /// Runs the model.
  ///
  /// - Returns: the numbers of one result and their extents.
  /// - Throws: ``GraphError`` in the library's words.
  func run(
    _ inputs: [Input], output: String, expecting count: Int
  ) throws(GraphError) -> (numbers: [Double], shape: [Int]) {
    var message = MessageBuffer()
    var shape = [Int64](repeating: 0, count: 8)
    var rank = 0
    var numbers = [Double](repeating: 0, count: max(1, count))
    // What C points at lives in these arrays of pointers until the call returns.
    let names = inputs.map { strdup($0.name) }
    defer { for name in names { free(name) } }
    let shapes = inputs.map { input in
      let copy = UnsafeMutableBufferPointer<Int64>.allocate(capacity: max(1, input.shape.count))
      _ = copy.initialize(from: input.shape)
      return copy
    }
    defer { for shape in shapes { shape.deallocate() } }
    let data = inputs.map { input in
      // Every element kind is aligned in eight bytes.
      let copy = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(8, input.bytes.count), alignment: 16)
      copy.copyBytes(from: input.bytes)
      return copy
    }
    defer { for part in data { part.deallocate() } }
    let described = inputs.indices.map { index in
      onnx_input(
        name: names[index].map { UnsafePointer($0) }, kind: Int32(inputs[index].kind),
        shape: UnsafePointer(shapes[index].baseAddress), rank: inputs[index].shape.count,
        data: data[index].baseAddress, byte_count: inputs[index].bytes.count)
    }
    let limit = Int64(numbers.count)
    let written = numbers.withUnsafeMutableBufferPointer { numbers in
      shape.withUnsafeMutableBufferPointer { shape in
        message.fill {
          onnx_session_run(
            session, described, described.count, output, numbers.baseAddress, limit,
            shape.baseAddress, &rank, $0, $1)
        }
      }
    }
    guard written >= 0 else { throw GraphError("ONNX Runtime", message.text) }
    guard written <= Int64(Self.resultLimit) else {
      throw GraphError("ONNX Runtime", "the result has \(written) numbers, too many")
    }
    guard written <= limit else {
      return try run(inputs, output: output, expecting: Int(written))
    }
    return (Array(numbers.prefix(Int(written))), shape.prefix(rank).map { Int($0) })
  }
}
