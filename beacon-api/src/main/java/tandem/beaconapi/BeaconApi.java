package tandem.beaconapi;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.jsonrpc.HostNames;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The part of the standard Beacon API that tools ask first, and `/tandem/v1/status`. Everything
/// here reads; bodies are not accepted at all.
public final class BeaconApi implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BeaconApi.class);
  private static final int HEADERS_MAX = 8 << 10;
  private static final int CONNECTIONS_MAX = 256;
  private static final int REQUESTS_MAX = 64;
  private static final long IDLE_MS = 60_000;

  private static final Set<String> PEER_STATES =
      Set.of("disconnected", "connecting", "connected", "disconnecting");
  private static final Set<String> DIRECTIONS = Set.of("inbound", "outbound");

  /// Answers a request, or says that there is nothing.
  private interface Handler {
    @Nullable JsonNode answer(Context context) throws ApiException;
  }

  private final ApiConfig config;
  private final BeaconReads reads;
  private final Semaphore requests = new Semaphore(REQUESTS_MAX);
  private final Javalin javalin;

  private BeaconApi(ApiConfig config, BeaconReads reads) {
    this.config = config;
    this.reads = reads;
    this.javalin = Javalin.create(this::configure);
  }

  /// Starts to serve.
  ///
  /// @throws IOException if nothing can listen there
  public static BeaconApi start(ApiConfig config, BeaconReads reads) throws IOException {
    BeaconApi api = new BeaconApi(config, reads);
    try {
      api.javalin.start(config.host(), config.port());
      return api;
    } catch (RuntimeException e) {
      api.close();
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new IOException(
          "cannot listen on %s:%d: %s".formatted(config.host(), config.port(), cause.getMessage()),
          e);
    }
  }

  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }

  private void configure(JavalinConfig javalinConfig) {
    javalinConfig.concurrency.useVirtualThreads = true;
    javalinConfig.startup.showJavalinBanner = false;
    javalinConfig.startup.showOldJavalinVersionWarning = false;
    javalinConfig.startup.startupWatcherEnabled = false;
    javalinConfig.jetty.modifyHttpConfiguration(BeaconApi::bound);
    javalinConfig.jetty.modifyServer(BeaconApi::bound);
    get(javalinConfig, "/eth/v1/node/identity", context -> Answers.identity(reads.identity()));
    get(javalinConfig, "/eth/v1/node/peers", this::peers, Answers::counted);
    get(javalinConfig, "/eth/v1/node/peers/{id}", this::peer);
    get(
        javalinConfig,
        "/eth/v1/node/peer_count",
        context -> Answers.peerCount(reads.peers().size()));
    get(javalinConfig, "/eth/v1/node/version", this::version);
    get(javalinConfig, "/eth/v1/node/syncing", context -> Answers.syncing(reads.sync()));
    get(javalinConfig, "/eth/v1/beacon/genesis", context -> Answers.genesis(reads.genesis()));
    get(javalinConfig, "/eth/v1/beacon/headers", this::headers, Answers::checked);
    get(javalinConfig, "/eth/v1/beacon/headers/{id}", this::header, Answers::checked);
    get(javalinConfig, "/eth/v1/beacon/blocks/{id}/root", this::root, Answers::checked);
    get(
        javalinConfig,
        "/eth/v1/beacon/states/{id}/finality_checkpoints",
        this::finality,
        Answers::checked);
    get(javalinConfig, "/eth/v1/config/spec", context -> Answers.config(reads.config()));
    get(
        javalinConfig,
        "/tandem/v1/status",
        context -> Answers.status(reads.sync(), reads.stages()));
    javalinConfig.routes.get("/eth/v1/node/health", context -> guarded(context, this::health));
    javalinConfig.routes.exception(
        HttpResponseException.class,
        (fault, context) -> refuse(context, fault.getStatus(), "there is nothing here"));
    javalinConfig.routes.exception(
        Exception.class,
        (fault, context) -> {
          LOG.warn("{} {} failed", context.method(), context.path(), fault);
          refuse(context, 500, "this node failed to answer; its log says why");
        });
  }

  private void get(JavalinConfig javalinConfig, String path, Handler handler) {
    get(javalinConfig, path, handler, Answers::data);
  }

  /// @param envelope puts around the data what the standard wants beside it
  private void get(
      JavalinConfig javalinConfig,
      String path,
      Handler handler,
      Function<JsonNode, ObjectNode> envelope) {
    javalinConfig.routes.get(
        path,
        context ->
            guarded(
                context,
                each -> {
                  JsonNode data = handler.answer(each);
                  if (data == null) {
                    throw new ApiException(404, "not found");
                  }
                  respond(each, 200, envelope.apply(data));
                }));
  }

  private interface Work {
    void on(Context context) throws ApiException;
  }

  /// What holds for each request: who may ask, and how many at a time.
  private void guarded(Context context, Work work) {
    String host = context.header("Host");
    if (host == null || !HostNames.covers(config.hosts(), host)) {
      refuse(context, 403, "this node is not known by the name in the Host header");
      return;
    }
    if (!requests.tryAcquire()) {
      refuse(context, 503, "too many requests at a time");
      return;
    }
    try {
      Query.requireReadable(context);
      work.on(context);
    } catch (ApiException e) {
      refuse(context, e.status(), String.valueOf(e.getMessage()));
    } finally {
      requests.release();
    }
  }

  /// 200 when working, 206 while syncing, 503 before anything can be said.
  private void health(Context context) throws ApiException {
    int syncing = Query.syncingStatus(context, 206);
    context.status(Answers.isSyncing(reads.sync()) ? syncing : 200);
  }

  private JsonNode peers(Context context) throws ApiException {
    ArrayNode list = JsonMapper.shared().createArrayNode();
    // Who is not connected is not remembered here.
    boolean isConnectedWanted = Query.covers(context, "state", PEER_STATES, "connected");
    boolean isInboundWanted = Query.covers(context, "direction", DIRECTIONS, "inbound");
    boolean isOutboundWanted = Query.covers(context, "direction", DIRECTIONS, "outbound");
    for (BeaconReads.Peer peer : reads.peers()) {
      if (isConnectedWanted && (peer.outbound() ? isOutboundWanted : isInboundWanted)) {
        list.add(Answers.peer(peer));
      }
    }
    return list;
  }

  private @Nullable JsonNode peer(Context context) throws ApiException {
    String id = context.pathParam("id");
    for (BeaconReads.Peer peer : reads.peers()) {
      if (peer.peerId().equals(id)) {
        return Answers.peer(peer);
      }
    }
    return null;
  }

  private JsonNode version(Context context) {
    return Answers.object().put("version", config.version());
  }

  /// All headers of a slot that are known: the canonical one; without a slot, the head.
  private JsonNode headers(Context context) throws ApiException {
    if (context.queryParam("parent_root") != null) {
      throw new ApiException(400, "blocks cannot be asked for by their parent here");
    }
    Long slot = Query.slot(context);
    BlockId id = slot == null ? new BlockId.Head() : new BlockId.Slot(slot);
    ArrayNode list = JsonMapper.shared().createArrayNode();
    BeaconReads.Header header = reads.header(id);
    if (header != null) {
      list.add(Answers.header(header));
    }
    return list;
  }

  private @Nullable JsonNode header(Context context) throws ApiException {
    BeaconReads.Header header = reads.header(BlockId.parse(context.pathParam("id")));
    return header == null ? null : Answers.header(header);
  }

  private @Nullable JsonNode root(Context context) throws ApiException {
    BeaconReads.Header header = reads.header(BlockId.parse(context.pathParam("id")));
    return header == null ? null : Answers.object().put("root", header.root().toHex());
  }

  private @Nullable JsonNode finality(Context context) throws ApiException {
    BeaconReads.Finality finality = reads.finality(BlockId.parse(context.pathParam("id")));
    return finality == null ? null : Answers.finality(finality);
  }

  private static void bound(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADERS_MAX);
    http.setIdleTimeout(IDLE_MS);
  }

  private static void bound(Server server) {
    server.addBean(new NetworkConnectionLimit(CONNECTIONS_MAX, server));
    server.setStopTimeout(0);
    server.setErrorHandler(new JsonErrorPage());
  }

  private static void refuse(Context context, int status, String sentence) {
    respond(context, status, Answers.error(status, sentence));
  }

  private static void respond(Context context, int status, JsonNode json) {
    context.status(status).contentType("application/json");
    context.result(JsonMapper.shared().writeValueAsBytes(json));
  }
}
