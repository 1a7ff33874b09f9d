package tandem.jsonrpc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One WebSocket: what is to be sent waits in a bounded queue, and one virtual thread sends it. A
/// reader for whom the queue runs full, or who takes no message in time, is cut off.
final class WebSocketCaller {
  private static final AtomicLong LAST_ID = new AtomicLong();

  private final Session session;
  private final int queueBytes;
  private final long sendMs;
  private final Semaphore open;

  // Guards what follows.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private final Map<String, JsonRpcTopic> subscriptions = new HashMap<>();
  private int queuedBytes;
  private boolean closed;

  WebSocketCaller(Session session, JsonRpcLimits limits) {
    this.session = session;
    this.queueBytes = limits.webSocketQueueBytes();
    this.sendMs = limits.transferTime().toMillis();
    this.open = new Semaphore(limits.webSocketRequests());
  }

  /// Begins to send.
  void start() {
    Thread.ofVirtual().name("rpc-websocket").start(this::run);
  }

  /// Whether one more request may be executed; if so, [#done] is owed.
  boolean begin() {
    return open.tryAcquire();
  }

  void done() {
    open.release();
  }

  /// Puts a message in the queue. Does not wait.
  void send(byte[] message) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (queuedBytes + message.length > queueBytes) {
        close();
        return;
      }
      queuedBytes += message.length;
      queue.addLast(message);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  void notify(String method, String subscription, JsonNode value) {
    ObjectNode message = Json.NODES.objectNode().put("jsonrpc", "2.0").put("method", method);
    message.putObject("params").put("subscription", subscription).set("result", value);
    byte[] text = Json.write(message, queueBytes);
    if (text == null) {
      close();
    } else {
      send(text);
    }
  }

  /// A new subscription, to which nothing is sent before [#start(String)].
  ///
  /// @return its id
  String follow(JsonRpcTopic topic, int max) throws JsonRpcException {
    String id = "0x" + Long.toHexString(LAST_ID.incrementAndGet());
    lock.lock();
    try {
      if (subscriptions.size() >= max) {
        throw new JsonRpcException(
            JsonRpcException.TOO_MANY, "at most " + max + " subscriptions a connection");
      }
      subscriptions.put(id, topic);
      return id;
    } finally {
      lock.unlock();
    }
  }

  /// The caller knows the id of the subscription now.
  void start(String id) {
    lock.lock();
    try {
      JsonRpcTopic topic = subscriptions.get(id);
      if (topic != null && !closed) {
        topic.add(id, this);
      }
    } finally {
      lock.unlock();
    }
  }

  /// @return whether there was such a subscription
  boolean unfollow(String namespace, String id) {
    lock.lock();
    try {
      JsonRpcTopic topic = subscriptions.get(id);
      if (topic == null || !topic.isOf(namespace)) {
        return false;
      }
      subscriptions.remove(id);
      topic.remove(id);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Cuts the connection off.
  void close() {
    lock.lock();
    try {
      closed = true;
      queue.clear();
      subscriptions.forEach((id, topic) -> topic.remove(id));
      subscriptions.clear();
      changed.signal();
    } finally {
      lock.unlock();
    }
    session.disconnect();
  }

  private void run() {
    try {
      while (true) {
        byte[] message = next();
        if (message == null) {
          return;
        }
        CompletableFuture<Void> sent = new CompletableFuture<>();
        session.sendText(
            new String(message, StandardCharsets.UTF_8),
            Callback.from(() -> sent.complete(null), sent::completeExceptionally));
        sent.get(sendMs, TimeUnit.MILLISECONDS);
        release(message.length);
      }
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      close();
    }
  }

  private byte @Nullable [] next() throws InterruptedException {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        changed.await();
      }
      return closed ? null : queue.removeFirst();
    } finally {
      lock.unlock();
    }
  }

  private void release(int bytes) {
    lock.lock();
    try {
      queuedBytes -= bytes;
    } finally {
      lock.unlock();
    }
  }
}
