using System.Globalization;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace AuditOps.Kafka.Provisioning;

/// <summary>
/// Brings the cluster's topics into line with the catalog, and checks that they are. Running it again changes nothing. Partitions are added where
/// there are too few, never removed; settings are changed only when asked to.
/// </summary>
public sealed class TopicProvisioner(KafkaClientFactory clients, TimeProvider time, ILogger<TopicProvisioner> logger)
{
    private const string ClientId = "auditops-provision";
    private const string PartitionsSetting = "partitions";
    private static readonly TimeSpan VisibilityPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShortestAttempt = TimeSpan.FromMilliseconds(100);

    private readonly KafkaOptions _options = clients.Options;

    /// <param name="topics">The catalog, or the catalog and the changelogs of a topology.</param>
    /// <param name="fix">Whether settings that differ are set right.</param>
    /// <exception cref="KafkaAccessException">The cluster cannot be reached, or refuses.</exception>
    public async Task<ProvisionReport> ProvisionAsync(IReadOnlyList<TopicSpec> topics, bool fix, CancellationToken cancel)
    {
        using var admin = clients.Admin(ClientId);
        var before = await PartitionsAsync(admin, cancel).ConfigureAwait(false);
        var missing = topics.Where(topic => !before.ContainsKey(topic.Name)).ToList();
        await CreateAsync(admin, missing, cancel).ConfigureAwait(false);
        var extended = await ExtendAsync(admin, topics, before, cancel).ConfigureAwait(false);
        var present = topics.Where(topic => before.ContainsKey(topic.Name)).ToList();
        var drift = await FindDriftAsync(admin, present, before, cancel).ConfigureAwait(false);
        if (fix)
            drift = await FixAsync(admin, drift, cancel).ConfigureAwait(false);
        foreach (var item in drift.Where(item => !item.Fixed))
            Log.TopicDrift(logger, item.Topic, item.Setting, item.Actual, item.Wanted);
        return new ProvisionReport { Created = [.. missing.Select(topic => topic.Name)], Extended = extended, Drift = drift, Present = present.Count };
    }

    /// <summary>Checks at a role's start that its topics are there.</summary>
    /// <exception cref="KafkaAccessException">Says in one sentence what is missing and what to do.</exception>
    public async Task VerifyAsync(IReadOnlyList<TopicSpec> topics, CancellationToken cancel)
    {
        using var admin = clients.Admin(ClientId);
        var found = await PartitionsAsync(admin, cancel).ConfigureAwait(false);
        var faults = new List<string>();
        foreach (var topic in topics)
        {
            var wanted = topic.PartitionsOf(_options.Partitions);
            if (!found.TryGetValue(topic.Name, out var actual))
                faults.Add($"{topic.Name} is missing");
            else if (actual < wanted)
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{topic.Name} has {actual} of {wanted} partitions"));
        }

        if (faults.Count > 0)
            throw new KafkaAccessException(KafkaErrorCode.NotProvisioned, $"The Kafka cluster at {_options.BootstrapServers} is not ready: {string.Join(", ", faults)}; run 'auditops provision'.");
    }

    private async Task<Dictionary<string, int>> PartitionsAsync(IAdminClient admin, CancellationToken cancel)
    {
        var metadata = await MetadataAsync(admin, cancel).ConfigureAwait(false);
        var partitions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var topic in metadata.Topics)
        {
            if (topic.Error.Code == ErrorCode.NoError)
                partitions[topic.Topic] = topic.Partitions.Count;
        }

        return partitions;
    }

    /// <summary>
    /// The client offers this request as a blocking call only, without cancellation; short attempts keep a stop prompt and bridge a broker that is
    /// just starting.
    /// </summary>
    private async Task<Metadata> MetadataAsync(IAdminClient admin, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var left = _options.AdminTimeout - time.GetElapsedTime(started);
            var attempt = left < LongestAttempt ? left : LongestAttempt;
            try
            {
                return await Task.Run(() => admin.GetMetadata(attempt > ShortestAttempt ? attempt : ShortestAttempt), cancel).ConfigureAwait(false);
            }
            catch (KafkaException e)
            {
                var error = AdminErrors.From($"The Kafka cluster at {_options.BootstrapServers} could not be asked for its topics", e);
                if (error.Code != KafkaErrorCode.Unreachable || time.GetElapsedTime(started) >= _options.AdminTimeout)
                    throw error;
            }

            await Task.Delay(RetryPause, time, cancel).ConfigureAwait(false);
        }
    }

    private async Task CreateAsync(IAdminClient admin, List<TopicSpec> missing, CancellationToken cancel)
    {
        if (missing.Count == 0)
            return;
        try
        {
            await admin.CreateTopicsAsync(missing.Select(Specify), new CreateTopicsOptions { RequestTimeout = _options.AdminTimeout, OperationTimeout = _options.AdminTimeout }).ConfigureAwait(false);
        }
        catch (CreateTopicsException e)
        {
            // Two roles may provision at the same time; whoever comes second finds the topic there.
            var failed = e.Results.Where(result => result.Error.IsError && result.Error.Code != ErrorCode.TopicAlreadyExists).ToList();
            if (failed.Count > 0)
                throw AdminErrors.From($"Topics could not be created ({string.Join(", ", failed.Select(result => $"{result.Topic}: {result.Error.Reason}"))})", e);
        }
        catch (KafkaException e)
        {
            throw AdminErrors.From("Topics could not be created", e);
        }

        await WaitUntilVisibleAsync(admin, missing, cancel).ConfigureAwait(false);
        foreach (var topic in missing)
            Log.TopicCreated(logger, topic.Name, topic.PartitionsOf(_options.Partitions));
    }

    /// <summary>A cluster answers a creation before every broker tells clients of it.</summary>
    private async Task WaitUntilVisibleAsync(IAdminClient admin, List<TopicSpec> topics, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var found = await PartitionsAsync(admin, cancel).ConfigureAwait(false);
            if (topics.TrueForAll(topic => found.GetValueOrDefault(topic.Name) > 0))
                return;
            if (time.GetElapsedTime(started) > _options.AdminTimeout)
                throw new KafkaAccessException(KafkaErrorCode.ProvisioningFailed, $"Topics were created but the cluster does not show them after {_options.AdminTimeout.TotalSeconds:0} s.");
            await Task.Delay(VisibilityPause, time, cancel).ConfigureAwait(false);
        }
    }

    private async Task<List<TopicExtension>> ExtendAsync(IAdminClient admin, IReadOnlyList<TopicSpec> topics, Dictionary<string, int> before, CancellationToken cancel)
    {
        var extensions = new List<TopicExtension>();
        foreach (var topic in topics)
        {
            var wanted = topic.PartitionsOf(_options.Partitions);
            if (before.TryGetValue(topic.Name, out var actual) && actual < wanted)
                extensions.Add(new TopicExtension(topic.Name, actual, wanted));
        }

        if (extensions.Count == 0)
            return extensions;
        cancel.ThrowIfCancellationRequested();
        try
        {
            await admin.CreatePartitionsAsync(extensions.Select(extension => new PartitionsSpecification { Topic = extension.Topic, IncreaseTo = extension.After })).ConfigureAwait(false);
        }
        catch (KafkaException e)
        {
            throw AdminErrors.From("Partitions could not be added", e);
        }

        foreach (var extension in extensions)
            Log.TopicExtended(logger, extension.Topic, extension.Before, extension.After);
        return extensions;
    }

    private async Task<List<TopicDrift>> FindDriftAsync(IAdminClient admin, List<TopicSpec> topics, Dictionary<string, int> before, CancellationToken cancel)
    {
        var drift = new List<TopicDrift>();
        if (topics.Count == 0)
            return drift;
        cancel.ThrowIfCancellationRequested();
        List<DescribeConfigsResult> described;
        try
        {
            described = await admin.DescribeConfigsAsync(topics.Select(topic => new ConfigResource { Type = ResourceType.Topic, Name = topic.Name }), new DescribeConfigsOptions { RequestTimeout = _options.AdminTimeout }).ConfigureAwait(false);
        }
        catch (KafkaException e)
        {
            throw AdminErrors.From("The settings of the topics could not be read", e);
        }

        var settings = described.ToDictionary(result => result.ConfigResource.Name, result => result.Entries, StringComparer.Ordinal);
        foreach (var topic in topics)
        {
            var wantedPartitions = topic.PartitionsOf(_options.Partitions);
            if (before[topic.Name] > wantedPartitions)
                drift.Add(new TopicDrift(topic.Name, PartitionsSetting, before[topic.Name].ToString(CultureInfo.InvariantCulture), wantedPartitions.ToString(CultureInfo.InvariantCulture), Fixed: false));
            foreach (var (name, wanted) in Config(topic))
            {
                // A setting the cluster does not report (a broker that has no such setting) cannot be compared.
                if (settings[topic.Name].TryGetValue(name, out var entry) && !SameSetting(entry.Value, wanted))
                    drift.Add(new TopicDrift(topic.Name, name, entry.Value, wanted, Fixed: false));
            }
        }

        return drift;
    }

    private async Task<List<TopicDrift>> FixAsync(IAdminClient admin, List<TopicDrift> drift, CancellationToken cancel)
    {
        var changes = drift.Where(item => item.Setting != PartitionsSetting)
            .GroupBy(item => item.Topic, StringComparer.Ordinal)
            .ToDictionary(
                group => new ConfigResource { Type = ResourceType.Topic, Name = group.Key },
                group => group.Select(item => new ConfigEntry { Name = item.Setting, Value = item.Wanted, IncrementalOperation = AlterConfigOpType.Set }).ToList());
        if (changes.Count == 0)
            return drift;
        cancel.ThrowIfCancellationRequested();
        try
        {
            await admin.IncrementalAlterConfigsAsync(changes, new IncrementalAlterConfigsOptions { RequestTimeout = _options.AdminTimeout }).ConfigureAwait(false);
        }
        catch (KafkaException e)
        {
            throw AdminErrors.From("The settings of the topics could not be changed", e);
        }

        return [.. drift.Select(item => item with { Fixed = item.Setting != PartitionsSetting })];
    }

    private TopicSpecification Specify(TopicSpec topic) => new()
    {
        Name = topic.Name,
        NumPartitions = topic.PartitionsOf(_options.Partitions),
        ReplicationFactor = _options.ReplicationFactor,
        Configs = Config(topic),
    };

    private Dictionary<string, string> Config(TopicSpec topic) => new(topic.ToConfig(), StringComparer.Ordinal)
    {
        ["min.insync.replicas"] = _options.MinInSyncReplicas.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Lists such as <c>compact,delete</c> come back in any order and with blanks.</summary>
    private static bool SameSetting(string? actual, string wanted) =>
        actual is not null && Parts(actual).SetEquals(Parts(wanted));

    private static HashSet<string> Parts(string list) => new(list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
}
