using Confluent.Kafka;

namespace AuditOps.Streams.Testing;

/// <summary>
/// The coordinator of one consumer group: members, generations, rebalances of both kinds, committed offsets. Follows the classic protocol
/// (https://cwiki.apache.org/confluence/display/KAFKA/Kafka+Client-side+Assignment+Proposal, KIP-429) without its wire steps: a rebalance is open until every
/// known member has joined or the time is up, and then there is a new generation.
/// </summary>
internal sealed class SimulatedGroup(SimulatedCluster cluster, string id)
{
    private readonly SortedDictionary<string, SimulatedMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<TopicPartition, long> _offsets = [];
    private readonly Dictionary<TopicPartition, string> _readers = [];
    private TimeSpan _rebalanceSince;
    private int _names;

    public string Id => id;

    public int Generation { get; private set; }

    public bool IsRebalancing { get; private set; }

    public IReadOnlyDictionary<TopicPartition, long> Offsets => _offsets;

    /// <summary>Commits that came from a member other than the one that had since begun to read the partition. Must stay empty.</summary>
    public List<string> ForeignCommits { get; } = [];

    private TimeSpan Now => new(cluster.Time.GetTimestamp());

    public SimulatedMember Enter(IReadOnlyList<string> topics)
    {
        var member = new SimulatedMember($"{id}-m{_names++:D3}", topics) { HeardOf = Now };
        _members.Add(member.Id, member);
        BeginRebalance($"{member.Id} enters");
        return member;
    }

    public void Leave(string member)
    {
        if (_members.Remove(member))
            BeginRebalance($"{member} leaves");
    }

    public void BeginRebalance(string reason)
    {
        cluster.Note($"group {id} rebalances: {reason}");
        if (IsRebalancing)
            return;
        IsRebalancing = true;
        _rebalanceSince = Now;
        foreach (var member in _members.Values)
            member.HasJoined = false;
    }

    public bool Knows(string member) => _members.ContainsKey(member);

    public bool Owns(string member, TopicPartition partition) => _members.TryGetValue(member, out var known) && known.Assignment.Contains(partition);

    /// <summary>Keeps a member alive.</summary>
    public void Heartbeat(string member)
    {
        if (_members.TryGetValue(member, out var known))
            known.HeardOf = Now;
    }

    /// <summary>A member answers the rebalance, saying what it keeps hold of meanwhile.</summary>
    public void Join(string member, IEnumerable<TopicPartition> held)
    {
        var known = _members[member];
        known.HasJoined = true;
        known.Held.Clear();
        known.Held.UnionWith(held);
        CompleteIfJoined();
    }

    /// <summary>Whether a member still has to answer the rebalance under way.</summary>
    public bool Awaits(string member) => IsRebalancing && !_members[member].HasJoined;

    public IReadOnlyList<TopicPartition> AssignmentOf(string member) => _members[member].Assignment;

    /// <exception cref="StreamsException">With <see cref="StreamsErrorCode.KafkaAborted"/>: the member is not of the present generation.</exception>
    public void CheckMember(string? member, int generation)
    {
        if (member is not null && _members.ContainsKey(member) && generation == Generation)
            return;
        cluster.Events.FencedByGeneration++;
        cluster.Note($"{member ?? "a former member"} of generation {generation} is fenced, the generation is {Generation}");
        throw new StreamsException(StreamsErrorCode.KafkaAborted, $"generation {generation} is not the present one (IllegalGeneration)");
    }

    public void Store(TopicPartition partition, long offset, string? member)
    {
        if (_readers.TryGetValue(partition, out var reader) && member is not null && reader != member)
            ForeignCommits.Add($"{member} committed {partition} at {offset} after {reader} had begun to read it");
        if (_offsets.TryGetValue(partition, out var before) && offset < before)
            ForeignCommits.Add($"{member} took {partition} back from {before} to {offset}");
        _offsets[partition] = offset;
    }

    /// <summary>Tells where a member is to begin. From here on only it may commit for the partition.</summary>
    /// <returns>Null while a transaction is undecided that would change it.</returns>
    public long? Begin(TopicPartition partition, string member)
    {
        if (StableOffset(partition) is not { } offset)
            return null;
        _readers[partition] = member;
        return offset;
    }

    /// <returns>-1 when nothing is committed; null while a transaction is undecided that would change it.</returns>
    public long? StableOffset(TopicPartition partition)
    {
        if (!cluster.HasPendingOffset(id, partition))
            return _offsets.GetValueOrDefault(partition, -1);
        cluster.Events.WaitsForStableOffsets++;
        return null;
    }

    public void Tick()
    {
        foreach (var member in _members.Values.Where(member => Now - member.HeardOf > cluster.Options.SessionTimeout).ToList())
        {
            cluster.Events.MembersExpired++;
            Leave(member.Id);
        }

        if (IsRebalancing && Now - _rebalanceSince > cluster.Options.RebalanceTimeout)
        {
            foreach (var member in _members.Values.Where(member => !member.HasJoined).ToList())
                _members.Remove(member.Id);
        }

        CompleteIfJoined();
    }

    private void CompleteIfJoined()
    {
        if (!IsRebalancing || _members.Values.Any(member => !member.HasJoined))
            return;
        IsRebalancing = false;
        Generation++;
        cluster.Events.Rebalances++;
        SimulatedAssignor.Assign([.. _members.Values], cluster, cluster.Options.Cooperative);
        cluster.Note($"group {id} has generation {Generation}: {string.Join("; ", _members.Values.Select(member => $"{member.Id} {member.Assignment.Count}"))}");
    }
}
