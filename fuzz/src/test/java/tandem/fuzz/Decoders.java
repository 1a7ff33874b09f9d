package tandem.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tandem.beaconnet.BeaconNetDecoders;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.Types;
import tandem.crypto.KeystoreException;
import tandem.crypto.KeystoreV3;
import tandem.devp2p.Devp2pDecoders;
import tandem.devp2p.EnodeUrl;
import tandem.gossipsub.Rpc;
import tandem.gossipsub.RpcCodec;
import tandem.gossipsub.RpcException;
import tandem.gwatledger.DagRecord;
import tandem.gwattypes.Account;
import tandem.gwattypes.Block;
import tandem.gwattypes.Genesis;
import tandem.gwattypes.GenesisException;
import tandem.gwattypes.Header;
import tandem.gwattypes.Receipt;
import tandem.gwattypes.Transaction;
import tandem.gwatwire.WfdagCodec;
import tandem.gwatwire.WfdagMessage;
import tandem.libp2p.Multiaddr;
import tandem.libp2p.PeerId;
import tandem.pairprotocol.LinkFormatException;
import tandem.pairprotocol.LinkJson;
import tandem.pairprotocol.LinkReply;
import tandem.pairprotocol.LinkRequest;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.rlp.RlpException;
import tandem.ssz.SszException;
import tandem.ssz.SszType;
import tandem.store.StoreException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Everything that turns bytes from outside into values, and what each promises: it gives a value
/// or its one exception, and what it accepts has only one form.
final class Decoders {
  /// One try; returns whether the bytes were accepted, and throws if a promise is broken.
  interface Decoder {
    boolean accepts(byte[] bytes) throws Exception;
  }

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Types TYPES = new Types(BeaconConfig.minimal());

  static final Map<String, Decoder> ALL = all();

  private Decoders() {}

  private static Map<String, Decoder> all() {
    Map<String, Decoder> all = new LinkedHashMap<>();
    all.put("header", canonical(Header::decode, Header::encode));
    all.put("block", canonical(Block::decode, Block::encode));
    all.put("transaction", canonical(Transaction::decode, each -> each.encoded().toArray()));
    all.put("account", canonical(Account::decode, Account::encode));
    all.put("dagRecord", canonical(DagRecord::decode, DagRecord::encode));
    all.put("storedReceipts", Decoders::storedReceipts);
    all.put("wfdag", Decoders::wfdag);
    all.put("genesis", Decoders::genesis);
    all.put("keystore", Decoders::keystore);
    all.put("multiaddrText", Decoders::multiaddrText);
    all.put("multiaddr", Decoders::multiaddr);
    all.put("peerId", Decoders::peerId);
    all.put("linkRequest", Decoders::linkRequest);
    all.put("linkReply", Decoders::linkReply);
    all.put("enode", Decoders::enode);
    all.put("hello", Devp2pDecoders::hello);
    all.put("disconnect", Devp2pDecoders::disconnect);
    all.put("compressed", Devp2pDecoders::compressed);
    all.put("gossipRpc", Decoders::gossipRpc);
    all.put("gossipPayload", BeaconNetDecoders::gossipPayload);
    all.put("requestPayload", BeaconNetDecoders::requestPayload);
    all.put("beaconConfig", Decoders::beaconConfig);
    all.put("beaconState", ssz(TYPES.beaconState()));
    all.put("signedBeaconBlock", ssz(TYPES.signedBeaconBlock()));
    all.put("attestation", ssz(TYPES.attestation()));
    all.put("attesterSlashing", ssz(TYPES.attesterSlashing()));
    all.put("signedAggregateAndProof", ssz(TYPES.signedAggregateAndProof()));
    all.put("signedContributionAndProof", ssz(TYPES.signedContributionAndProof()));
    all.put("status", ssz(TYPES.status()));
    return all;
  }

  private static <T> Decoder canonical(Function<byte[], T> decode, Function<T, byte[]> encode) {
    return bytes -> {
      T value;
      try {
        value = decode.apply(bytes);
      } catch (RlpException | StoreException refused) {
        return false;
      }
      assertThat(encode.apply(value)).isEqualTo(bytes);
      return true;
    };
  }

  private static <T> Decoder ssz(SszType<T> type) {
    return bytes -> {
      T value;
      try {
        value = type.decode(bytes);
      } catch (SszException refused) {
        return false;
      }
      assertThat(type.encode(value)).isEqualTo(bytes);
      return true;
    };
  }

  private static boolean storedReceipts(byte[] bytes) {
    try {
      Receipt.decodeStored(bytes, List.of());
      return true;
    } catch (RlpException | StoreException refused) {
      return false;
    }
  }

  /// The first byte is the code of the message.
  private static boolean wfdag(byte[] bytes) {
    if (bytes.length == 0) {
      return false;
    }
    byte[] payload = Arrays.copyOfRange(bytes, 1, bytes.length);
    WfdagMessage message;
    try {
      message = WfdagCodec.decode(bytes[0] & 0xff, payload);
    } catch (RlpException refused) {
      return false;
    }
    byte[] encoded = WfdagCodec.encode(message);
    assertThat(WfdagCodec.encode(WfdagCodec.decode(WfdagCodec.code(message), encoded)))
        .isEqualTo(encoded);
    return true;
  }

  private static boolean genesis(byte[] bytes) {
    Genesis genesis;
    try {
      genesis = Genesis.parse(bytes);
    } catch (GenesisException refused) {
      return false;
    }
    assertThat(Genesis.parse(genesis.toJson())).isEqualTo(genesis);
    return true;
  }

  private static boolean keystore(byte[] bytes) {
    try {
      KeystoreV3.decrypt(bytes, "");
      return true;
    } catch (KeystoreException refused) {
      return false;
    }
  }

  private static boolean multiaddrText(byte[] bytes) {
    Multiaddr address;
    try {
      address = Multiaddr.parse(text(bytes));
    } catch (IllegalArgumentException refused) {
      return false;
    }
    assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
    return true;
  }

  private static boolean multiaddr(byte[] bytes) {
    try {
      Multiaddr.decode(Bytes.wrap(bytes));
      return true;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  private static boolean peerId(byte[] bytes) {
    PeerId id;
    try {
      id = PeerId.parse(text(bytes));
    } catch (IllegalArgumentException refused) {
      return false;
    }
    assertThat(PeerId.parse(id.toString())).isEqualTo(id);
    return true;
  }

  /// `{"method": …, "params": …}`.
  private static boolean linkRequest(byte[] bytes) {
    JsonNode call = json(bytes);
    try {
      LinkJson.decodeRequest(call.path("method").asString(""), call.get("params"));
      return true;
    } catch (LinkFormatException refused) {
      return false;
    }
  }

  /// The result of each method that has one.
  private static boolean linkReply(byte[] bytes) {
    JsonNode result = json(bytes);
    List<LinkRequest> requests =
        List.of(
            new LinkRequest.Finalize(List.of(Hash32.wrap(new byte[32]))),
            new LinkRequest.GetCandidates(1),
            new LinkRequest.ValidateSpines(List.of()),
            new LinkRequest.ReadCoordinatedState(),
            new LinkRequest.ReadSyncStatus(),
            new LinkRequest.ReadChainId(),
            new LinkRequest.ReadBlock(null));
    boolean accepted = false;
    for (LinkRequest request : requests) {
      try {
        LinkJson.decodeResponse(request, new LinkReply.Result(result));
        accepted = true;
      } catch (LinkFormatException refused) {
        // The next method may have such a result.
      }
      LinkJson.outcome(request, new LinkReply.Error(-32_000, text(bytes), result));
    }
    return accepted;
  }

  private static boolean enode(byte[] bytes) {
    EnodeUrl url;
    try {
      url = EnodeUrl.parse(text(bytes));
    } catch (IllegalArgumentException refused) {
      return false;
    }
    assertThat(EnodeUrl.parse(url.toString())).isEqualTo(url);
    return true;
  }

  private static boolean gossipRpc(byte[] bytes) throws RpcException {
    Rpc rpc;
    try {
      rpc = RpcCodec.decode(bytes);
    } catch (RpcException refused) {
      return false;
    }
    byte[] encoded = RpcCodec.encode(rpc);
    assertThat(RpcCodec.encode(RpcCodec.decode(encoded))).isEqualTo(encoded);
    return true;
  }

  private static boolean beaconConfig(byte[] bytes) {
    BeaconConfig config;
    try {
      config = BeaconConfig.parse(bytes);
    } catch (IllegalArgumentException refused) {
      return false;
    }
    assertThat(BeaconConfig.parse(config.toJson())).isEqualTo(config);
    return true;
  }

  /// What a server's parser makes of the bytes; nothing where they are no JSON.
  private static JsonNode json(byte[] bytes) {
    try {
      JsonNode node = JSON.readTree(bytes);
      return node == null ? JSON.nullNode() : node;
    } catch (JacksonException notJson) {
      return JSON.nullNode();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
