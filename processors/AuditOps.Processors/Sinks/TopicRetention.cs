using System.Globalization;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace AuditOps.Processors.Sinks;

/// <summary>How long the cluster really keeps a topic's records; the catalog says only how long it should. Asked anew now and then, because people change it.</summary>
internal sealed class TopicRetention(Handle client, string topic, TimeProvider time)
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(5);

    private long _askedAt;
    private Task _asking = Task.CompletedTask;
    private long _milliseconds = (long?)TopicCatalog.Get(topic).Retention?.TotalMilliseconds ?? -1;

    /// <summary>Null where records are kept for ever.</summary>
    public TimeSpan? Now => Interlocked.Read(ref _milliseconds) is var kept and >= 0 ? TimeSpan.FromMilliseconds(kept) : null;

    /// <summary>Asks the cluster if it is time to. Returns at once; only the worker's thread calls this.</summary>
    public void Refresh()
    {
        if (!_asking.IsCompleted || (_askedAt != 0 && time.GetElapsedTime(_askedAt) < AskEvery))
            return;
        _askedAt = time.GetTimestamp();
        _asking = AskAsync();
    }

    /// <summary>The client must live as long as a question is on its way.</summary>
    public Task StopAsync() => _asking;

    private async Task AskAsync()
    {
        try
        {
            using var admin = new DependentAdminClientBuilder(client).Build();
            var found = await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = topic }], new DescribeConfigsOptions { RequestTimeout = AskTimeout });
            if (found[0].Entries.TryGetValue("retention.ms", out var entry) && long.TryParse(entry.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var kept))
                Interlocked.Exchange(ref _milliseconds, kept);
        }
        catch (KafkaException)
        {
            // A cluster that does not answer, or does not let us ask: what was known last stands.
        }
    }
}
