using System.Text.Json;
using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Feeds;

namespace AuditOps.Simulator.Control;

/// <summary>Lists the attacks of which something has become available, each with the records that have.</summary>
internal static class Truth
{
    public static async Task WriteAsync(Tenant tenant, Stream output, CancellationToken cancel)
    {
        var clock = tenant.Feeds.Clock;
        var now = clock.Now;
        foreach (var attack in tenant.Attacks.Between(clock.Start, now))
        {
            var seen = attack.Records.Where(record => tenant.Feeds.IsExposed(record.Feed, record.Slot, now)).OrderBy(record => record.Slot.Time).ToList();
            if (seen.Count == 0) continue;
            var line = JsonSerializer.SerializeToUtf8Bytes(new
            {
                id = attack.Id,
                scenario = attack.Scenario,
                tenant = tenant.Org.TenantId,
                start = JsonText.Graph(seen[0].Slot.Time),
                end = JsonText.Graph(seen[^1].Slot.Time),
                complete = seen.Count == attack.Records.Length,
                actors = attack.Actors,
                addresses = attack.Addresses,
                records = seen.Select(record => new { source = record.Feed.Source(), id = record.Slot.Act!.RecordId(record.Slot.Seed), event_time = JsonText.Graph(record.Slot.Time) }),
            });
            await output.WriteAsync(line, cancel);
            await output.WriteAsync("\n"u8.ToArray(), cancel);
        }
    }
}
