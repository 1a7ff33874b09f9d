package tandem.gwatrpc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tandem.gwatcore.GwatMachine;
import tandem.gwatcore.NodeEffect;
import tandem.gwatcore.NodeEvent;
import tandem.gwatstages.GwatGate;
import tandem.jsonrpc.JsonRpcException;
import tandem.jsonrpc.JsonRpcMethods;
import tandem.loop.EventLoop;
import tandem.pairprotocol.GwatLink;
import tandem.pairprotocol.LinkError;
import tandem.pairprotocol.LinkFormatException;
import tandem.pairprotocol.LinkJson;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkReply;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tools.jackson.databind.JsonNode;

/// `dag_*`: calls of the coordinator, over the wire or within the process. Each becomes one event
/// of the node, whose gate decides about it.
final class LinkCalls implements GwatLink {
  /// A chunk of head sync may execute for as long as its caller waits (pair-sync.md 11).
  private static final Duration HEAD_SYNC_TIME = Duration.ofSeconds(130);

  private static final Duration TIME = Duration.ofSeconds(10);

  /// After which the last known status is answered.
  private static final Duration STATUS_TIME = Duration.ofSeconds(1);

  private final Node node;
  private final StatusFeed feed;

  LinkCalls(Node node, StatusFeed feed) {
    this.node = node;
    this.feed = feed;
  }

  void addTo(JsonRpcMethods methods) {
    for (String method : LinkJson.DAG_METHODS) {
      Duration time = method.equals("dag_headSync") ? HEAD_SYNC_TIME : TIME;
      methods.add(method, time, params -> serve(method, params));
    }
  }

  @Override
  public void call(LinkRequest request, long timeoutMs, Consumer<? super LinkOutcome> done) {
    EventLoop<NodeEvent, NodeEffect, GwatMachine> loop = node.loop();
    if (loop == null) {
      done.accept(new LinkOutcome.Answered(whileStarting(request)));
      return;
    }
    if (loop.hasEnded()) {
      done.accept(new LinkOutcome.Down("gwat has stopped"));
      return;
    }
    CompletableFuture<LinkResponse> answer = start(loop, request);
    if (answer == null) {
      LinkError busy = LinkError.ofMessage(Reason.BUSY, Reason.BUSY.text());
      done.accept(new LinkOutcome.Answered(new LinkResponse.Refused(busy)));
      return;
    }
    answer.orTimeout(timeoutMs, TimeUnit.MILLISECONDS).handle(LinkCalls::outcome).thenAccept(done);
  }

  /// The status is answered whatever gwat does, by the last one that is known if need be: who asks
  /// for it wants to know whether gwat lives.
  ///
  /// @return null if too many calls are open
  private @Nullable CompletableFuture<LinkResponse> start(
      EventLoop<NodeEvent, NodeEffect, GwatMachine> loop, LinkRequest request) {
    CompletableFuture<LinkResponse> answer = node.calls.call(loop, request);
    return answer != null && request instanceof LinkRequest.ReadSyncStatus
        ? answer.completeOnTimeout(
            new LinkResponse.Status(feed.last()), STATUS_TIME.toMillis(), TimeUnit.MILLISECONDS)
        : answer;
  }

  private static LinkOutcome outcome(@Nullable LinkResponse response, @Nullable Throwable fault) {
    if (response != null) {
      return new LinkOutcome.Answered(response);
    }
    return fault instanceof TimeoutException
        ? new LinkOutcome.TimedOut()
        : new LinkOutcome.Down("gwat has too much to do");
  }

  private JsonNode serve(String method, @Nullable JsonNode params)
      throws JsonRpcException, InterruptedException {
    LinkRequest request;
    try {
      request = LinkJson.decodeRequest(method, params);
    } catch (LinkFormatException e) {
      throw refusal(e.reply());
    }
    return switch (LinkJson.encodeResponse(request, respond(request))) {
      case LinkReply.Result(JsonNode value) -> value;
      case LinkReply.Error error -> throw refusal(error);
    };
  }

  private LinkResponse respond(LinkRequest request) throws JsonRpcException, InterruptedException {
    if (node.loop() == null) {
      return whileStarting(request);
    }
    long fromNs = System.nanoTime();
    LinkResponse response = Node.await(start(node.requireLoop(), request));
    // The machine has no clock to tell how long it took.
    return response instanceof LinkResponse.Synced
        ? new LinkResponse.Synced(System.nanoTime() - fromNs)
        : response;
  }

  private LinkResponse whileStarting(LinkRequest request) {
    return switch (GwatGate.decide(Stage.STARTING, GwatGate.Readiness.NONE, request)) {
      // Nothing but the status is admitted.
      case GwatGate.Verdict.Admit() -> new LinkResponse.Status(feed.last());
      case GwatGate.Verdict.Refuse refuse ->
          new LinkResponse.Refused(Node.starting(refuse.reason()));
    };
  }

  private static JsonRpcException refusal(LinkReply.Error error) {
    return new JsonRpcException(error.code(), error.message(), error.data());
  }
}
