using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace AuditOps.EndToEnd.Tests.Driver;

/// <summary>What of a tenant is stored: events and dead letters in ClickHouse, its configuration on the posture topic.</summary>
internal sealed class StoredTenant
{
    private const string PostureTopic = "auditops.posture.v1";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public Dictionary<string, string> Records { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Objects { get; } = new(StringComparer.Ordinal);

    public long Letters { get; private set; }

    /// <summary>All tenants by name.</summary>
    public static async Task<Dictionary<string, StoredTenant>> ReadAsync(EmbeddedStack stack)
    {
        var tenants = new Dictionary<string, StoredTenant>(StringComparer.Ordinal);
        StoredTenant Of(string name) => tenants.TryGetValue(name, out var found) ? found : tenants[name] = new StoredTenant();
        foreach (var row in Rows(await stack.SqlAsync("SELECT tenant, concat(source, ' ', event_id), lower(hex(SHA256(raw))) FROM auditops.events LIMIT 10000000 FORMAT TSV")))
            Of(row[0]).Records[row[1]] = row[2];
        foreach (var row in Rows(await stack.SqlAsync("SELECT tenant, uniqExact(payload_sha256) FROM auditops.dead_letters WHERE stage = 'collect' GROUP BY tenant FORMAT TSV")))
            Of(row[0]).Letters = long.Parse(row[1], CultureInfo.InvariantCulture);
        ReadPosture(stack.Kafka, Of);
        return tenants;
    }

    private static IEnumerable<string[]> Rows(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split('\t'));

    private static void ReadPosture(string kafka, Func<string, StoredTenant> of)
    {
        using var consumer = new ConsumerBuilder<string, byte[]?>(new ConsumerConfig { BootstrapServers = kafka, GroupId = "posture-reader", EnablePartitionEof = true, EnableAutoCommit = false, IsolationLevel = IsolationLevel.ReadCommitted })
            .SetLogHandler(static (_, _) => { })
            .Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(PostureTopic, Deadline).Topics[0].Partitions;
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(PostureTopic, partition.PartitionId, Offset.Beginning)));
        for (var ended = 0; ended < partitions.Count;)
        {
            if (consumer.Consume(Deadline) is not { } result) throw new TimeoutException("the posture topic's end did not come");
            if (result.IsPartitionEOF) ended++;
            else Take(of, result.Message);
        }

        consumer.Close();
    }

    private static void Take(Func<string, StoredTenant> of, Message<string, byte[]?> message)
    {
        var parts = message.Key.Split('/', 3);
        if (parts[1] == "manifest") return;
        var objects = of(parts[0]).Objects;
        var key = $"{parts[1]} {Uri.UnescapeDataString(parts[2])}";
        if (message.Value is null)
        {
            objects.Remove(key);
            return;
        }

        using var value = JsonDocument.Parse(message.Value);
        var content = value.RootElement.GetProperty("object");
        objects[key] = parts[1] == "members" ? ExposedTenant.OfMembers(content.GetProperty("members")) : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.GetRawText())));
    }
}
