package tandem.gossipsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.primitives.Bytes;

/// Many routers together.
class DisseminationTest {
  private static final GossipParams SPARING = GossipParams.DEFAULT.withFloodPublish(false);

  private static World network(int count, int perNode, GossipParams params, long seed) {
    World world = new World(count, params, seed);
    world.connectAtRandom(perNode, seed);
    world.subscribeAll();
    world.heartbeats(5);
    return world;
  }

  private static void everybodyHas(World world, Bytes data) {
    for (int i = 0; i < world.routers.size(); i++) {
      assertThat(world.accepted.get(i)).as("node " + i).contains(data);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatOnePublishesReachesEverybodyThroughTheMesh(long seed) {
    for (GossipParams params : List.of(GossipParams.DEFAULT, SPARING)) {
      World world = network(60, 14, params, seed);
      for (int i = 0; i < 30; i++) {
        world.publish(i * 2, Fixtures.data(i));
        everybodyHas(world, Fixtures.data(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void meshesAreOfTheRightSizeAndMutual(long seed) {
    World world = network(60, 20, GossipParams.DEFAULT, seed);
    world.heartbeats(30);
    for (int i = 0; i < 60; i++) {
      assertThat(world.routers.get(i).mesh(Fixtures.TOPIC)).as("node " + i).hasSizeBetween(6, 12);
      for (PeerName peer : world.routers.get(i).mesh(Fixtures.TOPIC)) {
        int other = Integer.parseInt(peer.id().substring(4));
        assertThat(world.routers.get(other).mesh(Fixtures.TOPIC)).contains(Fixtures.peer(i));
      }
    }
  }

  @Test
  void aMessageCostsANetworkOfMeshesNoMoreThanItsDegree() {
    World world = network(60, 30, SPARING, 7);
    world.heartbeats(20);
    long before = world.messages;
    for (int i = 0; i < 20; i++) {
      world.publish(i, Fixtures.data(i));
    }
    assertThat(world.messages - before).isLessThan(20L * 60 * 12);
  }

  @Test
  void whoComesLateIsToldOfTheLastMessages() {
    World world = network(20, 6, GossipParams.DEFAULT, 8);
    world.disconnect(3, world.links.get(3).iterator().next());
    while (!world.links.get(3).isEmpty()) {
      world.disconnect(3, world.links.get(3).iterator().next());
    }
    world.publish(0, Fixtures.data(99));
    assertThat(world.accepted.get(3)).doesNotContain(Fixtures.data(99));
    world.connect(3, 4);
    world.settle();
    world.heartbeats(3);
    assertThat(world.accepted.get(3)).contains(Fixtures.data(99));
  }

  @Test
  void whoHasNotJoinedCanPublish() {
    for (GossipParams params : List.of(GossipParams.DEFAULT, SPARING)) {
      World world = new World(20, params, 9);
      world.connectAtRandom(6, 9);
      for (int i = 1; i < 20; i++) {
        world.subscribe(i);
      }
      world.settle();
      world.heartbeats(3);
      world.publish(0, Fixtures.data(5));
      world.heartbeats(1);
      everybodyHas(world, Fixtures.data(5));
      assertThat(world.routers.get(0).topics()).isEmpty();
    }
  }

  @Test
  void aPeerThatPassesOnWhatIsInvalidLosesItsPlaceAndThenOurEar() {
    World world = network(30, 10, GossipParams.DEFAULT, 10);
    world.liars.add(0);
    List<Integer> victims = List.copyOf(world.links.get(0));
    for (int i = 0; i < 14; i++) {
      byte[] nonsense = Fixtures.data(1_000 + i).toArray();
      nonsense[8] = 1;
      world.publish(0, Bytes.wrap(nonsense));
      world.heartbeats(1);
    }
    for (int victim : victims) {
      GossipRouter router = world.routers.get(victim);
      assertThat(router.mesh(Fixtures.TOPIC)).doesNotContain(Fixtures.peer(0));
      assertThat(router.graylisted(world.nowMs)).containsExactly(Fixtures.peer(0));
    }
    world.publish(0, Fixtures.data(77));
    for (int i = 1; i < 30; i++) {
      assertThat(world.accepted.get(i)).doesNotContain(Fixtures.data(77));
    }
    world.publish(1, Fixtures.data(78));
    for (int i = 1; i < 30; i++) {
      assertThat(world.accepted.get(i)).contains(Fixtures.data(78));
    }
  }

  @Test
  void aMeshHealsWhenPeersGo() {
    World world = network(40, 12, GossipParams.DEFAULT, 11);
    for (int i = 0; i < 10; i++) {
      for (int other : new ArrayList<>(world.links.get(i))) {
        world.disconnect(i, other);
      }
    }
    world.heartbeats(3);
    world.publish(20, Fixtures.data(1));
    for (int i = 10; i < 40; i++) {
      assertThat(world.accepted.get(i)).as("node " + i).contains(Fixtures.data(1));
    }
  }

  @Test
  void equalSeedsGiveEqualRuns() {
    List<String> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      World world = network(25, 8, SPARING, 12);
      for (int i = 0; i < 10; i++) {
        world.publish(i, Fixtures.data(i));
        world.heartbeats(1);
      }
      runs.add(world.log.toString());
    }
    assertThat(runs.get(0)).isEqualTo(runs.get(1));
  }
}
