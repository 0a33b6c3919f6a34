using System.Text.Json;
using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Http;

namespace AuditOps.Simulator.Graph;

/// <summary>Fills one page of a log.</summary>
internal static class LogReader
{
    /// <summary>Records looked at for one page; a filter that matches few gets a short or empty page and a next link, as from the service.</summary>
    private const int MostLookedAt = 20_000;

    /// <returns>The place to go on from; null at the end.</returns>
    public static SkipToken? Fill(Tenant tenant, GraphLog log, LogQuery query, PageBuffer page)
    {
        var feeds = tenant.Feeds;
        var now = feeds.Clock.Now;
        var from = Later(query.Bounds.From, feeds.Clock.Start);
        var to = Earlier(query.Bounds.To, now);
        if (query.After is { } after)
        {
            if (query.OldestFirst) from = Later(from, new DateTime(after.Time, DateTimeKind.Utc));
            else to = Earlier(to, new DateTime(after.Time, DateTimeKind.Utc));
        }

        if (to < from) return null;
        var looked = 0;
        var bucket = feeds.GraphBucket(query.OldestFirst ? from : to);
        var last = feeds.GraphBucket(query.OldestFirst ? to : from);
        var step = query.OldestFirst ? 1 : -1;
        for (; step > 0 ? bucket <= last : bucket >= last; bucket += step)
        {
            var slots = feeds.GraphSlots(log.Feed, bucket);
            for (var i = 0; i < slots.Count; i++)
            {
                var slot = slots[step > 0 ? i : slots.Count - 1 - i];
                if (slot.Time < from || slot.Time > to || slot.Available > now || IsBefore(query, slot)) continue;
                Add(tenant, log, query, slot, now, page);
                if (page.Count >= query.Top || ++looked >= MostLookedAt)
                    return new SkipToken(slot.Time.Ticks, slot.Seed, feeds.Clock.Real.Ticks, false);
            }
        }

        return null;
    }

    private static void Add(Tenant tenant, GraphLog log, LogQuery query, in Slot slot, DateTime now, PageBuffer page)
    {
        var bytes = page.Records.Write(tenant.Feeds, log.Feed, in slot, now, out var written);
        // What is no object has no properties to filter by; it comes with every page that covers its time.
        if (!written.Malformed && !IsWanted(log, query, in slot, tenant, bytes)) return;
        page.Record(bytes);
        if (RecordWriter.Unit(slot.Seed, 9) < tenant.Feeds.Faults.RepeatedWithin) page.Record(bytes);
    }

    private static bool IsWanted(GraphLog log, LogQuery query, in Slot slot, Tenant tenant, ReadOnlySpan<byte> bytes)
    {
        if (query.Filter is null)
            return log.Feed != Feed.SignIns || RecordWriter.IsOdd(tenant.Feeds, in slot) || RecordWriter.ActOf(tenant.Org, log.Feed, in slot) is not GraphSignIn { Logon.Kind: not SignInKind.Interactive };
        var reader = new Utf8JsonReader(bytes);
        using var json = JsonDocument.ParseValue(ref reader);
        return query.Filter.Matches(json.RootElement, null);
    }

    /// <summary>Already sent with an earlier page.</summary>
    private static bool IsBefore(LogQuery query, in Slot slot)
    {
        if (query.After is not { } after || slot.Time.Ticks != after.Time) return false;
        return query.OldestFirst ? slot.Seed <= after.Seed : slot.Seed >= after.Seed;
    }

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;

    private static DateTime Earlier(DateTime one, DateTime other) => one < other ? one : other;
}
