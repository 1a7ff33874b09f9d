package tandem.gwattypes;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads and writes genesis.json (gwat-data.md 7.3). Keys that have no meaning are passed over, as
/// files for other nodes have many; those that v0.6 gave one that `ordered` does not have must be
/// zero or absent.
final class GenesisJson {
  static final int SIZE_MAX = 64 << 20;
  private static final String ORDERED = "ordered";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private GenesisJson() {}

  static Genesis read(byte[] json) {
    if (json.length > SIZE_MAX) {
      throw new GenesisException("", json.length + " bytes where at most 64 MiB are allowed");
    }
    JsonPlace root = new JsonPlace(tree(json), "");
    if (!root.node().isObject()) {
      throw root.fault("an object is needed");
    }
    ChainConfig config = config(root.field("config").object());
    for (String key : new String[] {"slot", "height", "gasUsed"}) {
      if (!root.field(key).number().isZero()) {
        throw root.field(key).fault("must be zero under the rules \"ordered\"");
      }
    }
    JsonPlace parents = root.field("parentHashes");
    if (!parents.isAbsent() && !(parents.node().isArray() && parents.node().isEmpty())) {
      throw parents.fault("a genesis block has no parents under the rules \"ordered\"");
    }
    JsonPlace extra = root.field("extraData");
    if (extra.data().length() > Genesis.EXTRA_MAX) {
      throw extra.fault(extra.data().length() + " bytes where at most 32 are allowed");
    }
    JsonPlace gasLimit = root.field("gasLimit");
    if (gasLimit.isAbsent()) {
      throw gasLimit.fault("missing");
    }
    long gas = gasLimit.longNumber();
    JsonPlace baseFee = root.field("baseFeePerGas");
    return new Genesis(
        config,
        root.field("timestamp").longNumber(),
        extra.data(),
        gas == 0 ? Genesis.DEFAULT_GAS_LIMIT : gas,
        root.field("coinbase").address(),
        baseFee.isAbsent() ? Genesis.DEFAULT_BASE_FEE : baseFee.number(),
        alloc(root.field("alloc").object()));
  }

  private static JsonNode tree(byte[] json) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      if (tree == null || tree.isMissingNode()) {
        throw new GenesisException("", "empty");
      }
      return tree;
    } catch (JacksonException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " at line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr();
      throw new GenesisException("", "not JSON" + where + ": " + e.getOriginalMessage());
    }
  }

  private static ChainConfig config(JsonPlace config) {
    JsonPlace rules = config.field("rules");
    if (rules.isAbsent()) {
      throw rules.fault(
          "missing, which stands for the rules of v0.6; this node follows \"ordered\" only");
    }
    if (rules.text().equals("v0.6")) {
      throw rules.fault("this node does not implement \"v0.6\", only \"ordered\"");
    }
    if (!rules.text().equals(ORDERED)) {
      throw rules.fault("unknown rules " + rules.node() + "; this node follows \"ordered\" only");
    }
    return new ChainConfig(
        config.field("chainId").bareNumber(Transaction.CHAIN_ID_MAX),
        config.field("secondsPerSlot").bareNumber(ChainConfig.SECONDS_PER_SLOT_MAX),
        config.field("slotsPerEpoch").bareNumber(ChainConfig.SLOTS_PER_EPOCH_MAX),
        CanonicalJson.of(config));
  }

  private static SortedMap<Address, GenesisAccount> alloc(JsonPlace alloc) {
    SortedMap<Address, GenesisAccount> accounts = new TreeMap<>();
    U256 total = U256.ZERO;
    for (Map.Entry<String, JsonNode> entry : alloc.node().properties()) {
      Address address = alloc.address(entry.getKey());
      JsonPlace place = alloc.child(entry.getKey(), entry.getValue()).object();
      GenesisAccount account = account(place);
      if (accounts.put(address, account) != null) {
        throw place.fault("this address is there twice");
      }
      U256 sum = total.addWrapping(account.balance());
      if (sum.compareTo(total) < 0) {
        throw place.fault("with this balance all balances have more than 256 bits");
      }
      total = sum;
    }
    return accounts;
  }

  private static GenesisAccount account(JsonPlace place) {
    JsonPlace balance = place.field("balance");
    if (balance.isAbsent()) {
      throw balance.fault("missing");
    }
    SortedMap<Hash32, Hash32> storage = new TreeMap<>();
    JsonPlace slots = place.field("storage");
    if (!slots.isAbsent()) {
      for (Map.Entry<String, JsonNode> slot : slots.object().node().properties()) {
        JsonPlace value = slots.child(slot.getKey(), slot.getValue());
        if (storage.put(slots.word(slot.getKey()), value.word(value.text())) != null) {
          throw value.fault("this slot is there twice");
        }
      }
    }
    Bytes code = place.field("code").data();
    return new GenesisAccount(balance.number(), place.field("nonce").longNumber(), code, storage);
  }

  static byte[] write(Genesis genesis) {
    ObjectNode root = MAPPER.createObjectNode();
    root.set("config", MAPPER.readTree(genesis.config().canonicalJson()));
    root.put("timestamp", U256.of(genesis.timeS()).toQuantity());
    root.put("extraData", genesis.extra().toHex());
    root.put("gasLimit", U256.of(genesis.gasLimit()).toQuantity());
    root.put("coinbase", genesis.coinbase().toHex());
    root.put("baseFeePerGas", genesis.baseFee().toQuantity());
    ObjectNode alloc = root.putObject("alloc");
    genesis.alloc().forEach((address, account) -> write(alloc.putObject(address.toHex()), account));
    return MAPPER.writeValueAsBytes(root);
  }

  private static void write(ObjectNode entry, GenesisAccount account) {
    entry.put("balance", account.balance().toQuantity());
    if (account.nonce() != 0) {
      entry.put("nonce", U256.of(account.nonce()).toQuantity());
    }
    if (!account.code().isEmpty()) {
      entry.put("code", account.code().toHex());
    }
    if (!account.storage().isEmpty()) {
      ObjectNode storage = entry.putObject("storage");
      account.storage().forEach((slot, value) -> storage.put(slot.toHex(), value.toHex()));
    }
  }
}
