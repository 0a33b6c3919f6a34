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
    public async ValueTask<OffsetCommitResponse> CommitAsync(OffsetCommitRequest request, Func<string, int, bool> exists)
    {
        var response = new OffsetCommitResponse();
        Task<KafkaError> flushed;
        lock (registry.Gate) flushed = Commit(request, exists, response);
        var error = await flushed;
        if (error != KafkaError.None) Fill(response, request, error);
        return response;
    }

    public OffsetFetchGroupResult Fetch(OffsetFetchGroup wanted)
    {
        var result = new OffsetFetchGroupResult { GroupId = wanted.GroupId };
        lock (registry.Gate)
        {
            // A group nobody knows is not an error: it has simply committed nothing.
            var group = registry.Find(wanted.GroupId);
            if (wanted.Topics is null)
            {
                if (group is not null) All(group, result);
                return result;
            }
            foreach (var topic in wanted.Topics)
            {
                var found = new OffsetFetchTopicResult { Name = topic.Name };
                result.Topics.Add(found);
                foreach (var partition in topic.Partitions)
                {
                    found.Partitions.Add(group is not null && group.Offsets.TryGetValue((topic.Name, partition), out var entry)
                        ? Describe(partition, entry)
                        : new OffsetFetchPartitionResult { Index = partition });
                }
            }
        }
        return result;
    }

    /// <summary>Deletes committed offsets of partitions nobody is subscribed to.</summary>
    public async ValueTask<OffsetDeleteResponse> DeleteAsync(OffsetDeleteRequest request)
    {
        var response = new OffsetDeleteResponse();
        var flushed = Task.FromResult(KafkaError.None);
        lock (registry.Gate)
        {
            var group = registry.Find(request.GroupId);
            response.Error = group is null ? KafkaError.GroupIdNotFound
                : group.Members.Count > 0 && group.ProtocolType != Subscription.ProtocolType ? KafkaError.NonEmptyGroup
                : KafkaError.None;
            if (response.Error != KafkaError.None) return response;
            var position = 0L;
            foreach (var topic in request.Topics)
            {
                var subscribed = Subscription.Includes(group!, topic.Name);
                var result = new TopicErrors { Name = topic.Name };
                response.Topics.Add(result);
                foreach (var partition in topic.Partitions)
                {
                    result.Partitions.Add(new PartitionError { Index = partition, Error = subscribed ? KafkaError.GroupSubscribedToTopic : KafkaError.None });
                    if (!subscribed && group!.Offsets.Remove((topic.Name, partition))) position = registry.Log.Remove(group, topic.Name, partition);
                }
            }
            if (position > 0) flushed = LogFlush.Of(registry.Log, position);
        }
        response.Error = await flushed;
        return response;
    }

    public async ValueTask<DeleteGroupsResponse> DeleteGroupsAsync(DeleteGroupsRequest request)
    {
        var response = new DeleteGroupsResponse();
        var flushed = Task.FromResult(KafkaError.None);
        lock (registry.Gate)
        {
            foreach (var id in request.Groups)
            {
                var result = new DeletedGroup { GroupId = id };
                response.Results.Add(result);
                var group = registry.Find(id);
                result.Error = group is null ? KafkaError.GroupIdNotFound : group.State == GroupState.Empty ? KafkaError.None : KafkaError.NonEmptyGroup;
                if (result.Error == KafkaError.None) flushed = LogFlush.Of(registry.Log, registry.Delete(group!));
            }
        }
        var error = await flushed;
        foreach (var result in response.Results)
        {
            if (result.Error == KafkaError.None) result.Error = error;
        }
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
            if (group.State != GroupState.Empty || group.Pending.Count > 0) continue;
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
                group.Offsets.Remove(key);
                registry.Log.Remove(group, key.Topic, key.Partition);
            }
        }
    }

    private Task<KafkaError> Commit(OffsetCommitRequest request, Func<string, int, bool> exists, OffsetCommitResponse response)
    {
        var refusal = Check(request, out var group);
        if (refusal != KafkaError.None) return Task.FromResult(refusal);
        var now = UnixNowMs;
        var position = 0L;
        foreach (var topic in request.Topics)
        {
            var result = new TopicErrors { Name = topic.Name };
            response.Topics.Add(result);
            foreach (var partition in topic.Partitions)
            {
                var error = !exists(topic.Name, partition.Index) ? KafkaError.UnknownTopicOrPartition
                    : partition.Metadata?.Length > MaxMetadataLength ? KafkaError.OffsetMetadataTooLarge
                    : KafkaError.None;
                result.Partitions.Add(new PartitionError { Index = partition.Index, Error = error });
                if (error != KafkaError.None) continue;
                var entry = new OffsetEntry(partition.Offset, partition.LeaderEpoch, partition.Metadata ?? "", now);
                position = registry.Log.Save(group!, topic.Name, partition.Index, entry);
                group!.Offsets[(topic.Name, partition.Index)] = entry;
            }
        }
        return position > 0 ? LogFlush.Of(registry.Log, position) : Task.FromResult(KafkaError.None);
    }

    private KafkaError Check(OffsetCommitRequest request, out Group? group)
    {
        group = registry.Find(request.GroupId);
        if (group is null)
        {
            if (request.GenerationId >= 0) return KafkaError.IllegalGeneration;
            group = registry.FindOrAdd(request.GroupId);
            return KafkaError.None;
        }
        if (request.GenerationId == NoGeneration && group.State == GroupState.Empty) return KafkaError.None;
        if (request.GenerationId == NoGeneration && request.MemberId.Length == 0 && request.GroupInstanceId is null) return KafkaError.UnknownMemberId;
        var refusal = GroupMembership.Check(group, request.MemberId, request.GroupInstanceId, request.GenerationId, out var member);
        if (refusal != KafkaError.None) return refusal;
        if (group.State == GroupState.CompletingRebalance) return KafkaError.RebalanceInProgress;
        registry.Membership.Touch(member!);
        return KafkaError.None;
    }

    private static void Fill(OffsetCommitResponse response, OffsetCommitRequest request, KafkaError error)
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

    private static void All(Group group, OffsetFetchGroupResult result)
    {
        foreach (var topic in group.Offsets.GroupBy(entry => entry.Key.Topic, StringComparer.Ordinal))
        {
            result.Topics.Add(new OffsetFetchTopicResult
            {
                Name = topic.Key,
                Partitions = [.. topic.Select(entry => Describe(entry.Key.Partition, entry.Value))],
            });
        }
    }

    private static OffsetFetchPartitionResult Describe(int partition, OffsetEntry entry) =>
        new() { Index = partition, Offset = entry.Offset, LeaderEpoch = entry.LeaderEpoch, Metadata = entry.Metadata };
}
