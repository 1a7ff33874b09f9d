package tandem.devnet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.InteropKeys;
import tandem.crypto.BlsSecretKey;
import tandem.crypto.KeystoreV3;
import tandem.crypto.KeystoreV3Kdf;
import tandem.crypto.Secp256k1;
import tandem.devp2p.EnodeUrl;
import tandem.devp2p.NodeId;
import tandem.gwattypes.Genesis;
import tandem.gwattypes.GenesisAccount;
import tandem.libp2p.Identity;
import tandem.libp2p.Multiaddr;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tools.jackson.databind.node.ArrayNode;

/// Writes a network ([NetworkFiles]). The validators' withdrawal credentials name the accounts of
/// the pair that runs them, so every creator of a slot (beacon-rules.md 4) has its key where the
/// validator is.
public final class NetworkWriter {
  public static final String LOOPBACK = "127.0.0.1";

  /// As weak as such files may be, so that a start is quick: the password lies beside the files,
  /// and only the rights of the folder protect both.
  private static final KeystoreV3Kdf KDF = new KeystoreV3Kdf.Scrypt(1 << 12, 8, 1);

  private final Path dir;
  private final NetworkPlan plan;
  private final SecretKeys keys;
  private final List<Member> members = new ArrayList<>();

  /// A node and its secrets.
  ///
  /// @param creators accounts for which it makes blocks
  private record Member(
      NodePorts ports, Bytes gwatKey, Bytes coordinatorKey, List<Bytes> creators) {
    EnodeUrl enode() {
      Bytes publicKey = Secp256k1.publicKey(gwatKey, false);
      NodeId id = new NodeId(publicKey.slice(1, publicKey.length()));
      return new EnodeUrl(id, LOOPBACK, ports.gwatP2p());
    }

    Multiaddr multiaddr() {
      Multiaddr place = Multiaddr.parse("/ip4/" + LOOPBACK + "/tcp/" + ports.coordinatorP2p());
      return place.withPeer(Identity.of(coordinatorKey).peerId());
    }
  }

  private NetworkWriter(Path dir, NetworkPlan plan, SecretKeys keys) {
    this.dir = dir;
    this.plan = plan;
    this.keys = keys;
    for (int node = 0; node < plan.nodes(); node++) {
      List<Bytes> creators = new ArrayList<>();
      for (int i = 0; i < plan.creatorsOf(node); i++) {
        creators.add(keys.account());
      }
      members.add(new Member(plan.ports().get(node), keys.account(), keys.account(), creators));
    }
  }

  /// Writes a network into `dir`, which does not exist or is empty.
  ///
  /// @param random of all secrets
  /// @return the hash of gwat's genesis block
  /// @throws Refusal if something is there already, or cannot be written
  public static Hash32 write(Path dir, NetworkPlan plan, RandomGenerator random) {
    if (!Disk.isFree(dir)) {
      throw Refusal.failed(dir + " is not empty; nothing is overwritten: choose another folder");
    }
    // Refuses numbers before anything is written.
    BeaconFiles.config(plan);
    return new NetworkWriter(dir.toAbsolutePath().normalize(), plan, new SecretKeys(random))
        .write();
  }

  private Hash32 write() {
    Path network = dir.resolve(NetworkFiles.NETWORK);
    Disk.makeFolder(network);
    List<Bytes> accounts = new ArrayList<>();
    for (int i = 0; i < plan.accounts(); i++) {
      accounts.add(keys.account());
    }
    Disk.writeSecret(dir.resolve(NetworkFiles.ACCOUNTS), accountsJson(accounts));
    Genesis genesis = gwatGenesis(accounts);
    Disk.write(network.resolve(NetworkFiles.GWAT_GENESIS), genesis.toJson());
    Hash32 gwatHash = genesis.build().hash();

    List<Validator> validators = new ArrayList<>();
    for (int index = 0; index < plan.validators(); index++) {
      List<Bytes> creators = members.get(index % plan.pairs()).creators();
      Bytes creator = creators.get(index / plan.pairs() % creators.size());
      BlsSecretKey secret = plan.publicKeys() ? InteropKeys.secret(index) : keys.validator();
      validators.add(new Validator(secret, SecretKeys.address(creator)));
    }
    BeaconFiles beacon = new BeaconFiles(plan, gwatHash);
    Disk.write(network.resolve(NetworkFiles.BEACON_CONFIG), beacon.configuration());
    Disk.write(network.resolve(NetworkFiles.BEACON_GENESIS), beacon.genesis(validators));
    for (int node = 0; node < plan.nodes(); node++) {
      writeNode(node, validators);
    }
    return gwatHash;
  }

  /// A validator of the genesis state.
  ///
  /// @param creator the account of its blocks in gwat
  public record Validator(BlsSecretKey secret, Address creator) {}

  private Genesis gwatGenesis(List<Bytes> accounts) {
    TreeMap<Address, GenesisAccount> alloc = new TreeMap<>();
    for (Bytes account : accounts) {
      alloc.put(SecretKeys.address(account), GenesisAccount.ofBalance(plan.balance()));
    }
    return new Genesis(
        plan.chain(),
        plan.genesisTimeS(),
        Bytes.EMPTY,
        NetworkPlan.GAS_LIMIT,
        Address.ZERO,
        Genesis.DEFAULT_BASE_FEE,
        alloc);
  }

  private void writeNode(int node, List<Validator> validators) {
    Member member = members.get(node);
    Path folder = dir.resolve(NetworkFiles.node(node));
    Disk.makeSecretFolder(folder);
    Path jwt = null;
    if (plan.jwt()) {
      jwt = folder.resolve(NetworkFiles.JWT_SECRET);
      Disk.writeSecret(jwt, hexLine(keys.bytes(32)));
    }
    Path keystore = null;
    Path password = null;
    if (!member.creators().isEmpty()) {
      keystore = folder.resolve(NetworkFiles.KEYSTORE);
      password = folder.resolve(NetworkFiles.PASSWORD);
      writeKeystore(keystore, password, member.creators());
    }
    Path validatorKeys = null;
    List<Integer> indices = plan.validatorsOf(node);
    if (!indices.isEmpty()) {
      validatorKeys = folder.resolve(NetworkFiles.VALIDATORS);
      Disk.writeSecret(validatorKeys, validatorLines(indices, validators));
    }
    Path gwatData = folder.resolve(NetworkFiles.GWAT_DATA);
    Disk.makeSecretFolder(gwatData);
    Disk.writeSecret(gwatData.resolve(NetworkFiles.GWAT_NODE_KEY), hexLine(member.gwatKey()));
    Path coordinatorData = folder.resolve(NetworkFiles.COORDINATOR_DATA);
    Disk.makeSecretFolder(coordinatorData);
    Disk.writeSecret(
        coordinatorData.resolve(NetworkFiles.COORDINATOR_NODE_KEY),
        hexLine(member.coordinatorKey()));
    Disk.write(
        folder.resolve(NodeFolder.CONFIG),
        folderOf(node, folder, keystore, password, validatorKeys, jwt).toJson());
  }

  private NodeFolder folderOf(
      int node,
      Path folder,
      @Nullable Path keystore,
      @Nullable Path password,
      @Nullable Path validatorKeys,
      @Nullable Path jwt) {
    NodePorts ports = members.get(node).ports();
    List<EnodeUrl> gwatPeers = new ArrayList<>();
    List<Multiaddr> coordinatorPeers = new ArrayList<>();
    for (int other = 0; other < plan.pairs(); other++) {
      if (other != node) {
        gwatPeers.add(members.get(other).enode());
        coordinatorPeers.add(members.get(other).multiaddr());
      }
    }
    return new NodeFolder(
        folder,
        NetworkFiles.node(node),
        dir.resolve(NetworkFiles.NETWORK),
        new NodeFolder.Gwat(
            folder.resolve(NetworkFiles.GWAT_DATA),
            LOOPBACK,
            ports.gwatP2p(),
            LOOPBACK,
            ports.gwatRpc(),
            gwatPeers,
            keystore,
            password,
            false),
        new NodeFolder.Coordinator(
            folder.resolve(NetworkFiles.COORDINATOR_DATA),
            LOOPBACK,
            ports.coordinatorP2p(),
            LOOPBACK,
            ports.coordinatorRest(),
            coordinatorPeers,
            validatorKeys,
            URI.create("http://" + LOOPBACK + ":" + ports.gwatRpc() + "/"),
            false,
            0),
        jwt);
  }

  private void writeKeystore(Path keystore, Path password, List<Bytes> creators) {
    String word = keys.bytes(16).toHex().substring(2);
    Disk.writeSecret(password, (word + "\n").getBytes(US_ASCII));
    Disk.makeSecretFolder(keystore);
    for (Bytes creator : creators) {
      byte[] file =
          KeystoreV3.encrypt(
              creator,
              word,
              KDF,
              keys.bytes(KeystoreV3.SALT_LENGTH),
              keys.bytes(KeystoreV3.IV_LENGTH),
              uuid(keys.bytes(16)));
      String address = SecretKeys.address(creator).toHex().substring(2);
      Disk.writeSecret(keystore.resolve(address + ".json"), file);
    }
  }

  private static byte[] validatorLines(List<Integer> indices, List<Validator> validators) {
    StringBuilder lines = new StringBuilder();
    for (int index : indices) {
      Validator validator = validators.get(index);
      lines
          .append("# validator ")
          .append(index)
          .append(", creator ")
          .append(validator.creator().toHex())
          .append('\n')
          .append(Hex.encodeBare(validator.secret().toArray()))
          .append('\n');
    }
    return lines.toString().getBytes(US_ASCII);
  }

  private static byte[] accountsJson(List<Bytes> accounts) {
    ArrayNode list = JsonFile.MAPPER.createArrayNode();
    for (Bytes account : accounts) {
      list.addObject()
          .put("address", SecretKeys.address(account).toHex())
          .put("secretKey", account.toHex());
    }
    return JsonFile.MAPPER.writeValueAsBytes(list);
  }

  private static byte[] hexLine(Bytes secret) {
    return (secret.toHex().substring(2) + "\n").getBytes(US_ASCII);
  }

  /// Version 4 of RFC 9562.
  private static UUID uuid(Bytes random) {
    ByteBuffer buffer = ByteBuffer.wrap(random.toArray());
    long high = (buffer.getLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
    long low = (buffer.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
