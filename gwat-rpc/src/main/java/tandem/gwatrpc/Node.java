package tandem.gwatrpc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tandem.gwatcore.GwatMachine;
import tandem.gwatcore.NodeEffect;
import tandem.gwatcore.NodeEvent;
import tandem.jsonrpc.JsonRpcException;
import tandem.loop.EventLoop;
import tandem.pairprotocol.LinkError;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;

/// The node behind the methods, once its database is open.
final class Node {
  static final long RETRY_MS = 1_000;

  private static final Duration ASK_TIME = Duration.ofSeconds(8);

  final OpenCalls calls = new OpenCalls();
  private volatile @Nullable EventLoop<NodeEvent, NodeEffect, GwatMachine> loop;

  void opened(EventLoop<NodeEvent, NodeEffect, GwatMachine> opened) {
    loop = opened;
  }

  /// Null while the database is not open.
  @Nullable EventLoop<NodeEvent, NodeEffect, GwatMachine> loop() {
    return loop;
  }

  /// @throws JsonRpcException while the database is not open, and when the node has stopped
  EventLoop<NodeEvent, NodeEffect, GwatMachine> requireLoop() throws JsonRpcException {
    EventLoop<NodeEvent, NodeEffect, GwatMachine> opened = loop;
    if (opened == null) {
      throw new JsonRpcException(Reason.STARTING.code(), Reason.STARTING.text());
    }
    if (opened.hasEnded()) {
      throw stopped();
    }
    return opened;
  }

  /// Asks the machine something that changes nothing.
  <T> T ask(Function<GwatMachine, T> question)
      throws JsonRpcException, TimeoutException, InterruptedException {
    return requireLoop().ask(question, ASK_TIME);
  }

  /// Waits for what the loop answers.
  static <T> T await(@Nullable CompletableFuture<T> answer)
      throws JsonRpcException, InterruptedException {
    if (answer == null) {
      throw new JsonRpcException(JsonRpcException.TOO_MANY, "too many calls are open");
    }
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new JsonRpcException(JsonRpcException.TOO_MANY, "the node has too much to do");
    } finally {
      // Whoever is interrupted here waits no longer.
      answer.cancel(false);
    }
  }

  static LinkError starting(Reason reason) {
    return LinkError.of(reason, Stage.STARTING, RETRY_MS);
  }

  private static JsonRpcException stopped() {
    return new JsonRpcException(JsonRpcException.REFUSED, "the node has stopped");
  }
}
