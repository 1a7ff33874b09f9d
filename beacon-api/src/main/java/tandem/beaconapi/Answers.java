package tandem.beaconapi;

import tandem.beaconspec.BeaconBlockHeader;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.Checkpoint;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.StateJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The JSON of the Beacon API: numbers are decimal strings, bytes hexadecimal.
final class Answers {
  private Answers() {}

  static ObjectNode object() {
    return JsonMapper.shared().createObjectNode();
  }

  static ObjectNode data(JsonNode data) {
    ObjectNode answer = object();
    answer.set("data", data);
    return answer;
  }

  /// A list with its length.
  static ObjectNode counted(JsonNode list) {
    ObjectNode answer = data(list);
    answer.putObject("meta").put("count", list.size());
    return answer;
  }

  /// Of a block or state. It is never optimistic: blocks are taken in after all of their rules were
  /// checked, and gwat's work does not decide about them (beacon-rules.md 6).
  static ObjectNode checked(JsonNode data) {
    return data(data).put("execution_optimistic", false);
  }

  static ObjectNode error(int status, String sentence) {
    return object().put("code", status).put("message", sentence);
  }

  static ObjectNode identity(BeaconReads.Identity identity) {
    ObjectNode data = object().put("peer_id", identity.peerId()).put("enr", "");
    ArrayNode addresses = data.putArray("p2p_addresses");
    identity.addresses().forEach(addresses::add);
    // There is no discovery yet.
    data.putArray("discovery_addresses");
    data.putObject("metadata")
        .put("seq_number", number(identity.seqNumber()))
        .put("attnets", identity.attnets())
        .put("syncnets", identity.syncnets());
    return data;
  }

  static ObjectNode peer(BeaconReads.Peer peer) {
    return object()
        .put("peer_id", peer.peerId())
        .put("enr", "")
        .put("last_seen_p2p_address", peer.address())
        .put("state", "connected")
        .put("direction", peer.outbound() ? "outbound" : "inbound");
  }

  static ObjectNode peerCount(int connected) {
    return object()
        .put("disconnected", "0")
        .put("connecting", "0")
        .put("connected", number(connected))
        .put("disconnecting", "0");
  }

  static boolean isSyncing(BeaconReads.Sync sync) {
    return sync.status().stage() != Stage.WORKING;
  }

  static ObjectNode syncing(BeaconReads.Sync sync) {
    return object()
        .put("head_slot", number(sync.headSlot()))
        .put("sync_distance", number(Math.max(0, sync.currentSlot() - sync.headSlot())))
        .put("is_syncing", isSyncing(sync))
        .put("is_optimistic", false)
        .put("el_offline", !sync.linkUp());
  }

  static ObjectNode genesis(BeaconReads.Genesis genesis) {
    return object()
        .put("genesis_time", number(genesis.timeS()))
        .put("genesis_validators_root", genesis.validatorsRoot().toHex())
        .put("genesis_fork_version", genesis.forkVersion().toHex());
  }

  static ObjectNode header(BeaconReads.Header header) {
    BeaconBlockHeader message = header.header().message();
    ObjectNode data =
        object().put("root", header.root().toHex()).put("canonical", header.canonical());
    ObjectNode signed = data.putObject("header");
    signed
        .putObject("message")
        .put("slot", number(message.slot()))
        .put("proposer_index", number(message.proposerIndex()))
        .put("parent_root", message.parentRoot().toHex())
        .put("state_root", message.stateRoot().toHex())
        .put("body_root", message.bodyRoot().toHex());
    signed.put("signature", header.header().signature().toHex());
    return data;
  }

  static ObjectNode finality(BeaconReads.Finality finality) {
    ObjectNode data = object();
    data.set("previous_justified", checkpoint(finality.previousJustified()));
    data.set("current_justified", checkpoint(finality.currentJustified()));
    data.set("finalized", checkpoint(finality.finalized()));
    return data;
  }

  static ObjectNode config(BeaconConfig config) {
    ObjectNode data = object();
    JsonNode settings = JsonMapper.shared().readTree(config.toJson());
    settings.propertyStream().forEach(each -> data.put(each.getKey(), each.getValue().asString()));
    return data;
  }

  /// Of gwat's `dag_syncStatus`, with the stages since the start.
  static ObjectNode status(BeaconReads.Sync sync, Iterable<BeaconReads.StageEntry> stages) {
    ObjectNode data = StateJson.encode(sync.status());
    data.put("headSlot", sync.headSlot());
    data.put("currentSlot", sync.currentSlot());
    data.put("linkUp", sync.linkUp());
    ArrayNode history = data.putArray("history");
    for (BeaconReads.StageEntry each : stages) {
      history.addObject().put("stage", each.stage().name()).put("enteredAtMs", each.enteredAtMs());
    }
    return data;
  }

  private static ObjectNode checkpoint(Checkpoint checkpoint) {
    return object().put("epoch", number(checkpoint.epoch())).put("root", checkpoint.root().toHex());
  }

  private static String number(long unsigned) {
    return Long.toUnsignedString(unsigned);
  }
}
