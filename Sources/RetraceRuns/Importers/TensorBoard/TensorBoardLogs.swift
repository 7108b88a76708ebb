import Glibc
public import RetraceCatalog
import RetraceTables

/// TensorBoard's event files.
///
/// Each folder with event files is a run, as in TensorBoard, its files read in the order of their
/// times. Folders that a writer makes beside a run belong to it:
///
/// - what `add_hparams` writes: its parameters become the run's, its measures keep their names;
/// - what `add_scalars("loss", ["train": …])` writes (`loss_train`): the metric `loss_train`;
/// - folders named for a split (`train`, `validation`), which Keras writes: the split of the
///   measures.
///
/// Scalars are the metrics; 32-bit numbers are widened exactly. Where there are any, the tables
/// `histograms`, `histogram_buckets`, `texts` and `tensors` hold the others.
public enum TensorBoardLogs: RunImporter {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "TensorBoard log",
    summary: "Event files, events.out.tfevents…, of a run or of many below a folder.",
    discussion: """
      Scalars are metrics. Histograms, texts and tensors are tables of the run: `run.histograms` \
      (a row per tag and step with count, min, max, mean and standard deviation), \
      `run.histogram_buckets`, `run.texts`, `run.tensors`. Hyperparameters of the plugin hparams \
      are params. A file that is cut off or damaged is read up to there.
      """,
    examples: [Example("load(\"logs\")", "read all runs below a folder")],
    searchTerms: ["tfevents", "tensorflow", "pytorch", "SummaryWriter", "keras"])

  /// Whether the path is an event file or a folder that holds some.
  public static func recognizes(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    if status.st_mode & S_IFMT == S_IFREG {
      guard let name = path.split(separator: "/").last else { return false }
      return EventFolder.isEventFile(String(name)) || holdsEvents(path)
    }
    return EventFolder.holdsRun(path)
  }

  /// Whether a file of another name begins with an event; reads its first bytes.
  private static func holdsEvents(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return withUnsafeTemporaryAllocation(byteCount: 40, alignment: 8) { buffer in
      let count = read(descriptor, buffer.baseAddress, 40)
      guard count > 24 else { return false }
      let head = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count])
      // The first event tells the version of the file behind its time: `brain.Event:2`.
      return RecordFile.begins(head) && head[12] == 0x09
        && head[21...].starts(with: [0x1A, 0x0D] + Array("brain.".utf8))
    }
  }

  /// Reads all runs.
  ///
  /// - Throws: ``RunError`` if no event can be read, `Interrupted`.
  public static func runs(in path: String) throws -> [Run] {
    var reader = EventFolderReader(root: path)
    return try reader.runs()
  }
}
