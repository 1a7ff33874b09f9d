package tandem.gwatrpc;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tandem.gwatcore.GwatMachine;
import tandem.jsonrpc.JsonRpcException;
import tandem.jsonrpc.JsonRpcTopic;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.StateJson;
import tandem.pairprotocol.SyncStatus;

/// Looks at the node's status once a second, for those who follow it and for those who ask while
/// the loop executes something long: what the node waits for is always visible (L3).
final class StatusFeed implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Node node;
  private final JsonRpcTopic topic;
  private volatile SyncStatus last;
  private volatile @Nullable Thread thread;

  StatusFeed(long nowMs, Node node, JsonRpcTopic topic) {
    this.node = node;
    this.topic = topic;
    this.last =
        new SyncStatus(
            Stage.STARTING, nowMs, 0, 0, 0, nowMs, 0, null, null, 0, "The database to open.");
  }

  void start() {
    thread = Thread.ofVirtual().name("gwat-status").start(this::run);
  }

  /// As of a second ago, or of the moment before the loop began what it is executing.
  SyncStatus last() {
    return last;
  }

  @Override
  public void close() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        look();
        Thread.sleep(PERIOD);
      }
    } catch (InterruptedException | JsonRpcException e) {
      // Closed, or the node has stopped.
    }
  }

  private void look() throws InterruptedException, JsonRpcException {
    try {
      last = node.ask(GwatMachine::status);
    } catch (TimeoutException e) {
      // It is busy; the last status says since when nothing has changed.
    }
    if (topic.hasFollowers()) {
      topic.publish(StateJson.encode(last));
    }
  }
}
