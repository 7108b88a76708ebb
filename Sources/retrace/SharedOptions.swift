import ArgumentParser

/// Options that every form of the command takes.
struct SharedOptions: ParsableArguments {
  @Option(
    name: .customLong("param"),
    help: ArgumentHelp(
      "Set a parameter that a script declares; may be repeated.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(help: ArgumentHelp("The seed at the start.", valueName: "number"))
  var seed: UInt64?

  @Flag(help: "Print each shown result as one line of JSON.")
  var json = false

  @Flag(help: "Print tables as CSV.")
  var csv = false

  @Option(help: ArgumentHelp("The width of what is printed.", valueName: "cells"))
  var width: Int?

  @Option(help: ArgumentHelp("When to print in colour: auto, always or never.", valueName: "when"))
  var color: ColorChoice = .auto

  @Flag(help: "Draw with ASCII characters alone.")
  var ascii = false

  @Flag(help: "Print the seconds of each statement on standard error, as JSON.")
  var timings = false

  @Flag(name: .customLong("no-init"), help: "Do not run the start-up file.")
  var noInit = false

  @Option(
    name: .customLong("allow-run"),
    help: ArgumentHelp("Allow statements to start a program.", valueName: "program"))
  var allowedPrograms: [String] = []

  @Option(
    name: .customLong("allow-net"),
    help: ArgumentHelp("Allow statements to reach a host.", valueName: "host"))
  var allowedHosts: [String] = []

  @Option(
    name: .customLong("allow-write"),
    help: ArgumentHelp("Allow statements to write below a folder.", valueName: "folder"))
  var writableFolders: [String] = []

  func validate() throws {
    if json, csv { throw ValidationError("--json and --csv exclude each other") }
    if let width, !(20...1_000).contains(width) {
      throw ValidationError("--width takes 20 to 1000, got \(width)")
    }
    for parameter in parameters where !parameter.contains("=") || parameter.hasPrefix("=") {
      throw ValidationError("--param takes NAME=VALUE, got '\(parameter)'")
    }
  }
}

/// When colours are printed.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto
  case always
  case never
}
