package tandem.pairprotocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Values by chance, from a seed.
final class Samples {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Random random;

  Samples(long seed) {
    random = new Random(seed);
  }

  /// JSON with single quotes.
  static JsonNode json(String text) {
    return MAPPER.readTree(text.replace('\'', '"'));
  }

  /// What the wire makes of a node: text, and a node again.
  static JsonNode overTheWire(JsonNode node) {
    return MAPPER.readTree(MAPPER.writeValueAsString(node));
  }

  Hash32 hash() {
    byte[] bytes = new byte[Hash32.LENGTH];
    random.nextBytes(bytes);
    return Hash32.of(bytes);
  }

  @Nullable Hash32 hashOrNull() {
    return random.nextBoolean() ? hash() : null;
  }

  Address address() {
    byte[] bytes = new byte[Address.LENGTH];
    random.nextBytes(bytes);
    return Address.of(bytes);
  }

  List<Hash32> hashes() {
    List<Hash32> hashes = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      hashes.add(hash());
    }
    return hashes;
  }

  /// Of all sizes, the greatest among them.
  long number() {
    return random.nextLong() >>> (1 + random.nextInt(63));
  }

  @Nullable Long numberOrNull() {
    return random.nextBoolean() ? (Long) number() : null;
  }

  <E extends Enum<E>> E any(Class<E> type) {
    E[] constants = type.getEnumConstants();
    return constants[random.nextInt(constants.length)];
  }

  ConsensusInfo info() {
    List<Address> creators = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      creators.add(address());
    }
    return new ConsensusInfo(
        number(), random.nextInt(4) == 0 ? null : creators, hashes(), hashOrNull(), hashOrNull());
  }

  /// One of each kind.
  List<LinkRequest> requests() {
    List<ConsensusInfo> entries = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      entries.add(info());
    }
    return List.of(
        new LinkRequest.HeadSyncReady(info()),
        new LinkRequest.HeadSync(entries, random.nextBoolean()),
        new LinkRequest.Sync(info()),
        new LinkRequest.Finalize(
            hashes(),
            random.nextBoolean()
                ? new FinalizeOrder(number(), number(), hashOrNull(), hashOrNull())
                : null),
        new LinkRequest.GetCandidates(number()),
        new LinkRequest.ValidateSpines(hashes()),
        new LinkRequest.SyncSlotInfo(number(), number(), number()),
        new LinkRequest.ReadCoordinatedState(),
        new LinkRequest.ReadSyncStatus(),
        new LinkRequest.ReadChainId(),
        new LinkRequest.ReadBlock(numberOrNull()));
  }

  /// An answer to `request` that is no refusal.
  LinkResponse responseTo(LinkRequest request) {
    return switch (request) {
      case LinkRequest.HeadSyncReady _, LinkRequest.HeadSync _, LinkRequest.Finalize _ ->
          new LinkResponse.Done();
      // The duration is for people; it is not read.
      case LinkRequest.Sync _ -> new LinkResponse.Synced(0);
      case LinkRequest.GetCandidates _ -> new LinkResponse.Candidates(hashes());
      case LinkRequest.ValidateSpines _, LinkRequest.SyncSlotInfo _ ->
          new LinkResponse.Verdict(random.nextBoolean());
      case LinkRequest.ReadCoordinatedState() -> new LinkResponse.Coordinated(coordinated());
      case LinkRequest.ReadSyncStatus() -> new LinkResponse.Status(status());
      case LinkRequest.ReadChainId() -> new LinkResponse.ChainId(number());
      case LinkRequest.ReadBlock _ ->
          new LinkResponse.Block(
              random.nextBoolean()
                  ? new BlockRef(hash(), numberOrNull(), number(), number())
                  : null);
    };
  }

  LinkError error() {
    return new LinkError(
        any(Reason.class),
        "text " + number(),
        random.nextBoolean() ? any(Stage.class) : null,
        numberOrNull(),
        hashOrNull(),
        numberOrNull(),
        numberOrNull());
  }

  CoordinatedState coordinated() {
    return new CoordinatedState(
        any(Stage.class),
        numberOrNull(),
        hashOrNull(),
        numberOrNull(),
        hashOrNull(),
        number(),
        hash(),
        number(),
        number(),
        numberOrNull());
  }

  SyncStatus status() {
    return new SyncStatus(
        any(Stage.class),
        any(SyncState.class),
        number(),
        number(),
        number(),
        number(),
        number(),
        random.nextDouble() * 1000,
        numberOrNull(),
        random.nextBoolean() ? "an error" : null,
        random.nextInt(100),
        "Something.");
  }
}
