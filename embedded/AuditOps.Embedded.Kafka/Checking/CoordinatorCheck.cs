using System.Text;
using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Transactions;
using AuditOps.Embedded.Kafka.Wire;

namespace AuditOps.Embedded.Kafka.Checking;

/// <summary>
/// Holds the coordinator's logs against each other and against the partitions: whatever is open, in a partition or as a held offset, must belong to a transaction
/// that will end.
/// </summary>
internal sealed class CoordinatorCheck(Findings findings)
{
    private const string TransactionsLog = "internal/transactions.log";
    private const string GroupsLog = "internal/groups.log";
    private const short Version = 1;

    private readonly Dictionary<long, (string Id, TransactionRecord Record)> _byProducer = [];
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);
    private readonly List<(string Group, string Topic, int Partition, long ProducerId)> _held = [];
    private readonly List<(string Group, string Topic, int Partition, long Offset)> _committed = [];

    public int TransactionalIds { get; private set; }

    public int Groups => _groups.Count;

    public void LoadTransactions(Dictionary<byte[], byte[]> entries)
    {
        foreach (var (key, value) in entries)
        {
            var id = Encoding.UTF8.GetString(key);
            TransactionalIds++;
            if (Read<TransactionRecord>(value, out var problem) is not { } record)
            {
                findings.Fault(FaultKind.Transaction, TransactionsLog, $"'{id}': {problem}");
                continue;
            }
            Check(id, record);
            findings.HighestProducerId = Math.Max(findings.HighestProducerId, record.ProducerId);
            if (!_byProducer.TryAdd(record.ProducerId, (id, record)))
                findings.Fault(FaultKind.Transaction, TransactionsLog, $"'{id}' and '{_byProducer[record.ProducerId].Id}' have the same producer id {record.ProducerId}");
        }
    }

    public void LoadGroups(Dictionary<byte[], byte[]> entries)
    {
        foreach (var (bytes, value) in entries)
        {
            if (Read<GroupKey>(bytes, out var problem) is not { } key)
            {
                findings.Fault(FaultKind.Group, GroupsLog, $"a key cannot be read: {problem}");
                continue;
            }
            _groups.Add(key.GroupId);
            switch (key.Kind)
            {
                case GroupKey.GroupKind:
                    if (Read<GroupValue>(value, out problem) is { } group) Check(key.GroupId, group);
                    break;
                case GroupKey.OffsetKind or GroupKey.HeldOffsetKind:
                    if (Read<OffsetValue>(value, out problem) is not { } offset) break;
                    if (offset.Offset < 0) findings.Fault(FaultKind.Group, GroupsLog, $"'{key.GroupId}' has the offset {offset.Offset} for {key.Topic}-{key.Partition}");
                    if (key.Kind == GroupKey.OffsetKind) _committed.Add((key.GroupId, key.Topic, key.Partition, offset.Offset));
                    else _held.Add((key.GroupId, key.Topic, key.Partition, key.ProducerId));
                    break;
                default:
                    problem = $"kind {key.Kind} of an entry is not known";
                    break;
            }
            if (problem is not null) findings.Fault(FaultKind.Group, GroupsLog, $"'{key.GroupId}': {problem}");
        }
    }

    /// <summary>Whoever holds a last stable offset back must be a transaction that the coordinator knows as open or as decided.</summary>
    public void CheckOpen(OpenTransaction open)
    {
        var what = $"the transaction of producer {open.ProducerId} (epoch {open.Epoch}) is open from offset {open.FirstOffset}";
        if (!_byProducer.TryGetValue(open.ProducerId, out var owner))
        {
            findings.Fault(FaultKind.LastStableOffset, open.Where, $"{what}, and no transactional id has that producer");
            return;
        }
        var record = owner.Record;
        if (!IsOpen(record)) findings.Fault(FaultKind.LastStableOffset, open.Where, $"{what}, but '{owner.Id}' is in state {(TransactionState)record.State}");
        else if (!record.Partitions.Exists(partition => partition.TopicId == open.TopicId && partition.Partition == open.Partition))
            findings.Fault(FaultKind.LastStableOffset, open.Where, $"{what}, but '{owner.Id}' does not name this partition");
        else if (open.Epoch > record.Epoch) findings.Fault(FaultKind.LastStableOffset, open.Where, $"{what}, but '{owner.Id}' is at epoch {record.Epoch}");
    }

    /// <param name="end">End of a partition's log; null where there is no such partition.</param>
    public void CheckOffsets(Func<string, int, long?> end)
    {
        foreach (var (group, topic, partition, producer) in _held)
        {
            if (!_byProducer.TryGetValue(producer, out var owner)) findings.Fault(FaultKind.Group, GroupsLog, $"'{group}' holds an offset of {topic}-{partition} for producer {producer}, which no transactional id has");
            else if (!IsOpen(owner.Record) || !owner.Record.Groups.Contains(group))
                findings.Fault(FaultKind.Group, GroupsLog, $"'{group}' holds an offset of {topic}-{partition} for '{owner.Id}', whose transaction ({(TransactionState)owner.Record.State}) does not know of it");
        }
        foreach (var (group, topic, partition, offset) in _committed)
            if (end(topic, partition) is { } last && offset > last) findings.Note($"{GroupsLog}: '{group}' has committed offset {offset} of {topic}-{partition}, which ends at {last}");
    }

    private static bool IsOpen(TransactionRecord record) => (TransactionState)record.State is TransactionState.Ongoing or TransactionState.PrepareCommit or TransactionState.PrepareAbort;

    private void Check(string id, TransactionRecord record)
    {
        if (!Enum.IsDefined((TransactionState)record.State)) findings.Fault(FaultKind.Transaction, TransactionsLog, $"'{id}' has the unknown state {record.State}");
        if (record.ProducerId < 0 || record.Epoch < 0) findings.Fault(FaultKind.Transaction, TransactionsLog, $"'{id}' has producer id {record.ProducerId} and epoch {record.Epoch}");
        if (!IsOpen(record) && record.Partitions.Count + record.Groups.Count > 0)
            findings.Fault(FaultKind.Transaction, TransactionsLog, $"'{id}' is in state {(TransactionState)record.State}, yet names {record.Partitions.Count} partitions and {record.Groups.Count} groups");
    }

    private void Check(string id, GroupValue group)
    {
        if (group.Generation < 0) findings.Fault(FaultKind.Group, GroupsLog, $"'{id}' has generation {group.Generation}");
        if (group.LeaderId is { } leader && group.Members.Count > 0 && !group.Members.Exists(member => member.Id == leader))
            findings.Fault(FaultKind.Group, GroupsLog, $"'{id}' has the leader {leader}, who is no member");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in group.Members)
        {
            if (!ids.Add(member.Id) || member.InstanceId is { } instance && !ids.Add("instance " + instance)) findings.Fault(FaultKind.Group, GroupsLog, $"'{id}' has {member.Id} twice");
        }
    }

    private static T? Read<T>(byte[] bytes, out string? problem)
        where T : class, IMessage, new()
    {
        var reader = new WireReader();
        reader.Reset(bytes, 0, bytes.Length);
        var message = new T();
        problem = null;
        try
        {
            message.Transfer(reader, Version);
            return message;
        }
        catch (MalformedRequestException malformed)
        {
            problem = malformed.Message;
            return null;
        }
    }
}
