/// Every task, in the order in which they are run.
let allTasks: [any BenchTask.Type] = [
  StartTask.self, CSVTask.self, PreciseCSVTask.self, QuotedCSVTask.self, SummaryTask.self,
  LIMETask.self, CounterfactualTask.self, SurrogateTask.self, NetworkTrainingTask.self,
  LogisticTrainingTask.self, BoostingTask.self, AdditiveTask.self, TensorBoardTask.self,
  MLflowTask.self, TreePredictionTask.self, XGBoostLoadingTask.self,
]
