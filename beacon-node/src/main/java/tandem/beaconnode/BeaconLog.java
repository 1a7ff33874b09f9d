package tandem.beaconnode;

import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.libp2p.Multiaddr;
import tandem.loop.ExitReason;
import tandem.loop.Shutdown;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// What a coordinator tells its operator: a method a line (pair-sync.md 10).
final class BeaconLog implements Shutdown.Log {
  private static final Logger LOG = LoggerFactory.getLogger("coordinator");

  void starting(BeaconNodeConfig config, Bytes forkDigest, int validators) {
    LOG.info(
        "coordinator starts: network {}, {} validators, data in {}",
        forkDigest.toHex(),
        validators,
        config.dataDir());
  }

  /// @param restPort 0 for no API
  void serving(Multiaddr p2p, int restPort) {
    if (restPort == 0) {
      LOG.info("peers at {}", p2p);
    } else {
      LOG.info("Beacon API at port {}, peers at {}", restPort, p2p);
    }
  }

  /// After a crash; without one a disk is at fault.
  void logCut(String what) {
    LOG.warn("what a crash left of the database's log was cut: {}", what);
  }

  void stage(Stage from, Stage to, String why, long tookMs) {
    LOG.info("stage {} -> {}: {} (took {})", from, to, why, duration(tookMs));
  }

  void progress(SyncStatus status) {
    LOG.info("{}", progressLine(status));
  }

  void head(Hash32 root, long slot, long depth) {
    if (depth > 0) {
      LOG.info("head {} at slot {}, on another branch since {} slots", root.brief(), slot, depth);
    } else {
      LOG.info("head {} at slot {}", root.brief(), slot);
    }
  }

  void justified(long epoch, Hash32 root) {
    LOG.info("justified epoch {}: {}", epoch, root.brief());
  }

  void finalized(long epoch, Hash32 root) {
    LOG.info("finalised epoch {}: {}", epoch, root.brief());
  }

  void link(boolean usable, String why) {
    if (usable) {
      LOG.info("link to gwat is up: {}", why);
    } else {
      LOG.warn("link to gwat is down: {}", why);
    }
  }

  void strangers(String why) {
    LOG.warn("link to gwat: {}", why);
  }

  void alarm(String text) {
    LOG.error("{}", text);
  }

  @Override
  public void note(String text) {
    LOG.info("{}", text);
  }

  void peersFileUnreadable(Path file, String why) {
    LOG.warn("peers file {} cannot be read: {}", file, why);
  }

  void peerRefused(Path file, String why) {
    LOG.warn("peers file {} names no peer in a line: {}", file, why);
  }

  void fault(Throwable fault) {
    LOG.error("coordinator has a fault and stops", fault);
  }

  @Override
  public void ended(ExitReason reason) {
    if (reason.code() == ExitReason.Code.STOPPED) {
      LOG.info("coordinator ends: {}", reason.text());
    } else {
      LOG.error("coordinator ends with code {}: {}", reason.code().number(), reason.text());
    }
  }

  /// `CHECKPOINT_SYNC 1200/18204, 340 slots/s, 50s left, 6 peers: waits for …`
  static String progressLine(SyncStatus status) {
    StringBuilder line = new StringBuilder();
    line.append(status.stage()).append(' ').append(status.current());
    if (status.target() > status.current()) {
      line.append('/').append(status.target());
    }
    if (status.ratePerSecond() > 0) {
      String form = status.ratePerSecond() < 10 ? ", %.1f slots/s" : ", %.0f slots/s";
      line.append(String.format(Locale.ROOT, form, status.ratePerSecond()));
    }
    Long etaMs = status.etaMs();
    if (etaMs != null) {
      line.append(", ").append(duration(etaMs)).append(" left");
    }
    line.append(", ").append(status.peers()).append(" peers: ").append(status.waitsFor());
    return line.toString();
  }

  /// `850ms`, `12.3s`, `4m12s`, `2h05m`.
  static String duration(long ms) {
    if (ms < 1_000) {
      return ms + "ms";
    }
    long seconds = ms / 1_000;
    if (seconds < 60) {
      return "%d.%ds".formatted(seconds, ms % 1_000 / 100);
    }
    long minutes = seconds / 60;
    return minutes < 60
        ? "%dm%02ds".formatted(minutes, seconds % 60)
        : "%dh%02dm".formatted(minutes / 60, minutes % 60);
  }
}
