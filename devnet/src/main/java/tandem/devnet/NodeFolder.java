package tandem.devnet;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tandem.beaconnode.BeaconNodeConfig;
import tandem.devp2p.EnodeUrl;
import tandem.gwatnode.GwatNodeConfig;
import tandem.libp2p.Multiaddr;
import tools.jackson.databind.node.ObjectNode;

/// What a node's folder says: `config.json`, whose paths are relative to the folder.
///
/// @param network folder of genesis.json, genesis.ssz and beacon.json
/// @param jwtSecret file of the secret that both halves share; null for a link without token
public record NodeFolder(
    Path dir,
    String name,
    Path network,
    Gwat gwat,
    Coordinator coordinator,
    @Nullable Path jwtSecret) {
  public static final String CONFIG = "config.json";
  private static final int PEERS_MAX = 1000;

  /// The gwat half.
  ///
  /// @param data database and node key
  /// @param keystore folder of key files; null makes no blocks
  /// @param alone whether sync goes on although no peer was ever there
  public record Gwat(
      Path data,
      String p2pHost,
      int p2pPort,
      String rpcHost,
      int rpcPort,
      List<EnodeUrl> peers,
      @Nullable Path keystore,
      @Nullable Path password,
      boolean alone) {
    public Gwat withData(Path other) {
      return new Gwat(other, p2pHost, p2pPort, rpcHost, rpcPort, peers, keystore, password, alone);
    }

    public Gwat withPeers(List<EnodeUrl> others) {
      return new Gwat(data, p2pHost, p2pPort, rpcHost, rpcPort, others, keystore, password, alone);
    }
  }

  /// The coordinator half.
  ///
  /// @param data database and node key
  /// @param validators key file; null for no validators
  /// @param gwat where its gwat's RPC is, when that runs in another process
  /// @param alone whether sync goes on although no peer was ever there
  /// @param clockOffsetMs by how much its clock is wrong; 0 but in trials of that
  public record Coordinator(
      Path data,
      String p2pHost,
      int p2pPort,
      String restHost,
      int restPort,
      List<Multiaddr> peers,
      @Nullable Path validators,
      URI gwat,
      boolean alone,
      long clockOffsetMs) {
    public Coordinator withData(Path other) {
      return new Coordinator(
          other,
          p2pHost,
          p2pPort,
          restHost,
          restPort,
          peers,
          validators,
          gwat,
          alone,
          clockOffsetMs);
    }

    public Coordinator withPeers(List<Multiaddr> others) {
      return new Coordinator(
          data,
          p2pHost,
          p2pPort,
          restHost,
          restPort,
          others,
          validators,
          gwat,
          alone,
          clockOffsetMs);
    }

    public Coordinator withGwat(URI other) {
      return new Coordinator(
          data,
          p2pHost,
          p2pPort,
          restHost,
          restPort,
          peers,
          validators,
          other,
          alone,
          clockOffsetMs);
    }
  }

  /// @throws Refusal if there is no such folder, or its file is not as it must be
  public static NodeFolder read(Path dir) {
    JsonFile root =
        JsonFile.read(dir.resolve(CONFIG))
            .object("name", "network", "jwtSecret", "gwat", "coordinator");
    JsonFile gwat =
        root.member("gwat")
            .object(
                "data",
                "p2pHost",
                "p2pPort",
                "rpcHost",
                "rpcPort",
                "peers",
                "keystore",
                "password");
    JsonFile coordinator =
        root.member("coordinator")
            .object(
                "data",
                "p2pHost",
                "p2pPort",
                "restHost",
                "restPort",
                "peers",
                "validators",
                "gwat");
    return new NodeFolder(
        dir,
        root.member("name").text(),
        path(dir, root.member("network")),
        new Gwat(
            path(dir, gwat.member("data")),
            gwat.member("p2pHost").text(),
            gwat.member("p2pPort").port(),
            gwat.member("rpcHost").text(),
            gwat.member("rpcPort").port(),
            list(gwat.member("peers"), EnodeUrl::parse),
            optionalPath(dir, gwat.member("keystore")),
            optionalPath(dir, gwat.member("password")),
            false),
        new Coordinator(
            path(dir, coordinator.member("data")),
            coordinator.member("p2pHost").text(),
            coordinator.member("p2pPort").port(),
            coordinator.member("restHost").text(),
            coordinator.member("restPort").port(),
            list(coordinator.member("peers"), NodeFolder::peer),
            optionalPath(dir, coordinator.member("validators")),
            parsed(coordinator.member("gwat"), NodeFolder::url),
            false,
            0),
        optionalPath(dir, root.member("jwtSecret")));
  }

  /// `config.json` that [#read(Path)] reads as this.
  public byte[] toJson() {
    ObjectNode root = JsonFile.MAPPER.createObjectNode();
    root.put("name", name).put("network", relative(network));
    put(root, "jwtSecret", jwtSecret);
    ObjectNode half = root.putObject("gwat");
    half.put("data", relative(gwat.data()))
        .put("p2pHost", gwat.p2pHost())
        .put("p2pPort", gwat.p2pPort())
        .put("rpcHost", gwat.rpcHost())
        .put("rpcPort", gwat.rpcPort());
    put(half, "keystore", gwat.keystore());
    put(half, "password", gwat.password());
    half.putArray("peers");
    for (EnodeUrl peer : gwat.peers()) {
      half.withArray("peers").add(peer.toString());
    }
    half = root.putObject("coordinator");
    half.put("data", relative(coordinator.data()))
        .put("p2pHost", coordinator.p2pHost())
        .put("p2pPort", coordinator.p2pPort())
        .put("restHost", coordinator.restHost())
        .put("restPort", coordinator.restPort())
        .put("gwat", coordinator.gwat().toString());
    put(half, "validators", coordinator.validators());
    half.putArray("peers");
    for (Multiaddr peer : coordinator.peers()) {
      half.withArray("peers").add(peer.toString());
    }
    return JsonFile.MAPPER.writeValueAsBytes(root);
  }

  /// With other places to dial for the same peers.
  public NodeFolder withPeers(
      UnaryOperator<EnodeUrl> ofGwat, UnaryOperator<Multiaddr> ofCoordinator) {
    return withGwat(gwat.withPeers(gwat.peers().stream().map(ofGwat).toList()))
        .withCoordinator(
            coordinator.withPeers(coordinator.peers().stream().map(ofCoordinator).toList()));
  }

  public NodeFolder withGwat(Gwat other) {
    return new NodeFolder(dir, name, network, other, coordinator, jwtSecret);
  }

  public NodeFolder withCoordinator(Coordinator other) {
    return new NodeFolder(dir, name, network, gwat, other, jwtSecret);
  }

  /// gwat as this folder sets it up.
  public GwatNodeConfig gwatConfig() {
    GwatNodeConfig.P2p p2p = GwatNodeConfig.P2p.DEFAULT;
    return new GwatNodeConfig(
        gwat.data(),
        network.resolve(NetworkFiles.GWAT_GENESIS),
        null,
        new GwatNodeConfig.P2p(
            gwat.p2pHost(), gwat.p2pPort(), gwat.peers(), p2p.peersFile(), p2p.maxPeers()),
        new GwatNodeConfig.Rpc(gwat.rpcHost(), gwat.rpcPort(), jwtSecret),
        new GwatNodeConfig.Creators(gwat.keystore(), gwat.password()),
        new GwatNodeConfig.Settings(
            GwatNodeConfig.Settings.DEFAULT.createEmptyBlocks(),
            !gwat.alone() && !gwat.peers().isEmpty()));
  }

  /// The coordinator as this folder sets it up, with its gwat at the end of `link`.
  public BeaconNodeConfig coordinatorConfig(BeaconNodeConfig.Link link) {
    Path keys = coordinator.validators();
    return BeaconNodeConfig.of(coordinator.data(), network, link)
        .withP2p(
            BeaconNodeConfig.P2p.DEFAULT
                .withListen(new InetSocketAddress(coordinator.p2pHost(), coordinator.p2pPort()))
                .withStaticPeers(coordinator.peers()))
        .withRest(new InetSocketAddress(coordinator.restHost(), coordinator.restPort()))
        .withExpectsPeers(!coordinator.alone() && !coordinator.peers().isEmpty())
        .withClockOffsetMs(coordinator.clockOffsetMs())
        .withValidators(
            keys == null
                ? new BeaconNodeConfig.Validators.None()
                : new BeaconNodeConfig.Validators.KeyFile(keys));
  }

  /// The link over HTTP.
  public BeaconNodeConfig.Link httpLink() {
    return new BeaconNodeConfig.Link.Http(coordinator.gwat(), jwtSecret);
  }

  /// Where this pair's gwat answers, for a program on the same machine.
  public URI gwatUrl() {
    return gwatUrl(gwat.rpcPort());
  }

  /// @param rpcPort the port that was taken
  public URI gwatUrl(int rpcPort) {
    return local(gwat.rpcHost(), rpcPort);
  }

  /// Where this pair's coordinator answers, for a program on the same machine.
  public URI coordinatorUrl() {
    return coordinatorUrl(coordinator.restPort());
  }

  /// @param restPort the port that was taken
  public URI coordinatorUrl(int restPort) {
    return local(coordinator.restHost(), restPort);
  }

  private static URI local(String host, int port) {
    boolean any = host.equals("0.0.0.0") || host.equals("::");
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return URI.create("http://" + (any ? "127.0.0.1" : shown) + ":" + port + "/");
  }

  /// A peer of a coordinator with its `/p2p/` part.
  public static Multiaddr peer(String text) {
    Multiaddr peer = Multiaddr.parse(text);
    if (peer.peer() == null) {
      throw new IllegalArgumentException(text + " lacks the /p2p/ part that says who it is");
    }
    return peer;
  }

  /// `http://host:port`.
  public static URI url(String text) {
    try {
      URI url = new URI(text);
      if (!"http".equals(url.getScheme()) || url.getHost() == null) {
        throw new IllegalArgumentException(text + " is not of the form http://host:port");
      }
      return url;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(text + " is not an address: " + e.getReason(), e);
    }
  }

  private static <T> List<T> list(JsonFile place, Function<String, T> parser) {
    List<T> values = new ArrayList<>();
    for (JsonFile item : place.items(PEERS_MAX)) {
      values.add(parsed(item, parser));
    }
    return values;
  }

  private static <T> T parsed(JsonFile place, Function<String, T> parser) {
    try {
      return parser.apply(place.text());
    } catch (IllegalArgumentException e) {
      throw Refusal.failed(place.file() + ", " + place.place() + ": " + e.getMessage());
    }
  }

  private static Path path(Path dir, JsonFile place) {
    return dir.resolve(place.text()).normalize();
  }

  private static @Nullable Path optionalPath(Path dir, JsonFile place) {
    return place.isAbsent() ? null : path(dir, place);
  }

  private String relative(Path path) {
    return dir.relativize(path).toString();
  }

  private void put(ObjectNode object, String member, @Nullable Path path) {
    if (path != null) {
      object.put(member, relative(path));
    }
  }
}
