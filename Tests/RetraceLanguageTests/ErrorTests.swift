import RetraceSyntax
import Testing

/// Errors as they reach the user: code, message, the place between « and », labels, facts, help.
@Suite("Errors of evaluation") struct ErrorTests {
  @Test("unknown names are answered with names that are near or there")
  func names() {
    #expect(
      Session.error("credit = 1; credti + 1") == """
        R0201 there is no variable 'credti'
        credit = 1; «credti» + 1
        help did you mean 'credit'?
        """)
    #expect(
      Session.error("good") == """
        R0201 there is no variable 'good'
        «good»
        fact variables: r, t
        help a text stands between quotes: "good"
        """)
    #expect(
      Session.error("$tt") == """
        R0201 there is no variable 'tt'
        «$tt»
        fact variables: r, t
        """)
    #expect(
      Session.error("keep(t, agee > 3)") == """
        R0202 there is no column or variable 'agee'
        keep(t, «agee» > 3)
        fact columns: age, score, job, note, good, day, credit risk
        help did you mean 'age'?
        """)
    #expect(
      Session.error("t | pick(age, jobb)") == """
        R0202 the table has no column 'jobb'
        t | pick(age, «jobb»)
        fact its columns: age, score, job, note, good, day, credit risk
        help did you mean 'job'?
        """)
    #expect(
      Session.error("t.Note") == """
        R0202 the table has no column 'Note'
        t.«Note»
        fact its columns: age, score, job, note, good, day, credit risk
        help did you mean 'note'?
        """)
    #expect(
      Session.error("t | haed(3)") == """
        R0203 there is no command 'haed'
        t | «haed»(3)
        help did you mean 'head'?
        """)
    #expect(
      Session.error("r.c") == """
        R0204 the record has no field 'c'
        r.«c»
        fact its fields: a, b
        """)
    #expect(
      Session.error("1\n_9") == """
        R0207 cell 9 showed no result
        1
        «_9»
        fact results: _1
        """)
  }

  @Test("habits of other languages are answered with what to type")
  func habits() {
    #expect(
      Session.error("print(1 + 2)") == """
        R0203 there is no command 'print': every value is shown as it is
        «print»(1 + 2)
        help write the expression alone
        fix 1 + 2
        """)
    #expect(
      Session.error("t.head(3)") == """
        R0404 'head' is a command, not a field of a table of 3 rows
        t.«head»(3)
        help commands take their first argument from a pipe: t | head(3)
        fix t | head(3)
        """)
    #expect(
      Session.error("[1, 2].total") == """
        R0404 a list of 2 elements has no fields
        [1, 2].«total»
        label [1, 2]: this is a list of 2 elements
        help 'total' is a command: [1, 2] | total
        fix [1, 2] | total
        """)
    #expect(
      Session.error("x = 3; x(2)") == """
        R0403 'x' is the number 3 and cannot be called
        x = 3; «x»(2)
        help leave out the brackets: x
        """)
    #expect(
      Session.error("_ = 3") == """
        R0116 '_' stands for an earlier result
        «_» = 3
        help choose another name
        """)
  }

  @Test("arguments that do not fit are marked at their place")
  func arguments() {
    #expect(
      Session.error("head(3)") == """
        R0301 'table:' takes a table, got the number 3
        head(«3»)
        help usage: head(table, n: 10)
        """)
    #expect(
      Session.error("t | keep(true) | total") == """
        R0301 'total' takes a list or a column, got a table of 3 rows
        t | keep(true) | «total»
        label keep(true): this gives a table of 3 rows
        help usage: total(values)
        """)
    #expect(
      Session.error("t | head(-1)") == """
        R0304 'n:' takes a whole number from 0 to 1000000, got -1
        t | head(«-1»)
        help usage: head(table, n: 10)
        """)
    #expect(
      Session.error("head(t, n: 2.5)") == """
        R0304 'n:' takes a whole number from 0 to 1000000, got 2.5
        head(t, n: «2.5»)
        help usage: head(table, n: 10)
        """)
    #expect(
      Session.error("head(t, 1, 2)") == """
        R0303 'head' takes 2 arguments at most
        head(t, 1, «2»)
        help usage: head(table, n: 10)
        """)
    #expect(
      Session.error("t | head(1, t)") == """
        R0303 'head' takes 2 arguments at most
        t | head(1, «t»)
        label t: the pipe gives the first one
        help usage: head(table, n: 10)
        """)
    #expect(
      Session.error("head()") == """
        R0302 'head' needs 'table:'
        «head()»
        fact table: Rows to take from.
        help usage: head(table, n: 10)
        """)
    #expect(
      Session.error("head(t, count: 3)") == """
        R0205 'head' has no parameter 'count:'
        head(t, «count»: 3)
        fact its parameters: table, n
        help usage: head(table, n: 10)
        """)
    #expect(
      Session.error("fit(t, rat: 0.5)") == """
        R0205 'fit' has no parameter 'rat:'
        fit(t, «rat»: 0.5)
        fact its parameters: rows, rate, optimizer, depth
        help did you mean 'rate:'?
        """)
    #expect(
      Session.error("t | head(3, table: t)") == """
        R0305 'table:' is given twice
        t | head(3, «table: t»)
        label t: given here first
        help usage: head(table, n: 10)
        """)
    #expect(
      Session.error("fit(t, optimizer: \"adm\")") == """
        R0206 'optimizer:' takes "sgd" or "adam", got "adm"
        fit(t, optimizer: «"adm"»)
        help did you mean "adam"?
        """)
    #expect(
      Session.error("fit(t, rate: \"x\")") == """
        R0301 'rate:' takes a number from 0 to 1, got the text "x"
        fit(t, rate: «"x"»)
        help usage: fit(rows, rate: 0.1, optimizer: "sgd", depth: automatic)
        """)
    #expect(
      Session.error("5 | seed_of(1)") == """
        R0303 'seed_of' takes 1 argument at most
        5 | seed_of(«1»)
        label 5: the pipe gives the first one
        help usage: seed_of(seed: automatic)
        """)
    #expect(
      Session.error("add(t, 5)") == """
        R0303 an argument of 'add' needs a name here
        add(t, «5»)
        help usage: add(table, name: …)
        """)
    #expect(
      Session.error("f = (x, y) -> x; f(1)") == """
        R0308 'f' takes 2 values, got 1
        f = (x, y) -> x; «f(1)»
        fact its parameters: x, y
        """)
  }

  @Test("operators say what they got and from where")
  func operators() {
    #expect(
      Session.error("1 + \"a\"") == """
        R0301 '+' takes numbers, or two texts, got the text "a"
        1 + «"a"»
        label 1: this is the number 1
        help a value stands in a text as "\\(value)"
        """)
    #expect(
      Session.error("t.job * 2") == """
        R0301 '*' takes numbers, got a category column of 3 values
        «t.job» * 2
        label 2: this is the number 2
        help number(column) reads numbers from texts
        """)
    #expect(
      Session.error("[1, 2] * 2") == """
        R0301 '*' takes numbers, got a list of 2 elements
        «[1, 2]» * 2
        label 2: this is the number 2
        help map(list, x -> x + 1) calculates with each element
        """)
    #expect(
      Session.error("keep(t, age == \"30\")") == """
        R0301 '==' cannot compare a number column of 3 values with the text "30"
        keep(t, «age == "30"»)
        label age: this is a number column of 3 values
        label "30": this is the text "30"
        help numbers stand without quotes; number(x) reads a number from a text
        """)
    #expect(
      Session.error("1 and true") == """
        R0307 each side of 'and' is true, false or missing, got the number 1
        «1» and true
        help to compare write '==', '<' and so on
        """)
    #expect(
      Session.error("if 3 then 1 else 2") == """
        R0307 a condition is true, false or missing, got the number 3
        if «3» then 1 else 2
        help to compare write '==', '<' and so on
        """)
    #expect(
      Session.error("keep(t, age)") == """
        R0307 a condition is true, false or missing, got a number column of 3 values
        keep(t, «age»)
        help to compare write '==', '<' and so on
        """)
    #expect(
      Session.error("t.age + t[0..1].age") == """
        R0306 columns of 3 and 2 values cannot be combined
        «t.age + t[0..1].age»
        label t.age: 3 values
        label t[0..1].age: 2 values
        """)
    #expect(
      Session.error("1..1e12") == """
        R0603 a list of more than 10,000,000 numbers is too long
        «1..1e12»
        help 'x in a..b' asks whether a number lies between two others without such a list
        """)
    #expect(
      Session.error("t.day > \"soon\"") == """
        R0301 "soon" is not a date or time
        t.day > «"soon"»
        help dates and times are written "2026-03-01" or "2026-03-01T12:30:00"
        """)
    #expect(
      Session.error("\"a \\(t) b\"") == """
        R0301 a table of 3 rows cannot stand in a text
        "a \\(«t») b"
        help a text takes numbers, texts, true, false, missing and lists of these
        """)
  }

  @Test("indices")
  func indices() {
    #expect(
      Session.error("t[3]") == """
        R0402 3 is past the end
        t[«3»]
        fact there are 3 rows: 0 to 2, or -1 to -3 from the end
        """)
    #expect(
      Session.error("[1, 2][[0, -3]]") == """
        R0402 -3 is past the end
        [1, 2][«[0, -3]»]
        fact there are 2 elements: 0 to 1, or -1 to -2 from the end
        """)
    #expect(
      Session.error("5[0]") == """
        R0401 the number 5 cannot be indexed
        «5»[0]
        help lists, columns, tables, records and rows can
        """)
    #expect(Session.result("t[1.5]") == "R0301 an index is a whole number, got 1.5")
    #expect(Session.result("[1][1e300]") == "R0301 an index is a whole number, got 1e+300")
    #expect(Session.result("[1][-9e18]") == "R0402 -9000000000000000000 is past the end")
    #expect(Session.result("[][0]") == "R0402 0 is past the end")
    #expect(Session.result("t[0 / 0]") == "R0301 an index is a whole number, got nan")
    #expect(Session.result("r[\"z\"]") == "R0204 the record has no field 'z'")
  }

  @Test("errors of libraries and of functions from other cells stand at the call")
  func others() {
    #expect(
      Session.error("1 + fails()") == """
        R0601 the library says 'no'
        1 + «fails()»
        """)
    #expect(
      Session.error("fails(kind: \"range\")") == """
        R0304 'kind:' takes less, got "range"
        fails(kind: «"range"»)
        help usage: fails(kind: "library")
        """)
    #expect(
      Session.error("f = x -> x.loss; each([{a: 1}], f)") == """
        R0204 the record has no field 'loss'
        f = x -> x.«loss»; each([{a: 1}], f)
        fact its fields: a
        """)
    var session = Session()
    #expect(throws: Never.self) { try session.run("f = x -> x.loss") }
    do {
      _ = try session.run("1 + f({a: 1})")
      Issue.record("no error")
    } catch {
      let text = "\(error)"
      #expect(text == "R0204: the record has no field 'loss'")
      #expect((error as? Diagnostic)?.range == SourceRange(4, 13))
      #expect(
        (error as? Diagnostic)?.facts == ["its fields: a", "in 'f': x -> x.loss", "at: loss"])
    }
    #expect(
      Session.error("f = n -> f(n + 1); f(0)").hasPrefix(
        "R0605 functions call one another too deeply"))
    #expect(
      Session.error("f = (g, n) -> each([n], x -> g(g, x)); f(f, 0)").hasPrefix(
        "R0605 functions call one another too deeply"))
  }
}
