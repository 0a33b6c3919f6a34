using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Groups;

/// <summary>Committing, reading and expiring offsets.</summary>
internal sealed class GroupOffsets(GroupRegistry registry)
{
    /// <summary>Longest metadata text of a commit, as Apache Kafka's offset.metadata.max.bytes.</summary>
    private const int MaxMetadataLength = 4096;

    private const int NoGeneration = -1;

    private long UnixNowMs => registry.Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Commits, and completes when the commit is on disk.</summary>
    public async ValueTask<OffsetCommitResponse> CommitAsync(OffsetCommitRequest request, Func<string, int, KafkaError> check)
    {
        var response = new OffsetCommitResponse();
        Task<KafkaError> flushed;
        lock (registry.Gate) flushed = Guarded(() => Commit(request, check, response));
        var error = await flushed;
        if (error != KafkaError.None) Fill(response, request, error);
        return response;
    }

    /// <summary>The committed offsets of a group. <paramref name="requireStable"/>: those an open transaction may still move are refused for now.</summary>
    public OffsetFetchGroupResult Fetch(OffsetFetchGroup wanted, bool requireStable)
    {
        var result = new OffsetFetchGroupResult { GroupId = wanted.GroupId };
        lock (registry.Gate)
        {
            // A group nobody knows is not an error: it has simply committed nothing.
            var group = registry.Find(wanted.GroupId);
            if (wanted.Topics is null)
            {
                if (group is not null) All(group, requireStable, result);
                return result;
            }
            foreach (var topic in wanted.Topics)
            {
                var found = new OffsetFetchTopicResult { Name = topic.Name };
                result.Topics.Add(found);
                foreach (var partition in topic.Partitions)
                {
                    found.Partitions.Add(Describe(group, topic.Name, partition, requireStable));
                }
            }
        }
        return result;
    }

    /// <summary>Keeps a transaction's offsets until its outcome. The task completes when they are on disk.</summary>
    public Task<KafkaError> Hold(TxnOffsetCommitRequest request, Func<string, int, KafkaError> check, TxnOffsetCommitResponse response)
    {
        lock (registry.Gate) return Guarded(() => HoldUnderLock(request, check, response));
    }

    /// <summary>Applies or drops what a transaction has held in these groups.</summary>
    public KafkaError Settle(IEnumerable<string> groupIds, long producerId, bool commit, Transactions.FlushGate flushes)
    {
        lock (registry.Gate)
        {
            try
            {
                foreach (var id in groupIds)
                {
                    if (registry.Find(id) is not { } group || !group.HeldOffsets.TryGetValue(producerId, out var held)) continue;
                    var position = 0L;
                    foreach (var ((topic, partition), entry) in held)
                    {
                        if (commit)
                        {
                            registry.Log.Save(group, topic, partition, entry);
                            group.Offsets[(topic, partition)] = entry;
                        }
                        position = registry.Log.Release(group, producerId, topic, partition);
                    }
                    group.HeldOffsets.Remove(producerId);
                    if (position > 0) flushes.Add(registry.Log.Log, position);
                }
                return KafkaError.None;
            }
            catch (EmbeddedKafkaException error)
            {
                Kafka.Log.GroupLogFailed(registry.Logger, error);
                return error.Error;
            }
        }
    }

    /// <summary>Deletes committed offsets of partitions nobody is subscribed to.</summary>
    public async ValueTask<OffsetDeleteResponse> DeleteAsync(OffsetDeleteRequest request)
    {
        var response = new OffsetDeleteResponse();
        Task<KafkaError> flushed;
        lock (registry.Gate)
        {
            var group = registry.Find(request.GroupId);
            response.Error = group is null ? KafkaError.GroupIdNotFound
                : group.Members.Count > 0 && group.ProtocolType != Subscription.ProtocolType ? KafkaError.NonEmptyGroup
                : KafkaError.None;
            if (response.Error != KafkaError.None) return response;
            flushed = Guarded(() => Delete(group!, request, response));
        }
        response.Error = await flushed;
        return response;
    }

    public async ValueTask<DeleteGroupsResponse> DeleteGroupsAsync(DeleteGroupsRequest request)
    {
        var response = new DeleteGroupsResponse();
        List<(DeletedGroup Result, Task<KafkaError> Flushed)> deleted = [];
        lock (registry.Gate)
        {
            foreach (var id in request.Groups)
            {
                var result = new DeletedGroup { GroupId = id };
                response.Results.Add(result);
                var group = registry.Find(id);
                if (group is not null) registry.Membership.CatchUp(group);
                result.Error = group is null ? KafkaError.GroupIdNotFound : group.State == GroupState.Empty ? KafkaError.None : KafkaError.NonEmptyGroup;
                if (result.Error == KafkaError.None) deleted.Add((result, Guarded(() => LogFlush.Of(registry.Log, registry.Delete(group!)))));
            }
        }
        foreach (var (result, flushed) in deleted) result.Error = await flushed;
        return response;
    }

    /// <summary>The smallest offset any group has committed for a partition; null when none reads it.</summary>
    public long? MinCommitted(string topic, int partition)
    {
        long? least = null;
        lock (registry.Gate)
        {
            foreach (var group in registry.ById.Values)
            {
                if (group.Offsets.TryGetValue((topic, partition), out var entry) && (least is null || entry.Offset < least)) least = entry.Offset;
            }
        }
        return least;
    }

    /// <summary>Drops what nobody has used for the retention time, and groups that hold nothing. Under the lock.</summary>
    public void Expire()
    {
        var now = UnixNowMs;
        var retention = (long)registry.Options.OffsetRetention.TotalMilliseconds;
        foreach (var group in registry.ById.Values.ToList())
        {
            if (group.State != GroupState.Empty || group.Pending.Count > 0 || group.HeldOffsets.Count > 0) continue;
            foreach (var (key, entry) in group.Offsets.ToList())
            {
                if (now - Math.Max(entry.CommittedAtMs, group.EmptySinceMs) <= retention) continue;
                group.Offsets.Remove(key);
                registry.Log.Remove(group, key.Topic, key.Partition);
            }
            if (group.Offsets.Count == 0 && now - group.EmptySinceMs > retention) registry.Delete(group);
        }
    }

    /// <summary>Drops the offsets of a deleted topic. Under the lock.</summary>
    public void ForgetTopic(string topic)
    {
        foreach (var group in registry.ById.Values)
        {
            foreach (var key in group.Offsets.Keys.Where(key => key.Topic == topic).ToList())
            {
                registry.Log.Remove(group, key.Topic, key.Partition);
                group.Offsets.Remove(key);
            }
            // A transaction that commits later must not bring one back: the name may belong to another topic by then.
            foreach (var (producerId, held) in group.HeldOffsets)
            {
                foreach (var key in held.Keys.Where(key => key.Topic == topic).ToList())
                {
                    registry.Log.Release(group, producerId, key.Topic, key.Partition);
                    held.Remove(key);
                }
            }
        }
    }

    private Task<KafkaError> Commit(OffsetCommitRequest request, Func<string, int, KafkaError> check, OffsetCommitResponse response)
    {
        var refusal = Check(request.GroupId, request.MemberId, request.GroupInstanceId, request.GenerationId, transactional: false, out var group);
        if (refusal != KafkaError.None) return Task.FromResult(refusal);
        var now = UnixNowMs;
        var position = 0L;
        foreach (var topic in request.Topics)
        {
            var result = new TopicErrors { Name = topic.Name };
            response.Topics.Add(result);
            foreach (var partition in topic.Partitions)
            {
                var error = CheckPartition(topic.Name, partition.Index, partition.Metadata, check);
                result.Partitions.Add(new PartitionError { Index = partition.Index, Error = error });
                if (error != KafkaError.None) continue;
                var entry = new OffsetEntry(partition.Offset, partition.LeaderEpoch, partition.Metadata ?? "", now);
                position = registry.Log.Save(group!, topic.Name, partition.Index, entry);
                group!.Offsets[(topic.Name, partition.Index)] = entry;
            }
        }
        return position > 0 ? LogFlush.Of(registry.Log, position) : Task.FromResult(KafkaError.None);
    }

    private Task<KafkaError> Delete(Group group, OffsetDeleteRequest request, OffsetDeleteResponse response)
    {
        var position = 0L;
        foreach (var topic in request.Topics)
        {
            var subscribed = Subscription.Includes(group, topic.Name);
            var result = new TopicErrors { Name = topic.Name };
            response.Topics.Add(result);
            foreach (var partition in topic.Partitions)
            {
                result.Partitions.Add(new PartitionError { Index = partition, Error = subscribed ? KafkaError.GroupSubscribedToTopic : KafkaError.None });
                if (subscribed || !group.Offsets.ContainsKey((topic.Name, partition))) continue;
                position = registry.Log.Remove(group, topic.Name, partition);
                group.Offsets.Remove((topic.Name, partition));
            }
        }
        return position > 0 ? LogFlush.Of(registry.Log, position) : Task.FromResult(KafkaError.None);
    }

    private Task<KafkaError> HoldUnderLock(TxnOffsetCommitRequest request, Func<string, int, KafkaError> check, TxnOffsetCommitResponse response)
    {
        var refusal = Check(request.GroupId, request.MemberId, request.GroupInstanceId, request.GenerationId, transactional: true, out var group);
        if (refusal != KafkaError.None) return Task.FromResult(refusal);
        if (!group!.HeldOffsets.TryGetValue(request.ProducerId, out var held)) group.HeldOffsets[request.ProducerId] = held = [];
        var now = UnixNowMs;
        var position = 0L;
        foreach (var topic in request.Topics)
        {
            var result = new TopicErrors { Name = topic.Name };
            response.Topics.Add(result);
            foreach (var partition in topic.Partitions)
            {
                var error = CheckPartition(topic.Name, partition.Index, partition.Metadata, check);
                result.Partitions.Add(new PartitionError { Index = partition.Index, Error = error });
                if (error != KafkaError.None) continue;
                var entry = new OffsetEntry(partition.Offset, partition.LeaderEpoch, partition.Metadata ?? "", now);
                position = registry.Log.Hold(group, request.ProducerId, topic.Name, partition.Index, entry);
                held[(topic.Name, partition.Index)] = entry;
            }
        }
        return position > 0 ? LogFlush.Of(registry.Log, position) : Task.FromResult(KafkaError.None);
    }

    /// <summary>A log that refuses to be written makes an error code, not a closed connection.</summary>
    private Task<KafkaError> Guarded(Func<Task<KafkaError>> write)
    {
        try
        {
            return write();
        }
        catch (EmbeddedKafkaException error)
        {
            Kafka.Log.GroupLogFailed(registry.Logger, error);
            return Task.FromResult(error.Error);
        }
    }

    private static KafkaError CheckPartition(string topic, int partition, string? metadata, Func<string, int, KafkaError> check) =>
        check(topic, partition) is var refusal and not KafkaError.None ? refusal
        : metadata?.Length > MaxMetadataLength ? KafkaError.OffsetMetadataTooLarge
        : KafkaError.None;

    private KafkaError Check(string groupId, string memberId, string? instanceId, int generation, bool transactional, out Group? group)
    {
        group = registry.Find(groupId);
        if (group is null)
        {
            if (generation >= 0) return KafkaError.IllegalGeneration;
            group = registry.FindOrAdd(groupId);
            return KafkaError.None;
        }
        if (generation == NoGeneration && group.State == GroupState.Empty) return KafkaError.None;
        if (generation == NoGeneration && memberId.Length == 0 && instanceId is null) return transactional ? KafkaError.None : KafkaError.UnknownMemberId;
        var refusal = GroupMembership.Check(group, memberId, instanceId, generation, out var member);
        if (refusal != KafkaError.None) return refusal;
        if (group.State == GroupState.CompletingRebalance) return KafkaError.RebalanceInProgress;
        registry.Membership.Touch(member!);
        return KafkaError.None;
    }

    /// <summary>Gives every partition of a transactional commit the same error.</summary>
    public static void Fill(TxnOffsetCommitResponse response, TxnOffsetCommitRequest request, KafkaError error)
    {
        response.Topics.Clear();
        foreach (var topic in request.Topics)
        {
            response.Topics.Add(new TopicErrors
            {
                Name = topic.Name,
                Partitions = topic.Partitions.ConvertAll(partition => new PartitionError { Index = partition.Index, Error = error }),
            });
        }
    }

    /// <summary>Gives every partition of a commit the same error.</summary>
    public static void Fill(OffsetCommitResponse response, OffsetCommitRequest request, KafkaError error)
    {
        response.Topics.Clear();
        foreach (var topic in request.Topics)
        {
            response.Topics.Add(new TopicErrors
            {
                Name = topic.Name,
                Partitions = topic.Partitions.ConvertAll(partition => new PartitionError { Index = partition.Index, Error = error }),
            });
        }
    }

    private static void All(Group group, bool requireStable, OffsetFetchGroupResult result)
    {
        foreach (var topic in group.Offsets.Keys.GroupBy(key => key.Topic, StringComparer.Ordinal))
        {
            result.Topics.Add(new OffsetFetchTopicResult
            {
                Name = topic.Key,
                Partitions = [.. topic.Select(key => Describe(group, key.Topic, key.Partition, requireStable))],
            });
        }
    }

    private static OffsetFetchPartitionResult Describe(Group? group, string topic, int partition, bool requireStable)
    {
        if (group is null) return new OffsetFetchPartitionResult { Index = partition };
        if (requireStable && group.IsUnstable(topic, partition)) return new OffsetFetchPartitionResult { Index = partition, Error = KafkaError.UnstableOffsetCommit };
        return group.Offsets.TryGetValue((topic, partition), out var entry)
            ? new OffsetFetchPartitionResult { Index = partition, Offset = entry.Offset, LeaderEpoch = entry.LeaderEpoch, Metadata = entry.Metadata }
            : new OffsetFetchPartitionResult { Index = partition };
    }
}
