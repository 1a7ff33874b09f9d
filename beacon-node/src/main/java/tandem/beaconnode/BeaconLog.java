package tandem.beaconnode;

import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;
import tandem.primitives.Hash32;

/// Every line that a coordinator writes for its operator.
final class BeaconLog {
  private static final Logger LOG = LoggerFactory.getLogger("tandem.coordinator");

  void started(String p2p, String rest, int validators) {
    LOG.info("coordinator: peers at {}, API at {}, {} validators", p2p, rest, validators);
  }

  void stageChanged(Stage from, Stage to, String why, long tookMs) {
    LOG.info("stage {} -> {}: {} (took {})", from, to, why, brief(tookMs));
  }

  void progress(SyncStatus status) {
    Long eta = status.etaMs();
    LOG.info(
        "{}: slot {} of {}, {} slots/s, {}, {} peers",
        status.stage(),
        status.current(),
        status.target(),
        "%.1f".formatted(status.ratePerSecond()),
        eta == null ? "no time can be told" : brief(eta) + " left",
        status.peers());
  }

  void waits(SyncStatus status, long sinceMs) {
    LOG.info("{} for {}: {}", status.stage(), brief(sinceMs), status.waitsFor());
  }

  void headChanged(Hash32 root, long slot, long depth) {
    if (depth > 0) {
      LOG.info(
          "head {} at slot {}, on another branch from {} slots before", root.brief(), slot, depth);
    } else {
      LOG.debug("head {} at slot {}", root.brief(), slot);
    }
  }

  void justified(long epoch, Hash32 root) {
    LOG.info("justified epoch {}, block {}", epoch, root.brief());
  }

  void finalized(long epoch, Hash32 root) {
    LOG.info("finalized epoch {}, block {}", epoch, root.brief());
  }

  void linkChanged(boolean usable, String why) {
    if (usable) {
      LOG.info("link to gwat: up, {}", why);
    } else {
      LOG.warn("link to gwat: down, {}", why);
    }
  }

  void alarm(String text) {
    LOG.error("{}", text);
  }

  void note(String text) {
    LOG.info("{}", text);
  }

  void peersFileUnreadable(Path file, String why) {
    LOG.warn("peers file {}: {}", file, why);
  }

  void peerRefused(Path file, String why) {
    LOG.warn("peers file {}: {}", file, why);
  }

  void failed(Throwable fault) {
    LOG.error("a fault of this program", fault);
  }

  void ended(ExitReason reason) {
    LOG.info("ended, {}: {}", reason.code(), reason.text());
  }

  /// `850ms`, `12s`, `4m12s`, `3h05m`.
  static String brief(long ms) {
    Duration time = Duration.ofMillis(Math.max(0, ms));
    if (ms < 1_000) {
      return time.toMillis() + "ms";
    }
    if (time.toMinutes() == 0) {
      return time.toSeconds() + "s";
    }
    return time.toHours() == 0
        ? "%dm%02ds".formatted(time.toMinutes(), time.toSecondsPart())
        : "%dh%02dm".formatted(time.toHours(), time.toMinutesPart());
  }
}
