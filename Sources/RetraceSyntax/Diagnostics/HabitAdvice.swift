/// What to say of names and commands that other languages have, when they are unknown here.
package struct HabitAdvice: Sendable, Equatable {
  /// One sentence on the way out.
  package let help: String
  /// What to write in place of the name alone; nil if no single word would do.
  package let replacement: String?

  /// Advice on a name that holds nothing: `None`, `NA`, `TRUE`, `exit`.
  package static func onName(_ name: String) -> HabitAdvice? {
    switch name {
    case "None", "null", "NULL", "nil", "NA", "na", "undefined", "nothing", "Nothing":
      HabitAdvice(help: "the missing value is written 'missing'", replacement: "missing")
    case "True", "TRUE", "T", "yes", "Yes":
      HabitAdvice(help: "truth is written 'true'", replacement: "true")
    case "False", "FALSE", "F", "no", "No":
      HabitAdvice(help: "falsehood is written 'false'", replacement: "false")
    case "NaN", "nan", "NAN":
      HabitAdvice(
        help: "a number that is none is written 0/0; a value that is not known is 'missing'",
        replacement: "(0/0)")
    case "Inf", "inf", "Infinity", "infinity":
      HabitAdvice(help: "infinity is written 1/0", replacement: "(1/0)")
    case "pi", "PI": HabitAdvice(help: "write 3.141592653589793", replacement: "3.141592653589793")
    case "exit", "quit", "q", "bye", "logout":
      HabitAdvice(help: "leave the shell with :quit or Ctrl-D", replacement: nil)
    case "help", "man", "usage": HabitAdvice(help: "ask for help with :help", replacement: nil)
    case "ls", "dir", "who", "whos", "vars":
      HabitAdvice(help: "list the variables with :vars", replacement: nil)
    case "history": HabitAdvice(help: "see what was typed with :history", replacement: nil)
    case "undo": HabitAdvice(help: "take the last statement back with :undo", replacement: nil)
    case "AND", "And", "OR", "Or", "NOT", "Not", "IN":
      HabitAdvice(help: "write '\(name.lowercased())'", replacement: name.lowercased())
    default: nil
    }
  }

  /// Advice on a command that does not exist: `print(x)`, `len(t)`, `filter_rows(t)`.
  package static func onCommand(_ name: String) -> HabitAdvice? {
    switch name {
    case "print", "println", "echo", "puts", "show", "display", "cat", "printf", "View", "disp":
      HabitAdvice(help: "a value is shown without '\(name)': write the expression", replacement: "")
    case "len", "nrow", "size", "nrows", "numel", "n_rows":
      HabitAdvice(help: "write length(…)", replacement: "length")
    case "str", "info", "dtypes", "glimpse", "structure", "columns", "colnames", "names":
      HabitAdvice(help: "write schema(…)", replacement: "schema")
    case "summary": HabitAdvice(help: "write describe(…)", replacement: "describe")
    case "read_csv", "read", "open", "read_table", "fread", "load_csv", "readcsv", "read_parquet":
      HabitAdvice(help: "write load(…)", replacement: "load")
    case "write_csv", "to_csv", "write", "export", "dump":
      HabitAdvice(help: "write save(…, path)", replacement: "save")
    case "query", "subset": HabitAdvice(help: "write where(…, condition)", replacement: "where")
    case "order_by", "sort_values", "arrange", "orderby", "order":
      HabitAdvice(help: "write sort(…, column)", replacement: "sort")
    case "group_by", "groupby": HabitAdvice(help: "write group(…, column)", replacement: "group")
    case "agg", "aggregate", "summarise":
      HabitAdvice(help: "write summarize(…, name: expression)", replacement: "summarize")
    case "assign", "with_columns", "transform":
      HabitAdvice(help: "write mutate(…, name: expression)", replacement: "mutate")
    case "value_counts", "table", "tabulate":
      HabitAdvice(help: "write count(…, column)", replacement: "count")
    case "merge", "left_join", "inner_join":
      HabitAdvice(help: "write join(…, table, on: column)", replacement: "join")
    case "concat", "rbind", "append", "vstack", "union":
      HabitAdvice(help: "write bind(…, table)", replacement: "bind")
    case "avg", "average": HabitAdvice(help: "write mean(…)", replacement: "mean")
    case "std", "stdev", "stddev": HabitAdvice(help: "write sd(…)", replacement: "sd")
    case "var": HabitAdvice(help: "write variance(…)", replacement: "variance")
    case "isna", "isnull", "is_null", "is_na", "isnan", "is_nan":
      HabitAdvice(help: "write is_missing(…)", replacement: "is_missing")
    case "fillna", "fill_null", "ifnull", "nvl":
      HabitAdvice(help: "write coalesce(…, value)", replacement: "coalesce")
    case "ifelse", "iif", "case_when", "where_else":
      HabitAdvice(help: "write if condition then a else b", replacement: "if_else")
    case "limit", "take", "top", "first_n":
      HabitAdvice(help: "write head(…, n)", replacement: "head")
    case "fit", "fit_model":
      HabitAdvice(help: "write train(table, target: …)", replacement: "train")
    case "explain":
      HabitAdvice(help: "write lime(…), shap(…) or another explainer", replacement: nil)
    case "set_seed", "set_random_seed":
      HabitAdvice(help: "write seed 42 as a statement", replacement: nil)
    case "quit", "exit", "q": HabitAdvice(help: "leave the shell with :quit", replacement: nil)
    case "require", "library", "install_packages", "source":
      HabitAdvice(help: "nothing is imported: all commands are there", replacement: nil)
    case "int", "float", "as_numeric", "double", "parse_float":
      HabitAdvice(help: "write number(…)", replacement: "number")
    case "string", "to_string", "as_character":
      HabitAdvice(help: "write text(…)", replacement: "text")
    case "sorted": HabitAdvice(help: "write sort(…)", replacement: "sort")
    case "range", "seq": HabitAdvice(help: "write a range as first..last", replacement: nil)
    case "list", "array", "vector", "c":
      HabitAdvice(help: "write a list as [a, b]", replacement: nil)
    case "dict", "struct", "object":
      HabitAdvice(help: "write a record as {key: value}", replacement: nil)
    case "AND", "And", "OR", "Or", "NOT", "Not", "IN":
      HabitAdvice(help: "write '\(name.lowercased())'", replacement: name.lowercased())
    case "lambda", "function", "func", "fn":
      HabitAdvice(help: "write a function as x -> expression", replacement: nil)
    default: nil
    }
  }
}
