using System.Text;
using AuditOps.Collectors.Import.Runs;
using AuditOps.Collectors.Scheduling;
using AuditOps.Kafka;
using AuditOps.Schemas.Topics;

namespace AuditOps.Collectors.Posture;

/// <summary>
/// Which objects <c>posture.v1</c> holds, by tenant, and a hash of each: what has not changed is not written again, and what is gone from the tenant gets a tombstone.
/// Read once for all its tenants, when the first of them asks.
/// </summary>
/// <param name="wanted">Tenants whose posture the shard reads; of the others nothing is kept.</param>
internal sealed class PostureTable(KafkaClientFactory clients, IReadOnlySet<string> wanted, TimeProvider time)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(90);

    private readonly Lock _lock = new();
    private Task<Dictionary<string, Dictionary<string, Int128>>>? _reading;

    /// <returns>Key without the tenant → hash; the caller's own from then on.</returns>
    public async Task<Dictionary<string, Int128>> OfAsync(string tenant, CancellationToken cancel)
    {
        Task<Dictionary<string, Dictionary<string, Int128>>> reading;
        lock (_lock)
        {
            if (_reading is null or { IsFaulted: true } or { IsCanceled: true }) _reading = Task.Run(() => Read(cancel), cancel);
            reading = _reading;
        }

        return (await reading).GetValueOrDefault(tenant) ?? new Dictionary<string, Int128>(StringComparer.Ordinal);
    }

    private Dictionary<string, Dictionary<string, Int128>> Read(CancellationToken cancel)
    {
        var tenants = new Dictionary<string, Dictionary<string, Int128>>(StringComparer.Ordinal);
        TopicTail.Read(clients, TopicNames.Posture, null, Silence, time, record =>
        {
            if (Keys.Split(record.Message.Key) is not var (tenant, rest) || !wanted.Contains(tenant)) return;
            if (!tenants.TryGetValue(tenant, out var objects)) tenants[tenant] = objects = new Dictionary<string, Int128>(StringComparer.Ordinal);
            if (record.Message.Value is null) objects.Remove(rest);
            else objects[rest] = HashOf(PostureValue.ObjectIn(record.Message.Value));
        }, cancel);
        return tenants;
    }

    public static Int128 HashOf(ReadOnlySpan<byte> bytes) => RecentRecords.MarkOf("", bytes).Content;

    public static string NameOf(string kind, string id) => Encoding.UTF8.GetString(Keys.Join("t", kind, id))[2..];
}
