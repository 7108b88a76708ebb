/// Layers of weighted sums with activations, all parameters in one flat array.
///
/// The parameters of a layer are its weight, outputs × inputs row by row, then its bias. A
/// logistic regression is a network of one layer.
public struct DenseNetwork: Sendable, Equatable {
  /// A run of parameters that belong together.
  public struct Tensor: Sendable, Equatable {
    /// Its name, such as `layers.0.weight`.
    public let name: String
    /// Its extents, such as outputs and inputs.
    public let shape: [Int]
    /// Where in the parameters it stands.
    public let range: Range<Int>
  }

  /// The widths: of the input, then of each layer's output.
  public let sizes: [Int]
  /// What each layer does with its sums.
  public let activations: [Activation]
  /// All weights and biases.
  public internal(set) var parameters: [Double]

  /// Makes a network.
  ///
  /// - Parameters:
  ///   - sizes: the widths of the input and of each layer, each at least 1 (the input may be 0).
  ///   - activations: one a layer.
  ///   - parameters: as many as ``parameterCount(sizes:)`` says; zeros without.
  public init(sizes: [Int], activations: [Activation], parameters: [Double]? = nil) {
    precondition(sizes.count >= 2 && activations.count == sizes.count - 1, "no layers")
    let count = Self.parameterCount(sizes: sizes)
    precondition((parameters?.count ?? count) == count, "\(count) parameters expected")
    self.sizes = sizes
    self.activations = activations
    self.parameters = parameters ?? [Double](repeating: 0, count: count)
  }

  /// How many parameters a network of some widths has.
  public static func parameterCount(sizes: [Int]) -> Int {
    zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
  }

  /// The same network with other parameters.
  public func with(parameters: [Double]) -> DenseNetwork {
    DenseNetwork(sizes: sizes, activations: activations, parameters: parameters)
  }

  /// Changes the parameters in place; their number stays.
  package mutating func update(_ body: (inout [Double]) -> Void) {
    let count = parameters.count
    body(&parameters)
    precondition(parameters.count == count, "the number of parameters is fixed")
  }

  /// How many layers there are.
  public var layerCount: Int { activations.count }

  /// The width of the input.
  public var inputCount: Int { sizes[0] }

  /// The width of the last layer.
  public var outputCount: Int { sizes[sizes.count - 1] }

  /// What the last layer does with its sums.
  public var outputActivation: Activation { activations[activations.count - 1] }

  /// The largest width.
  var largestSize: Int { sizes.reduce(0, max) }

  /// Where a layer's parameters begin: its weight, then its bias.
  func weightOffset(_ layer: Int) -> Int {
    Self.parameterCount(sizes: Array(sizes[...layer]))
  }

  /// The weights and biases by name, in the order of the parameters.
  public var tensors: [Tensor] {
    (0..<layerCount).flatMap { layer -> [Tensor] in
      let (inputs, outputs) = (sizes[layer], sizes[layer + 1])
      let start = weightOffset(layer)
      let bias = start + inputs * outputs
      return [
        Tensor(name: "layers.\(layer).weight", shape: [outputs, inputs], range: start..<bias),
        Tensor(name: "layers.\(layer).bias", shape: [outputs], range: bias..<bias + outputs),
      ]
    }
  }

  /// The weight of a layer, outputs × inputs row by row.
  public func weight(_ layer: Int) -> ArraySlice<Double> {
    let start = weightOffset(layer)
    return parameters[start..<start + sizes[layer] * sizes[layer + 1]]
  }

  /// The bias of a layer.
  public func bias(_ layer: Int) -> ArraySlice<Double> {
    let start = weightOffset(layer) + sizes[layer] * sizes[layer + 1]
    return parameters[start..<start + sizes[layer + 1]]
  }
}
