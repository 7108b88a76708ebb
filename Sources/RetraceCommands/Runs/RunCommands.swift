import RetraceLanguage

/// The commands of runs, in the order in which help lists them.
let runCommands: [Command] = [
  .example, .train, .logistic, .mlp, .tree, .forest, .boosting, .additive, .metrics, .params,
  .curves, .leaderboard, .compare, .watch,
  .checkpoint, .dynamics, .dataMap, .cohorts, .trajectory, .reliance, .diagnose,
]
