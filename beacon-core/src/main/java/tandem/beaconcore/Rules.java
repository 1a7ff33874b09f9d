package tandem.beaconcore;

import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.Committees;
import tandem.beaconspec.SigningRoots;
import tandem.beaconspec.StateTransition;
import tandem.beaconspec.Types;
import tandem.crypto.Bls;

/// The rules of the network, made once a node because they remember committees.
record Rules(
    BeaconConfig config,
    Types types,
    StateTransition transition,
    Committees committees,
    SigningRoots signingRoots,
    Bls bls) {}
