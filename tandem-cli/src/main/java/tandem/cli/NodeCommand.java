package tandem.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tandem.devnet.ExitCode;
import tandem.devnet.NodeFolder;
import tandem.devnet.Refusal;
import tandem.devnet.Stop;
import tandem.devnet.Threads;

/// What `gwat`, `coordinator` and `pair` have in common: run until stopped.
abstract class NodeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger("tandem");
  private static final Duration CLOSE_MAX = Duration.ofSeconds(20);

  @Option(
      names = "--dir",
      paramLabel = "NODE_DIR",
      required = true,
      description = "The node's folder, as `genesis` makes it.")
  private Path dir = Path.of("");

  @Mixin private LogOptions logs = new LogOptions();

  @Option(
      names = "--exit-with-parent",
      hidden = true,
      description = "End when standard input ends: with the program that started this one.")
  private boolean exitWithParent;

  private final Stop stop;

  NodeCommand(Stop stop) {
    this.stop = stop;
  }

  /// Starts what this command runs.
  abstract RunningNode start(NodeFolder folder);

  /// The folder with what the command line says otherwise.
  abstract NodeFolder overridden(NodeFolder folder);

  @Override
  public Integer call() {
    Terminal terminal = Terminal.ofProcess();
    logs.apply(terminal);
    if (exitWithParent) {
      ParentWatch.start(stop);
    }
    NodeFolder folder = overridden(NodeFolder.read(dir));
    LOG.info("starting {} of {}", name(), folder.dir());
    RunningNode node = start(folder);
    ProgressLine progress =
        terminal.interactive() ? ProgressLine.start(node.questions(), System.err) : null;
    try {
      CompletableFuture.anyOf(node.ended(), stop.requests()).join();
      if (node.ended().isDone()) {
        RunningNode.Ended ended = node.ended().join();
        if (ended.code() != ExitCode.OK) {
          throw new Refusal(ended.code(), ended.sentence());
        }
      } else {
        LOG.info("stopping");
      }
    } finally {
      if (progress != null) {
        progress.close();
      }
      close(node);
    }
    LOG.info("stopped");
    return ExitCode.OK.code();
  }

  abstract String name();

  /// A node that does not end in time is left behind: the process ends anyway, and a database
  /// survives that as it survives a crash.
  private static void close(RunningNode node) {
    if (!Threads.runWithin(CLOSE_MAX, "closing", node::close)) {
      LOG.warn("the node did not end within {} s and is left behind", CLOSE_MAX.toSeconds());
    }
  }
}
