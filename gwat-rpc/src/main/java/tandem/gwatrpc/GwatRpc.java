package tandem.gwatrpc;

import java.util.Set;
import tandem.gwatcore.GwatMachine;
import tandem.gwatcore.NodeEffect;
import tandem.gwatcore.NodeEvent;
import tandem.gwatpool.Admission;
import tandem.jsonrpc.JsonRpcMethods;
import tandem.loop.EventLoop;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.GwatLink;
import tandem.pairprotocol.LinkResponse;

/// All methods of a gwat node, and the way to it for a coordinator in the same process.
///
/// The server may be started before the database is open: until [#opened] everything is answered as
/// in STARTING. The node hands every [NodeEffect.Answer] and [NodeEffect.TransactionAnswer] to
/// [#onAnswer] and [#onTransactionAnswer].
public final class GwatRpc implements AutoCloseable {
  /// Methods that change something, or tell of the operator's network: with a secret, these need a
  /// token.
  public static final Set<String> GUARDED = Set.of("dag_", "admin_");

  private final Node node = new Node();
  private final JsonRpcMethods methods = new JsonRpcMethods();
  private final LinkCalls link;
  private final StatusFeed feed;

  /// @param nowMs when the node began to start, milliseconds since the Unix epoch
  public GwatRpc(long nowMs, NetworkAdmin network) {
    this.feed = new StatusFeed(nowMs, node, methods.addTopic("dag", "syncStatus"));
    this.link = new LinkCalls(node, feed);
    link.addTo(methods);
    new BlockMethods(node).addTo(methods);
    new AccountMethods(node).addTo(methods);
    new TransactionMethods(node).addTo(methods);
    new FeeMethods(node).addTo(methods);
    new NetworkMethods(node, network).addTo(methods);
  }

  /// To be served by a `JsonRpcServer`. `dag_subscribe(["syncStatus"])` follows the status, once a
  /// second.
  public JsonRpcMethods methods() {
    return methods;
  }

  /// For a coordinator in this process.
  public GwatLink link() {
    return link;
  }

  /// The database is open and the loop runs.
  public void opened(EventLoop<NodeEvent, NodeEffect, GwatMachine> loop) {
    node.opened(loop);
    feed.start();
  }

  /// Does not wait.
  public void onAnswer(CallId call, LinkResponse response) {
    node.calls.onAnswer(call, response);
  }

  /// Does not wait.
  public void onTransactionAnswer(long id, Admission admission) {
    node.calls.onTransactionAnswer(id, admission);
  }

  @Override
  public void close() {
    feed.close();
  }
}
