import RetraceDisplay
import RetraceLanguage
import RetraceTables
import Testing

@Suite("Help") struct HelpTests {
  static let registry = CommandRegistry(testCommands)

  @Test("a command's page shows how it is called, what it takes and its defaults")
  func page() throws {
    let document = try #require(Self.registry.help("fit"))
    #expect(
      TerminalRenderer().render(document) == """
        fit(rows, rate: 0.1, optimizer: "sgd", depth: automatic)
        Parameters as data.

        rows       a row or a table. The rows.
        rate       a number from 0 to 1, default 0.1. The step.
        optimizer  "sgd" or "adam", default "sgd". How.
        depth      a whole number from 1 to 9, default automatic. How deep.

        """)
  }

  @Test("error codes have a page, other words none")
  func codes() throws {
    let document = try #require(Self.registry.help("R0402"))
    guard case .headline(let headline) = document.blocks.first else {
      Issue.record("no headline")
      return
    }
    #expect(headline == "R0402: past the end")
    #expect(Self.registry.help("nothing") == nil)
    #expect(Self.registry.suggestions(for: "haed") == ["head"])
    #expect(Self.registry.suggestions(for: "rows") == ["keep"])
  }

  @Test("the description as JSON starts with its version")
  func json() throws {
    let text = Self.registry.descriptionJSON.serialized
    #expect(text.hasPrefix("{\"version\": 1, "))
    let commands = try #require(Self.registry.descriptionJSON["commands"])
    guard case .array(let all) = commands else {
      Issue.record("no commands")
      return
    }
    #expect(all.count == testCommands.count)
    #expect(
      all[0].serialized
        == #"{"name": "head", "group": "tables", "usage": "head(table, n: 10)", "summary": "The first rows.", "discussion": "", "parameters": [{"name": "table", "summary": "Rows to take from.", "takes": "a table", "type": {"kind": "table"}, "default": null, "required": true, "variadic": false, "collects_named": false}, {"name": "n", "summary": "How many rows.", "takes": "a whole number from 0 to 1000000", "type": {"kind": "integer", "minimum": 0, "maximum": 1000000}, "default": "10", "required": false, "variadic": false, "collects_named": false}], "examples": [], "references": [], "search_terms": []}"#
    )
  }

  @Test("the reference page lists groups, commands and parameters")
  func markdown() {
    let page = CommandRegistry([TestCommands.fit]).markdownReference
    #expect(
      page == """
        # Commands

        This page is generated from the descriptions of the commands: do not edit it.

        ## Models

        ### fit

        `fit(rows, rate: 0.1, optimizer: "sgd", depth: automatic)`

        Parameters as data.

        | parameter | takes | default | |
        | --- | --- | --- | --- |
        | `rows` | a row or a table | must be given | The rows. |
        | `rate` | a number from 0 to 1 | `0.1` | The step. |
        | `optimizer` | "sgd" or "adam" | `"sgd"` | How. |
        | `depth` | a whole number from 1 to 9 | `automatic` | How deep. |

        """)
  }

  @Test("the overview lists every command once, by group")
  func overview() {
    let shown = TerminalRenderer().render(Self.registry.overview)
    for command in testCommands {
      #expect(shown.split(separator: "\n").count { $0.hasPrefix("\(command.name) ") } == 1)
    }
  }
}
