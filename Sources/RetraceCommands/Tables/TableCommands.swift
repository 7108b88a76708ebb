import RetraceLanguage

/// The commands of tables, in the order in which help lists them.
let tableCommands: [Command] = [
  .load, .save, .table, .whereRows, .select, .drop, .rename, .mutate, .sort, .head, .tail,
  .sample, .distinct, .count, .group, .summarize, .join, .bind, .describe, .schema, .split, .cut,
  .crosstab, .correlation,
]
