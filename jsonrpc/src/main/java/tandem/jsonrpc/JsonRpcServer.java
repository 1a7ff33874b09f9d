package tandem.jsonrpc;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.websocket.WsConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.NullSessionCache;
import org.eclipse.jetty.session.NullSessionDataStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves [JsonRpcMethods] over HTTP POST and WebSocket on one port.
public final class JsonRpcServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JsonRpcServer.class);
  private static final String TOKEN = "tandem.token";
  private static final int PIECE = 16 << 10;
  private static final int HEADERS_MAX = 8 << 10;
  private static final Duration PING_TIME = Duration.ofSeconds(20);

  private final JsonRpcConfig config;
  private final JsonRpcLimits limits;
  private final Door door;
  private final Dispatcher dispatcher;
  private final Semaphore requests;
  private final Semaphore bodyPieces;
  private final Map<String, WebSocketCaller> sockets = new ConcurrentHashMap<>();
  private final Javalin javalin;

  private JsonRpcServer(JsonRpcConfig config, JsonRpcMethods methods) {
    this.config = config;
    this.limits = config.limits();
    this.door = new Door(config);
    this.dispatcher = new Dispatcher(methods, config);
    this.requests = new Semaphore(limits.requests());
    this.bodyPieces = new Semaphore(limits.bodyBytes() / PIECE);
    this.javalin = Javalin.create(this::configure);
  }

  /// Starts to serve.
  ///
  /// @throws IOException if nothing can listen there
  public static JsonRpcServer start(JsonRpcConfig config, JsonRpcMethods methods)
      throws IOException {
    JsonRpcServer server = new JsonRpcServer(config, methods);
    try {
      server.javalin.start(config.host(), config.port());
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw new IOException(
          "cannot listen on %s:%d: %s".formatted(config.host(), config.port(), rootMessage(e)), e);
    }
  }

  public int port() {
    return javalin.port();
  }

  /// Stops serving; calls that are being executed are interrupted.
  @Override
  public void close() {
    dispatcher.close();
    sockets.values().forEach(WebSocketCaller::close);
    javalin.stop();
  }

  private void configure(JavalinConfig javalinConfig) {
    javalinConfig.concurrency.useVirtualThreads = true;
    javalinConfig.startup.showJavalinBanner = false;
    javalinConfig.startup.showOldJavalinVersionWarning = false;
    javalinConfig.startup.startupWatcherEnabled = false;
    javalinConfig.jetty.modifyHttpConfiguration(this::bound);
    javalinConfig.jetty.modifyServer(this::bound);
    javalinConfig.jetty.modifyServletContextHandler(
        handler -> keepNoSessions(handler.getSessionHandler()));
    javalinConfig.jetty.modifyWebSocketServletFactory(factory -> {
      factory.setMaxTextMessageSize(limits.requestBytes());
      factory.setMaxBinaryMessageSize(PIECE);
      factory.setMaxFrameSize(limits.requestBytes());
      factory.setIdleTimeout(limits.idleTime());
      // A short message could unfold to a long one.
      factory.getAvailableExtensionNames().clear();
    });
    javalinConfig.routes.post("/", this::post);
    javalinConfig.routes.options("/", this::preflight);
    for (HandlerType other : new HandlerType[] {HandlerType.GET, HandlerType.PUT}) {
      javalinConfig.routes.addHttpHandler(
          other,
          "/",
          context -> refuse(context, new Door.Refusal(405, "JSON-RPC is spoken with POST")));
    }
    javalinConfig.routes.wsBeforeUpgrade("/", this::upgrade);
    javalinConfig.routes.ws("/", this::webSocket);
  }

  private void bound(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADERS_MAX);
    http.setIdleTimeout(limits.idleTime().toMillis());
  }

  private void bound(Server server) {
    server.addBean(new NetworkConnectionLimit(limits.connections(), server));
    server.setStopTimeout(0);
  }

  /// Javalin gives each WebSocket an HTTP session, which nobody needs and each would be kept.
  private static void keepNoSessions(SessionHandler sessions) {
    sessions.setUsingCookies(false);
    NullSessionCache cache = new NullSessionCache(sessions);
    cache.setSessionDataStore(new NullSessionDataStore());
    sessions.setSessionCache(cache);
  }

  // HTTP

  private void post(Context context) throws IOException, InterruptedException {
    Door.Refusal refusal = strange(context);
    if (refusal == null) {
      refusal = Door.wrongType(context.header("Content-Type"));
    }
    String authorization = context.header("Authorization");
    if (refusal == null) {
      refusal = door.wrongToken(authorization, nowS());
    }
    if (refusal != null) {
      refuse(context, refusal);
      return;
    }
    allowOrigin(context);
    if (!requests.tryAcquire()) {
      busy(context);
      return;
    }
    try {
      answer(context, new Caller(config.guard() != null && authorization != null, null));
    } finally {
      requests.release();
    }
  }

  private void answer(Context context, Caller caller) throws IOException, InterruptedException {
    Body body = new Body();
    try {
      Door.Refusal refusal = body.read(context);
      if (refusal != null) {
        refuse(context, refusal);
        return;
      }
      byte[] answer = dispatcher.answer(body.bytes.toByteArray(), caller);
      if (answer == null) {
        context.status(204);
      } else {
        respond(context, answer);
      }
    } finally {
      bodyPieces.release(body.pieces);
    }
  }

  /// A request's body, which takes from what all bodies together may hold.
  private final class Body {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int pieces;

    Door.@Nullable Refusal read(Context context) throws IOException {
      if (context.req().getContentLengthLong() > limits.requestBytes()) {
        return tooLong();
      }
      long deadline = System.nanoTime() + limits.transferTime().toNanos();
      InputStream in = context.req().getInputStream();
      byte[] piece = new byte[PIECE];
      while (true) {
        int length = in.read(piece);
        if (length < 0) {
          return null;
        }
        bytes.write(piece, 0, length);
        if (bytes.size() > limits.requestBytes()) {
          return tooLong();
        }
        while ((long) pieces * PIECE < bytes.size()) {
          if (!bodyPieces.tryAcquire()) {
            return new Door.Refusal(503, "too many large requests at a time");
          }
          pieces++;
        }
        if (System.nanoTime() > deadline) {
          return new Door.Refusal(408, "the request came too slowly");
        }
      }
    }

    private Door.Refusal tooLong() {
      return new Door.Refusal(
          413, "a request may have at most " + limits.requestBytes() + " bytes");
    }
  }

  /// Writes in pieces, so that a slow reader is noticed in between.
  private void respond(Context context, byte[] answer) throws IOException {
    context.contentType("application/json");
    context.res().setContentLength(answer.length);
    long deadline = System.nanoTime() + limits.transferTime().toNanos();
    OutputStream out = context.res().getOutputStream();
    for (int at = 0; at < answer.length; at += PIECE) {
      out.write(answer, at, Math.min(PIECE, answer.length - at));
      if (System.nanoTime() > deadline) {
        throw new IOException("the answer is taken too slowly");
      }
    }
  }

  private void preflight(Context context) {
    Door.Refusal refusal = strange(context);
    if (refusal != null) {
      refuse(context, refusal);
      return;
    }
    allowOrigin(context);
    context.header("Access-Control-Allow-Methods", "POST");
    context.header("Access-Control-Allow-Headers", "Content-Type, Authorization");
    context.header("Access-Control-Max-Age", "600");
    context.status(204);
  }

  private Door.@Nullable Refusal strange(Context context) {
    return door.strange(context.header("Host"), context.header("Origin"));
  }

  private static void allowOrigin(Context context) {
    String origin = context.header("Origin");
    if (origin != null) {
      // It has passed the door.
      context.header("Access-Control-Allow-Origin", origin);
      context.header("Vary", "Origin");
    }
  }

  private static void refuse(Context context, Door.Refusal refusal) {
    context.status(refusal.status());
    context.header("Connection", "close");
    context.contentType("text/plain; charset=utf-8").result(refusal.sentence() + "\n");
  }

  private static void busy(Context context) {
    context.status(503);
    context.contentType("application/json").result(tooMany());
  }

  private static byte[] tooMany() {
    return Json.MAPPER.writeValueAsBytes(
        Json.error(JsonRpcException.TOO_MANY, "too many requests at a time"));
  }

  // WebSocket

  private void upgrade(Context context) {
    Door.Refusal refusal = strange(context);
    String authorization = context.header("Authorization");
    if (refusal == null) {
      refusal = door.wrongToken(authorization, nowS());
    }
    if (refusal == null && sockets.size() >= limits.webSockets()) {
      refusal = new Door.Refusal(503, "too many WebSockets");
    }
    if (refusal != null) {
      refuse(context, refusal);
      context.skipRemainingHandlers();
      return;
    }
    context.attribute(TOKEN, config.guard() != null && authorization != null);
  }

  private void webSocket(WsConfig ws) {
    ws.onConnect(context -> {
      WebSocketCaller caller = new WebSocketCaller(context.session, limits);
      sockets.put(context.sessionId(), caller);
      if (sockets.size() > limits.webSockets()) {
        caller.close();
        return;
      }
      context.enableAutomaticPings(PING_TIME.toSeconds(), TimeUnit.SECONDS);
      caller.start();
    });
    ws.onMessage(context -> {
      WebSocketCaller caller = sockets.get(context.sessionId());
      if (caller != null) {
        boolean hasToken = Boolean.TRUE.equals(context.<Boolean>attribute(TOKEN));
        take(context.message().getBytes(StandardCharsets.UTF_8), caller, hasToken);
      }
    });
    ws.onBinaryMessage(context -> {
      WebSocketCaller caller = sockets.get(context.sessionId());
      if (caller != null) {
        caller.close();
      }
    });
    ws.onClose(context -> forget(context.sessionId()));
    ws.onError(context -> forget(context.sessionId()));
  }

  /// Executes a request beside the connection, which goes on reading.
  private void take(byte[] request, WebSocketCaller socket, boolean hasToken) {
    if (!socket.begin()) {
      socket.send(tooMany());
      return;
    }
    if (!requests.tryAcquire()) {
      socket.done();
      socket.send(tooMany());
      return;
    }
    Thread.ofVirtual()
        .name("rpc-request")
        .start(() -> {
          try {
            Caller caller = new Caller(hasToken, socket);
            byte[] answer = dispatcher.answer(request, caller);
            if (answer != null) {
              socket.send(answer);
              caller.answered();
            }
          } catch (InterruptedException e) {
            socket.close();
          } catch (RuntimeException e) {
            LOG.error("a fault in answering a request", e);
            socket.close();
          } finally {
            requests.release();
            socket.done();
          }
        });
  }

  private void forget(String id) {
    WebSocketCaller caller = sockets.remove(id);
    if (caller != null) {
      caller.close();
    }
  }

  private static long nowS() {
    return System.currentTimeMillis() / 1000;
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
