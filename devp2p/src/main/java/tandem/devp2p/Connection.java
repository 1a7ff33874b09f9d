package tandem.devp2p;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.rim.Deadline;
import tandem.rim.Scope;

/// A connection after both Hellos. The thread that made it reads ([#run]), a second one writes.
final class Connection implements PeerHandle {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  static final int DISCONNECT = 0x01;
  private static final int PING = 0x02;
  private static final int PONG = 0x03;

  /// What the connections of a server have in common.
  ///
  /// @param waitingBytes of all outboxes
  record Shared(AtomicLong waitingBytes, LargeMessages largeMessages) {}

  private static final byte[] EMPTY_LIST = {(byte) 0xc0};

  private final Wire wire;
  private final FrameChannel channel;
  private final Hello hello;
  private final boolean inbound;
  private final Devp2pConfig config;
  private final Shared shared;
  private final Outbox outbox;
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
  private volatile long pingedAtNanos = System.nanoTime();

  Connection(
      Wire wire,
      FrameChannel channel,
      Hello hello,
      boolean inbound,
      Devp2pConfig config,
      Shared shared) {
    this.wire = wire;
    this.channel = channel;
    this.hello = hello;
    this.inbound = inbound;
    this.config = config;
    this.shared = shared;
    this.outbox = new Outbox(config.limits(), shared.waitingBytes());
  }

  @Override
  public NodeId id() {
    return hello.id();
  }

  @Override
  public Hello hello() {
    return hello;
  }

  @Override
  public boolean inbound() {
    return inbound;
  }

  @Override
  public InetSocketAddress local() {
    return wire.local();
  }

  @Override
  public InetSocketAddress remote() {
    return wire.remote();
  }

  @Override
  public boolean send(int code, byte[] payload) {
    if (code < 0 || code >= config.protocol().codes()) {
      throw new IllegalArgumentException("message code " + code);
    }
    if (payload.length > config.protocol().messageBytesMax()) {
      throw new IllegalArgumentException("a message of " + payload.length + " bytes");
    }
    return offer(new FrameChannel.Message(Protocol.OFFSET + code, payload));
  }

  @Override
  public void disconnect(DisconnectReason reason, String why) {
    if (ending.compareAndSet(null, new Ending(reason, false, why))) {
      wire.closeAt(Deadline.in(config.limits().times().farewell()));
      outbox.finish(new FrameChannel.Message(DISCONNECT, reason.encode()));
    }
  }

  Wire wire() {
    return wire;
  }

  boolean isEnding() {
    return ending.get() != null;
  }

  /// Carries the connection from its beginning, which the listener is told, to its end.
  ///
  /// @param scope where the writer runs
  void run(Scope scope) {
    scope.start("devp2p-write-" + id().brief(), this::writeMessages);
    try {
      config.listener().connected(this);
      readMessages();
    } catch (RlpxException e) {
      disconnect(e.reason(), String.valueOf(e.getMessage()));
      awaitFarewell();
    } catch (IOException e) {
      onIoFailure(e);
    } catch (InterruptedException e) {
      disconnect(DisconnectReason.QUITTING, "the node stops");
      awaitFarewell();
    } catch (RuntimeException e) {
      LOG.warn("a message of {} could not be handled", id().brief(), e);
      disconnect(DisconnectReason.REQUESTED, "a fault of ours: " + e);
      awaitFarewell();
    } finally {
      outbox.drop();
      wire.close();
      Ending known = ending.get();
      config
          .listener()
          .closed(this, known == null ? new Ending(DisconnectReason.UNKNOWN, false, "") : known);
    }
  }

  /// The listener has heard of the end, and the server has forgotten the connection.
  void declareOver() {
    over.countDown();
  }

  boolean awaitOver(Deadline deadline) throws InterruptedException {
    return over.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
  }

  /// The server's clock.
  void tick(long nowNanos) {
    if (nowNanos - pingedAtNanos >= config.limits().times().ping().toNanos()) {
      pingedAtNanos = nowNanos;
      offer(new FrameChannel.Message(PING, EMPTY_LIST));
    }
  }

  private boolean offer(FrameChannel.Message message) {
    return switch (outbox.offer(message)) {
      case QUEUED -> true;
      case FINISHED -> false;
      case FULL -> {
        if (ending.compareAndSet(
            null, new Ending(DisconnectReason.USELESS_PEER, false, "it does not read"))) {
          // It would not read a farewell either.
          outbox.drop();
          wire.close();
        }
        yield false;
      }
    };
  }

  private void readMessages() throws IOException, InterruptedException {
    Duration silence = config.limits().times().silence();
    boolean more = true;
    while (more) {
      if (!isEnding()) {
        config.listener().awaitTurn(this);
      }
      int length = channel.awaitFrame(Deadline.in(silence));
      try (LargeMessages.Room room = shared.largeMessages().await(length)) {
        more = handle(channel.readFrame(length, Deadline.in(silence)));
      }
    }
  }

  /// @return whether there may be more messages
  private boolean handle(FrameChannel.Message message) throws IOException, InterruptedException {
    switch (message.code()) {
      case DISCONNECT -> {
        DisconnectReason reason = DisconnectReason.decode(message.payload());
        ending.compareAndSet(null, new Ending(reason, true, "it said so"));
        return false;
      }
      case PING -> offer(new FrameChannel.Message(PONG, EMPTY_LIST));
      case PONG -> {}
      default -> pass(message);
    }
    return true;
  }

  private void pass(FrameChannel.Message message) throws RlpxException, InterruptedException {
    int code = message.code() - Protocol.OFFSET;
    if (code < 0 || code >= config.protocol().codes()) {
      throw new RlpxException("a message of code " + message.code());
    }
    if (!isEnding()) {
      config.listener().message(this, code, message.payload());
    }
  }

  private void writeMessages() throws InterruptedException {
    try {
      FrameChannel.Message next = outbox.take();
      while (next != null) {
        channel.write(next);
        next = outbox.take();
      }
      wire.finish();
    } catch (IOException e) {
      onIoFailure(e);
      wire.close();
    } finally {
      outbox.finish();
    }
  }

  /// Reads and forgets until the peer closes or the time for it is over. Without that the last
  /// message could be lost: a socket closed with unread bytes is reset.
  private void awaitFarewell() {
    Deadline deadline = Deadline.in(config.limits().times().farewell());
    try {
      while (!deadline.passed()) {
        wire.read(1, deadline);
      }
    } catch (IOException e) {
      LOG.trace("the farewell to {} is over: {}", id().brief(), e.getMessage());
    }
  }

  private void onIoFailure(IOException e) {
    String expired = wire.expired();
    Ending found =
        expired == null
            ? new Ending(DisconnectReason.TCP_ERROR, true, String.valueOf(e.getMessage()))
            : new Ending(DisconnectReason.TIMEOUT, false, expired + " took too long");
    ending.compareAndSet(null, found);
  }

  @Override
  public String toString() {
    return id().brief() + (inbound ? " from " : " at ") + remote();
  }
}
