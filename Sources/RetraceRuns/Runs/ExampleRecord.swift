import RetraceModels
import RetraceTables

/// One of the records per row: numbers of some shape, wherever they are stored.
struct ExampleRecord: Sendable {
  /// Where the numbers are.
  enum Storage: Sendable {
    /// A tensor of a file with several.
    case tensor(TensorFile)
    /// A file of its own.
    case array(NPYArray)
    /// In memory.
    case numbers([Double])
  }

  /// Its name, such as `train.logits`.
  let name: String
  /// Its extents: epochs, rows, and outputs where there are some.
  let shape: [Int]
  let storage: Storage

  /// A record in memory: a number per row.
  init(_ name: String, numbers: [Double]) {
    self.name = name
    shape = [numbers.count]
    storage = .numbers(numbers)
  }

  /// A record in a file of its own.
  init(_ name: String, _ array: NPYArray) {
    self.name = name
    shape = array.shape
    storage = .array(array)
  }

  /// The records of a file of tensors.
  static func all(of file: TensorFile) -> [ExampleRecord] {
    file.entries.map { ExampleRecord(name: $0.name, shape: $0.shape, storage: .tensor(file)) }
  }

  private init(name: String, shape: [Int], storage: Storage) {
    self.name = name
    self.shape = shape
    self.storage = storage
  }

  /// How many numbers there are.
  var count: Int { shape.reduce(1, *) }

  /// Some of the numbers, the last index running fastest.
  ///
  /// - Throws: `ModelError`, `TableError` if they are not there.
  func doubles(in part: Range<Int>) throws -> [Double] {
    switch storage {
    case .tensor(let file): try file.doubles(name, in: part)
    case .array(let array): try array.doubles(in: part)
    case .numbers(let numbers): Array(numbers[part.clamped(to: numbers.indices)])
    }
  }
}
