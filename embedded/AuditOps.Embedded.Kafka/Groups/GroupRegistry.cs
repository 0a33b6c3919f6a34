using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Storage;
using Microsoft.Extensions.Logging;

namespace AuditOps.Embedded.Kafka.Groups;

/// <summary>
/// All groups, behind one lock: what happens in it is short and never waits, and a single order of events is what makes a rebalance understandable.
/// </summary>
internal sealed class GroupRegistry : IDeadline
{
    /// <summary>Time between two looks for offsets and groups that have expired.</summary>
    private const long ExpiryEveryMs = 60_000;

    private readonly LogStore _store;
    private bool _closed;

    public GroupRegistry(LogStore store, BrokerOptions options, TimeProvider time, DeadlineQueue deadlines, ILogger log)
    {
        _store = store;
        Options = options;
        Time = time;
        Deadlines = deadlines;
        Logger = log;
        Log = new GroupLog(store);
        ById = Log.Load();
        Membership = new GroupMembership(this);
        Offsets = new GroupOffsets(this);
        foreach (var group in ById.Values) Membership.Restored(group);
        if (ById.Count > 0) Kafka.Log.GroupsRestored(log, ById.Count);
        store.MinCommittedOffset = Offsets.MinCommitted;
        store.TopicChanged += OnTopicChanged;
        deadlines.Schedule(this, deadlines.NowMs + ExpiryEveryMs);
    }

    public Lock Gate { get; } = new();

    public BrokerOptions Options { get; }

    public TimeProvider Time { get; }

    public DeadlineQueue Deadlines { get; }

    public ILogger Logger { get; }

    public GroupLog Log { get; }

    public Dictionary<string, Group> ById { get; }

    public GroupMembership Membership { get; }

    public GroupOffsets Offsets { get; }

    public Group? Find(string groupId) => ById.GetValueOrDefault(groupId);

    public Group FindOrAdd(string groupId)
    {
        if (!ById.TryGetValue(groupId, out var group)) ById[groupId] = group = new Group(groupId);
        return group;
    }

    /// <summary>Forgets a group and everything it committed.</summary>
    public long Delete(Group group)
    {
        // The log first: where it refuses, the group is still there and can be deleted again.
        foreach (var (topic, partition) in group.Offsets.Keys) Log.Remove(group, topic, partition);
        foreach (var (producerId, held) in group.HeldOffsets)
        {
            foreach (var (topic, partition) in held.Keys) Log.Release(group, producerId, topic, partition);
        }
        var position = Log.Remove(group);
        group.Offsets.Clear();
        group.HeldOffsets.Clear();
        group.State = GroupState.Dead;
        ById.Remove(group.Id);
        return position;
    }

    public void OnDeadline(long nowMs)
    {
        lock (Gate)
        {
            if (_closed) return;
            try
            {
                Offsets.Expire();
            }
            catch (EmbeddedKafkaException error)
            {
                Kafka.Log.GroupLogFailed(Logger, error);
            }
        }
        Deadlines.Schedule(this, nowMs + ExpiryEveryMs);
    }

    /// <summary>Lets waiting members go; what they need is on disk already.</summary>
    public void Close()
    {
        _store.TopicChanged -= OnTopicChanged;
        _store.MinCommittedOffset = null;
        lock (Gate)
        {
            _closed = true;
            foreach (var group in ById.Values) Membership.ReleaseWaiters(group);
            Log.Dispose();
        }
    }

    private void OnTopicChanged(TopicInfo topic, TopicChange change)
    {
        if (change != TopicChange.Deleted) return;
        lock (Gate)
        {
            if (_closed) return;
            try
            {
                Offsets.ForgetTopic(topic.Name);
            }
            catch (EmbeddedKafkaException error)
            {
                // The topic is gone all the same; its offsets go when they expire.
                Kafka.Log.GroupLogFailed(Logger, error);
            }
        }
    }
}
