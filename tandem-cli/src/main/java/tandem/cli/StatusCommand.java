package tandem.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.devnet.CoordinatorApi;
import tandem.devnet.ExitCode;
import tandem.devnet.GwatApi;
import tandem.devnet.JsonFile;
import tandem.devnet.NodeFolder;
import tandem.devnet.PairView;

/// `tandem status`.
@Command(
    name = "status",
    header = "Look once at a running pair.",
    description = {
      "",
      "Shows both halves side by side: stage, since when, how fast, and what it waits for. Ends"
          + " with 0 if both halves answered, else with 1.",
      ""
    },
    sortOptions = false)
final class StatusCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private Where where = new Where();

  /// Where the pair is.
  private static final class Where {
    @Option(
        names = "--dir",
        paramLabel = "NODE_DIR",
        description = "The pair's folder, as `genesis` makes it.")
    private @Nullable Path dir;

    @ArgGroup(exclusive = false)
    private @Nullable Urls urls;
  }

  /// Its two addresses.
  private static final class Urls {
    @Option(
        names = "--gwat",
        paramLabel = "URL",
        required = true,
        description = "Or: gwat's RPC, http://<host>:<port>,")
    private URI gwat = URI.create("http://127.0.0.1/");

    @Option(
        names = "--coordinator",
        paramLabel = "URL",
        required = true,
        description = "and the Beacon API of its coordinator.")
    private URI coordinator = URI.create("http://127.0.0.1/");

    @Option(
        names = "--jwt-secret",
        paramLabel = "FILE",
        description = "The secret of gwat's RPC, if it asks for a token.")
    private @Nullable Path jwtSecret;
  }

  @Option(names = "--json", description = "Print one JSON object instead.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /// 0 if both halves answered, else 1.
  @Override
  public Integer call() {
    PairView view = look();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonFile.MAPPER.writeValueAsString(StatusJson.of(view)));
    } else {
      StatusText.lines(view, System.currentTimeMillis()).forEach(out::println);
    }
    boolean complete =
        view.gwat() instanceof PairView.Seen.Yes && view.coordinator() instanceof PairView.Seen.Yes;
    return (complete ? ExitCode.OK : ExitCode.FAILED).code();
  }

  private PairView look() {
    Path dir = where.dir;
    Urls urls = where.urls;
    if (dir != null) {
      NodeFolder folder = NodeFolder.read(dir);
      return look(folder.gwatUrl(), folder.jwtSecret(), folder.coordinatorUrl());
    }
    if (urls == null) {
      throw new IllegalStateException("neither --dir nor addresses");
    }
    return look(urls.gwat, urls.jwtSecret, urls.coordinator);
  }

  private static PairView look(URI gwatUrl, @Nullable Path jwtSecret, URI coordinatorUrl) {
    try (GwatApi gwat = new GwatApi(gwatUrl, jwtSecret);
        CoordinatorApi coordinator = new CoordinatorApi(coordinatorUrl)) {
      return PairView.look(gwat, coordinator);
    }
  }
}
