import RetraceCatalog
import Testing

@Suite("Parameters") struct ParameterTests {
  struct Options: Sendable {
    enum Optimizer: String, CaseIterable, Sendable {
      case sgd
      case adam
    }
    var epochs = 20
    var rate = 0.1
    var depth: Int?
    var usesBias = true
    var optimizer = Optimizer.sgd
  }

  static let epochs = Parameter<Options>.integer("epochs", \.epochs, in: 1...1_000, "How many.")
  static let rate = Parameter<Options>.number("rate", \.rate, in: 0...1, "The step.")
  static let depth = Parameter<Options>.integer("depth", \.depth, in: 1...9, "How deep.")
  static let bias = Parameter<Options>.flag("bias", \.usesBias, "Whether.")
  static let optimizer = Parameter<Options>.choice("optimizer", \.optimizer, "How.")

  @Test(
    "the default is read from the options",
    arguments: [
      (epochs, "20"), (rate, "0.1"), (depth, "automatic"), (bias, "true"), (optimizer, "\"sgd\""),
    ])
  func defaults(parameter: Parameter<Options>, expected: String) {
    #expect(parameter.description(defaults: Options()).defaultText == expected)
  }

  @Test("an argument is written into the options")
  func binding() throws {
    var options = Options()
    try Self.epochs.bind(&options, .number(7))
    try Self.depth.bind(&options, .number(3))
    try Self.bias.bind(&options, .flag(false))
    try Self.optimizer.bind(&options, .text("adam"))
    #expect(options.epochs == 7)
    #expect(options.depth == 3)
    #expect(!options.usesBias)
    #expect(options.optimizer == .adam)
  }

  @Test(
    "what does not fit is refused with the parameter's name, what is taken and what was given",
    arguments: [
      (epochs, .number(0), "'epochs:' takes a whole number from 1 to 1000, got 0"),
      (epochs, .number(1.5), "'epochs:' takes a whole number from 1 to 1000, got 1.5"),
      (epochs, .number(.nan), "'epochs:' takes a whole number from 1 to 1000, got nan"),
      (epochs, .number(1e300), "'epochs:' takes a whole number from 1 to 1000, got 1e+300"),
      (epochs, .text("x"), "'epochs:' takes a whole number from 1 to 1000, got a text"),
      (rate, .number(-0.5), "'rate:' takes a number from 0 to 1, got -0.5"),
      (rate, .number(.nan), "'rate:' takes a number from 0 to 1, got nan"),
      (bias, .number(1), "'bias:' takes true or false, got a number"),
      (
        optimizer, .text("ada"),
        "'optimizer:' takes \"sgd\" or \"adam\", got \"ada\"; did you mean 'adam'?"
      ),
      (optimizer, .missing, "'optimizer:' takes \"sgd\" or \"adam\", got missing"),
    ] as [(Parameter<Options>, Argument, String)])
  func refusal(parameter: Parameter<Options>, argument: Argument, message: String) {
    var options = Options()
    #expect(throws: ArgumentError.self) { try parameter.bind(&options, argument) }
    do throws(ArgumentError) { try parameter.bind(&options, argument) } catch {
      #expect(error.description == message)
    }
  }

  @Test(
    "types say what they take",
    arguments: [
      (.integer(1...5), "a whole number from 1 to 5"),
      (.integer(0...Int.max), "a whole number of at least 0"),
      (.integer(.min ... .max), "a whole number"), (.number(-.infinity ... .infinity), "a number"),
      (.number(0...(.infinity)), "a number of at least 0"),
      (.choice(["a", "b", "c"]), "\"a\", \"b\" or \"c\""),
      (.any([.table, .object("run")]), "a table or a run"),
      (.object("attribution"), "an attribution"),
      (.rows, "a row or a table"), (.columnNames, "column names"),
    ] as [(ParameterType, String)])
  func phrases(type: ParameterType, phrase: String) {
    #expect(type.phrase == phrase)
  }
}
