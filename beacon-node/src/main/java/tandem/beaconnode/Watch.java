package tandem.beaconnode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tandem.beaconcore.BeaconMachine;
import tandem.beaconcore.BeaconNodeEffect;
import tandem.beaconcore.BeaconNodeEvent;
import tandem.beaconnet.BeaconNetwork;
import tandem.loop.EventLoop;
import tandem.pairprotocol.SyncStatus;

/// Looks at the file of peers each second, and says every few seconds how far sync has come while
/// there is something to say, and once a while that there is nothing (pair-sync.md L3 and 10).
final class Watch implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);

  /// Looks between two reports.
  private static final int REPORT = 5;

  /// Reports after which a line is repeated though nothing has changed.
  private static final int PATIENCE = 6;

  private static final Duration ASK_TIME = Duration.ofSeconds(5);

  private final BeaconLog log;
  private final EventLoop<BeaconNodeEvent, BeaconNodeEffect, BeaconMachine> loop;
  private final @Nullable PeersFile peers;
  private final Thread thread;

  private String lastLine = "";
  private int silentReports;

  private Watch(
      BeaconLog log,
      EventLoop<BeaconNodeEvent, BeaconNodeEffect, BeaconMachine> loop,
      @Nullable PeersFile peers) {
    this.log = log;
    this.loop = loop;
    this.peers = peers;
    this.thread = Thread.ofVirtual().name("coordinator-watch").unstarted(this::run);
  }

  static Watch start(
      BeaconNodeConfig config,
      BeaconLog log,
      EventLoop<BeaconNodeEvent, BeaconNodeEffect, BeaconMachine> loop,
      BeaconNetwork network) {
    Path file = config.p2p().peersFile();
    PeersFile peers = file == null ? null : new PeersFile(file, network::addPeer, log);
    Watch watch = new Watch(log, loop, peers);
    watch.thread.start();
    return watch;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      for (int looks = 1; !loop.hasEnded(); looks++) {
        if (peers != null) {
          peers.look();
        }
        Thread.sleep(LOOK);
        if (looks % REPORT == 0) {
          report();
        }
      }
    } catch (InterruptedException | IllegalStateException e) {
      // Closed, or the node has stopped.
    }
  }

  private void report() throws InterruptedException {
    SyncStatus status;
    try {
      status = loop.ask(BeaconMachine::status, ASK_TIME);
    } catch (TimeoutException e) {
      log.note("the coordinator has been busy with one thing for more than 5s");
      return;
    }
    boolean wanted =
        switch (status.stage()) {
          case STARTING, CHECKPOINT_SYNC, DAG_SYNC, HEAD_SYNC_READY, HEAD_SYNC, CATCH_UP -> true;
          case WORKING -> false;
        };
    String line = BeaconLog.progressLine(status);
    silentReports = line.equals(lastLine) ? silentReports + 1 : 0;
    lastLine = line;
    if (wanted && silentReports % PATIENCE == 0) {
      log.progress(status);
    }
  }
}
