package tandem.gwatnode;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import tandem.devp2p.Ending;
import tandem.devp2p.EnodeUrl;
import tandem.devp2p.PeerHandle;
import tandem.loop.ExitReason;
import tandem.loop.Shutdown;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;
import tandem.primitives.Hash32;

/// What a gwat node tells its operator: a method a line (pair-sync.md 10).
final class GwatLog implements Shutdown.Log {
  private static final Logger LOG = LoggerFactory.getLogger("gwat");

  private final LineLimit peerLines = new LineLimit(System::nanoTime);

  void starting(GwatNodeConfig config, Hash32 genesis, long networkId, int creators) {
    LOG.info(
        "gwat starts: network {}, genesis {}, {} creators, data in {}",
        networkId,
        genesis.brief(),
        creators,
        config.dataDir());
  }

  void serving(String rpcHost, int rpcPort, EnodeUrl enode) {
    LOG.info("JSON-RPC at {}:{}, peers at {}", rpcHost, rpcPort, enode);
  }

  void unguarded(String host) {
    LOG.warn("JSON-RPC at {} without a JWT secret: whoever reaches it commands this node", host);
  }

  /// After a crash; without one a disk is at fault.
  void logCut(String what) {
    LOG.warn("what a crash left of the database's log was cut: {}", what);
  }

  void stage(Stage from, Stage to, String why, long tookMs) {
    LOG.info("stage {} -> {}: {} (took {})", from, to, why, duration(tookMs));
  }

  void finalized(long number, Hash32 hash, int blocks, int unwound) {
    if (unwound == 0) {
      LOG.info("finalised {} {}: {} blocks", number, hash.brief(), blocks);
    } else {
      LOG.info(
          "finalised {} {}: {} blocks, after {} were unwound",
          number,
          hash.brief(),
          blocks,
          unwound);
    }
  }

  void blockCreated(Hash32 hash, long slot, int transactions) {
    LOG.info("created {} for slot {}: {} transactions", hash.brief(), slot, transactions);
  }

  void peerConnected(PeerHandle peer, int peers) {
    ofPeers(
        Level.INFO,
        "peer %s %s %s, %s: %d peers"
            .formatted(
                peer.id().brief(),
                peer.inbound() ? "came from" : "was dialed at",
                peer.remote(),
                peer.hello().name(),
                peers));
  }

  void peerGone(PeerHandle peer, Ending ending, int peers) {
    ofPeers(Level.INFO, "peer %s is gone %s: %d peers".formatted(peer.id().brief(), ending, peers));
  }

  void peerAtFault(PeerHandle peer, String why) {
    ofPeers(
        Level.WARN,
        "peer %s at %s breaks the rules: %s".formatted(peer.id().brief(), peer.remote(), why));
  }

  private void ofPeers(Level level, String line) {
    long leftOut = peerLines.enter();
    if (leftOut > 0) {
      LOG.info("{} lines about peers were left out", leftOut);
    }
    if (leftOut >= 0) {
      LOG.atLevel(level).log("{}", line);
    }
  }

  void progress(SyncStatus status) {
    LOG.info("{}", progressLine(status));
  }

  void alarm(String text) {
    LOG.error("{}", text);
  }

  @Override
  public void note(String text) {
    LOG.info("{}", text);
  }

  void fault(Throwable fault) {
    LOG.error("gwat has a fault and stops", fault);
  }

  @Override
  public void ended(ExitReason reason) {
    if (reason.code() == ExitReason.Code.STOPPED) {
      LOG.info("gwat ends: {}", reason.text());
    } else {
      LOG.error("gwat ends with code {}: {}", reason.code().number(), reason.text());
    }
  }

  /// `CHECKPOINT_SYNC 1200/18204, 340 blocks/s, 50s left, 6 peers: waits for …`
  static String progressLine(SyncStatus status) {
    StringBuilder line = new StringBuilder();
    line.append(status.stage()).append(' ').append(status.current());
    if (status.target() > status.current()) {
      line.append('/').append(status.target());
    }
    if (status.ratePerSecond() > 0) {
      String form = status.ratePerSecond() < 10 ? ", %.1f blocks/s" : ", %.0f blocks/s";
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
