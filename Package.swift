// swift-tools-version: 6.2
import PackageDescription

// The house in layers, lowest first: a module imports only what its line names,
// and what those import in turn. `scripts/check` compares the imports with this.
let layers: [Layer] = [
  Layer("RetraceNumerics", uses: ["COpenBLAS"]),
  Layer("RetraceSyntax", uses: []),
  Layer("RetraceTables", uses: ["RetraceNumerics", "CZlib"], testData: ["Fixtures"]),
  Layer("RetraceCatalog", uses: ["RetraceTables"]),
  Layer("RetraceDisplay", uses: ["RetraceTables"], testData: ["Snapshots"]),
  Layer(
    "RetraceLanguage", uses: ["RetraceSyntax", "RetraceTables", "RetraceDisplay", "RetraceCatalog"]),
  Layer(
    "RetraceModels",
    uses: ["RetraceTables", "RetraceNumerics", "RetraceCatalog", "COnnxRuntime"],
    testData: ["Fixtures"]),
  Layer(
    "RetraceRuns", uses: ["RetraceModels", "RetraceTables", "RetraceNumerics", "RetraceCatalog"],
    packages: [.crypto, .grdb, .yams], testData: ["Fixtures"]),
  Layer(
    "RetraceExplain",
    uses: [
      "RetraceRuns", "RetraceModels", "RetraceTables", "RetraceNumerics", "RetraceDisplay",
      "RetraceCatalog",
    ], testData: ["Fixtures"]),
  Layer("RetraceSession", uses: ["RetraceLanguage", "RetraceDisplay"], packages: [.crypto]),
  Layer(
    "RetraceCommands", uses: ["RetraceLanguage", "RetraceExplain", "RetraceRuns", "RetraceModels"]),
  Layer("RetraceShell", uses: ["RetraceSession", "RetraceDisplay", "CLibedit"]),
]

let package = Package(
  name: "Retrace",
  products: [
    .executable(name: "retrace", targets: ["retrace"]),
    .library(name: "RetraceExplain", targets: ["RetraceExplain"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CLibedit", linkerSettings: [.linkedLibrary("edit")]),
    .target(name: "COnnxRuntime", linkerSettings: [.linkedLibrary("dl")]),
  ] + layers.flatMap(\.targets) + [
    .executableTarget(
      name: "retrace",
      dependencies: ["RetraceShell", "RetraceCommands", .argumentParser],
      swiftSettings: Settings.executable
    ),
    .executableTarget(
      name: "retrace-bench",
      dependencies: ["RetraceExplain", "RetraceRuns", "RetraceModels", "RetraceTables"],
      swiftSettings: Settings.executable
    ),
    .testTarget(
      name: "RetraceEndToEndTests", dependencies: ["retrace"], swiftSettings: Settings.common
    ),
  ],
  swiftLanguageModes: [.v6]
)

/// One layer of the house: a module with its tests.
struct Layer {
  let name: String
  let uses: [String]
  let packages: [Target.Dependency]
  /// Folders of its tests that hold data and no code.
  let testData: [String]

  init(
    _ name: String, uses: [String], packages: [Target.Dependency] = [], testData: [String] = []
  ) {
    self.name = name
    self.uses = uses
    self.packages = packages
    self.testData = testData
  }

  var targets: [Target] {
    let dependencies = uses.map { Target.Dependency(stringLiteral: $0) }
    return [
      .target(name: name, dependencies: dependencies + packages, swiftSettings: Settings.common),
      .testTarget(
        name: name + "Tests", dependencies: [Target.Dependency(stringLiteral: name)] + dependencies,
        exclude: testData, swiftSettings: Settings.common
      ),
    ]
  }
}

extension Target.Dependency {
  static var argumentParser: Self {
    .product(name: "ArgumentParser", package: "swift-argument-parser")
  }
  static var crypto: Self { .product(name: "Crypto", package: "swift-crypto") }
  static var grdb: Self { .product(name: "GRDB", package: "GRDB.swift") }
  static var yams: Self { .product(name: "Yams", package: "Yams") }
}

/// Compiler settings.
enum Settings {
  static let common: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
  /// Specialises generic code across modules as well; on the executables only, so that the
  /// libraries can be used by other packages.
  static let executable: [SwiftSetting] =
    common + [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]
}
