using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;

namespace AuditOps.Streams.Testing;

/// <content>The group member.</content>
internal sealed partial class SimulatedSession
{
    /// <summary>What a short poll gives at most.</summary>
    private const int FewRecords = 3;

    private readonly Dictionary<TopicPartition, FetchPosition> _owned = [];
    private readonly List<TopicPartition> _order = [];
    private IReadOnlyList<string> _topics = [];
    private IPollListener? _listener;
    private SimulatedMember? _member;
    private int _generation = -1;
    private int _turn;

    public void Subscribe(IReadOnlyList<string> topics, IPollListener listener)
    {
        Enter();
        _topics = topics;
        _listener = listener;
    }

    public void Poll(TimeSpan maxWait, int maxRecords, List<KafkaRecord> into)
    {
        Enter();
        ForbidDuringCommit(nameof(Poll));
        if (_cluster.Faults.Strikes(FaultKind.PollFailed))
            throw Transient("polling");
        if (!HasNews() || _member is null || !_cluster.Faults.Strikes(FaultKind.RebalanceUnnoticed))
            FollowRebalance();
        if (_owned.Count == 0)
            return;
        var most = _cluster.Faults.Strikes(FaultKind.ShortPoll) ? Math.Min(maxRecords, FewRecords) : maxRecords;
        _order.Clear();
        _order.AddRange(_owned.Keys);
        _turn++;
        for (var i = 0; i < _order.Count && into.Count < most; i++)
            Fetch(_order[(i + _turn) % _order.Count], most, into);
    }

    public void Seek(TopicPartition partition, long offset)
    {
        ForbidDuringCommit(nameof(Seek));
        if (!_owned.TryGetValue(partition, out var position))
            throw new StreamsException(StreamsErrorCode.KafkaTransient, $"seeking in {partition}, which is not assigned (Local_State)");
        position.MoveTo(offset);
    }

    public void Pause(IReadOnlyCollection<TopicPartition> partitions) => SetPaused(partitions, true);

    public void Resume(IReadOnlyCollection<TopicPartition> partitions) => SetPaused(partitions, false);

    private void SetPaused(IReadOnlyCollection<TopicPartition> partitions, bool isPaused)
    {
        foreach (var partition in partitions)
        {
            if (_owned.TryGetValue(partition, out var position))
                position.IsPaused = isPaused;
        }
    }

    private void Fetch(TopicPartition name, int most, List<KafkaRecord> into)
    {
        var position = _owned[name];
        if (position.IsPaused || Next(name, position) is not { } next)
            return;
        var partition = _cluster.Partition(name);
        if (next < partition.Start)
        {
            // What auto.offset.reset=earliest does.
            _cluster.Events.OutOfRange++;
            next = partition.Start;
        }

        while (into.Count < most && partition.NextCommitted(next) is { } record)
        {
            into.Add(new KafkaRecord(name, record.Offset, record.TimestampMs, record.Key, record.Value, record.Headers));
            next = record.Offset + 1;
        }

        position.Next = next;
        if (into.Count >= most || partition.NextCommitted(next) is not null)
            return;
        position.Next = Math.Max(next, partition.LastStable);
        if (position.ToldEnd == position.Next)
            return;
        position.ToldEnd = position.Next.Value;
        _listener!.OnReachedEnd(name, position.ToldEnd);
    }

    private long? Next(TopicPartition name, FetchPosition position)
    {
        if (position.Next is null && _member is { } member && _group.Knows(member.Id) && _group.Begin(name, member.Id) is { } committed)
            position.MoveTo(committed < 0 ? _cluster.Partition(name).Start : committed);
        return position.Next;
    }

    private bool HasNews() => _member is not { } member || !_group.Knows(member.Id) || _group.Awaits(member.Id) || (!_group.IsRebalancing && _generation != _group.Generation);

    private void FollowRebalance()
    {
        if (_member is { } former && !_group.Knows(former.Id))
        {
            _cluster.Note($"{former.Id} learns that it is out of the group");
            _member = null;
            _generation = -1;
            var lost = _owned.Keys.ToList();
            if (lost.Count > 0)
                _listener!.OnLost(lost);
            _owned.Clear();
        }

        _member ??= _group.Enter(_topics);
        if (_group.Awaits(_member.Id))
        {
            if (!_cluster.Options.Cooperative)
                LetGo(_owned.Keys.ToList());
            if (_group.Knows(_member.Id) && _group.Awaits(_member.Id))
                _group.Join(_member.Id, _owned.Keys);
        }

        if (_group.Knows(_member.Id) && !_group.IsRebalancing && _generation != _group.Generation)
            TakeAssignment(_member);
    }

    private void TakeAssignment(SimulatedMember member)
    {
        _generation = _group.Generation;
        var assigned = member.Assignment.ToList();
        var removed = _owned.Keys.Except(assigned).ToList();
        var added = assigned.Except(_owned.Keys).ToList();
        LetGo(removed);
        foreach (var partition in added)
            _owned.Add(partition, new FetchPosition());
        if (added.Count > 0)
            _listener!.OnAssigned(added);
        // Cooperative: what was let go is given to its taker by another round.
        if (removed.Count > 0 && _group.Knows(member.Id))
            _group.BeginRebalance($"{member.Id} has let go of {removed.Count}");
    }

    private void LetGo(List<TopicPartition> partitions)
    {
        if (partitions.Count == 0)
            return;
        _listener!.OnRevoked(partitions);
        foreach (var partition in partitions)
            _owned.Remove(partition);
    }
}
