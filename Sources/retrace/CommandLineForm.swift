import ArgumentParser

/// Which form of the command a command line has.
///
/// The first word that is no option decides; the words `check`, `help`, `export` and `learn` are
/// commands there. A script of such a name is given as `./check`.
enum CommandLineForm {
  case run(RunCommand)
  case check(CheckCommand)
  case help(HelpCommand)

  init(_ arguments: [String]) throws {
    guard let position = Self.firstWord(arguments) else {
      self = .run(try RunCommand.parse(arguments))
      return
    }
    var rest = arguments
    let word = rest.remove(at: position)
    switch word {
    case "check": self = .check(try CheckCommand.parse(rest))
    case "help": self = .help(try HelpCommand.parse(rest))
    case "export", "learn": throw AbsentMode.later(word)
    default: self = .run(try RunCommand.parse(arguments))
    }
  }

  /// Options that are followed by a value.
  private static let valued: Set<String> = [
    "--param", "--seed", "--width", "--color", "--allow-run", "--allow-net", "--allow-write", "-c",
  ]

  private static func firstWord(_ arguments: [String]) -> Int? {
    var position = 0
    while position < arguments.count {
      let word = arguments[position]
      if valued.contains(word) {
        position += 2
      } else if word.hasPrefix("-"), word != "-", word != "--" {
        position += 1
      } else {
        return word == "--" ? nil : position
      }
    }
    return nil
  }
}

/// A form of the command that this version does not have.
enum AbsentMode: Error, CustomStringConvertible {
  case later(String)

  var description: String {
    switch self {
    case .later(let word):
      "this version has no '\(word)'; retrace --help lists what it has"
    }
  }
}
