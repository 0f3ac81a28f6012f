package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.spi.CallRunner;
import dev.holdfast.runtime.spi.IndexRows;
import dev.holdfast.runtime.spi.NodeLease;
import dev.holdfast.runtime.spi.SocketHub;
import dev.holdfast.runtime.spi.WakeIndex;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What a {@link NodeHost} needs from outside.
 *
 * @param node the node's name, unique for this run of it: the name of its hub, and {@link
 *     NodeHost#role} of it is one of its roles in the cluster
 * @param lease whether the node may still speak for its objects
 * @param rows what the indexes hold, to be compared with the journal in the background
 * @param hub the node's own, of the node's name
 * @param settings what objects may ask for by name
 * @param clock the time of day
 * @param ticker the monotonic clock, in nanoseconds
 * @param threads those that the actor system was set up with; the host ends them
 * @param calls makes calls to the outside; who made it ends it, after the host
 * @param work bounds of local work
 */
public record NodeParts(
    String node,
    NodeLease lease,
    Catalogue catalogue,
    Limits limits,
    ObjectStore store,
    WakeIndex wakes,
    IndexRows rows,
    SocketHub hub,
    Map<String, String> settings,
    InstantSource clock,
    LongSupplier ticker,
    ObjectThreads threads,
    CallRunner calls,
    WorkLimits work) {}
