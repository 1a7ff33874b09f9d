package tandem.faultproxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tandem.rim.Scope;

/// One connection through a proxy: two sockets, two lanes, four threads. It is over when all four
/// have ended, which they do when both sides have closed, or when it is reset.
final class Circuit {
  private static final int DIAL_MAX_MS = 5_000;

  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Socket client;
  private final InetSocketAddress target;
  private final Scope scope;
  private final Consumer<Circuit> whenOver;
  private final Lane toServer;
  private final Lane toClient;
  private @Nullable Socket server;
  private Door door;

  /// Whether it leads nowhere for good.
  private boolean lost;

  private boolean aborted;
  private int threads;

  /// Makes the lanes of a circuit.
  interface Lanes {
    Lane lane(Direction direction, Lock lock, Condition changed);
  }

  /// @param whenOver told once, after its sockets are closed
  Circuit(
      Socket client,
      InetSocketAddress target,
      Door door,
      Lanes lanes,
      Scope scope,
      Consumer<Circuit> whenOver) {
    this.client = client;
    this.target = target;
    this.door = door;
    this.lost = door instanceof Door.Nowhere;
    this.scope = scope;
    this.whenOver = whenOver;
    this.toServer = lanes.lane(Direction.TO_SERVER, lock, changed);
    this.toClient = lanes.lane(Direction.TO_CLIENT, lock, changed);
  }

  /// A piece of work on a thread of its own.
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  void start() {
    threads = 2;
    run("read", () -> toServer.read(client.getInputStream()));
    run("lead", this::lead);
  }

  private void run(String name, Work work) {
    scope.start(
        "fault-proxy-" + name,
        () -> {
          try {
            work.run();
          } catch (IOException _) {
            abort(Ending.RESET);
          } finally {
            threadEnded();
          }
        });
  }

  private void threadEnded() {
    lock.lock();
    try {
      threads--;
      if (threads > 0) {
        return;
      }
    } finally {
      lock.unlock();
    }
    close(client);
    close(server);
    whenOver.accept(this);
  }

  /// Dials the server as soon as that may be, and hands the client's bytes on.
  private void lead() throws IOException, InterruptedException {
    if (!mayDial()) {
      return;
    }
    Socket dialed = new Socket();
    dialed.setTcpNoDelay(true);
    try {
      dialed.connect(target, DIAL_MAX_MS);
    } catch (IOException e) {
      close(dialed);
      throw e;
    }
    lock.lock();
    try {
      server = dialed;
      if (aborted) {
        return;
      }
      threads += 2;
    } finally {
      lock.unlock();
    }
    run("answer", () -> toClient.read(dialed.getInputStream()));
    run("hand-back", () -> end(toClient.write(client.getOutputStream()), client));
    end(toServer.write(dialed.getOutputStream()), dialed);
  }

  /// Waits at the door.
  private boolean mayDial() throws InterruptedException {
    lock.lock();
    try {
      if (lost) {
        toServer.abandon();
        return false;
      }
      while (door instanceof Door.Held && !aborted && !toServer.senderGone()) {
        changed.await();
      }
      return !aborted && !(door instanceof Door.Held);
    } finally {
      lock.unlock();
    }
  }

  /// What follows for `target` when its lane ends.
  private void end(Lane.End how, Socket target) throws IOException {
    switch (how) {
      case Lane.End.Orderly _ -> target.shutdownOutput();
      // The reader of this socket fails too, so that the other side hears of it in its turn.
      case Lane.End.Broken _ -> reset(target);
      case Lane.End.ByFault(Ending ending) -> abort(ending);
      case Lane.End.Abandoned _ -> {
        // Whoever abandoned it has seen to the sockets.
      }
    }
  }

  /// Takes effect at once.
  void set(Fault fault) {
    lock.lock();
    try {
      door = fault.door();
      toServer.set(fault.toServer());
      toClient.set(fault.toClient());
    } finally {
      lock.unlock();
    }
    if (fault.door() instanceof Door.Shut(Ending ending)) {
      abort(ending);
    }
  }

  /// Ends the connection on both sides.
  void abort(Ending ending) {
    lock.lock();
    try {
      aborted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    // First the sockets: a thread that ends closes them in its own way.
    switch (ending) {
      case RESET -> {
        reset(client);
        reset(server);
      }
      case CLOSE -> {
        finish(client);
        finish(server);
      }
    }
    lock.lock();
    try {
      toServer.abandon();
      toClient.abandon();
    } finally {
      lock.unlock();
    }
  }

  /// Closes our side of the stream; what the other still sends is read and dropped, since to close
  /// a socket with unread bytes would reset it.
  private static void finish(@Nullable Socket socket) {
    if (socket == null) {
      return;
    }
    try {
      socket.shutdownOutput();
    } catch (IOException _) {
      // It has ended already.
    }
  }

  /// Ends a connection by RST.
  static void reset(@Nullable Socket socket) {
    if (socket == null) {
      return;
    }
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException _) {
      // It is closed already.
    }
    close(socket);
  }

  static void close(@Nullable Socket socket) {
    if (socket == null) {
      return;
    }
    try {
      socket.close();
    } catch (IOException _) {
      // Closed all the same.
    }
  }
}
