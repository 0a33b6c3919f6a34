using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Feeds;

/// <summary>Writes the text of records, one at a time, into a buffer that it keeps. Not for several threads.</summary>
internal sealed class RecordWriter : IDisposable
{
    /// <summary>Of Graph records, this share is changed by the service later.</summary>
    private const double ChangedShare = 0.02;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _json;

    public RecordWriter()
    {
        _json = new Utf8JsonWriter(_buffer, Options);
    }

    /// <summary>The record as it is served at a time; valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(TenantFeeds tenant, Feed feed, in Slot slot, DateTime now, out WrittenRecord written)
    {
        var act = IsOdd(tenant, in slot) ? new OddAct(feed.IsManagement()) : ActOf(tenant.Org, feed, in slot);
        var changedAt = ChangedAt(feed, in slot);
        var version = changedAt <= now ? 2 : 1;
        _buffer.ResetWrittenCount();
        _json.Reset();
        act.Write(_json, new Frame(tenant.Org, slot.Time, slot.Seed, version, changedAt));
        _json.Flush();
        var malformed = slot.Act is null && Unit(slot.Seed, 5) < tenant.Faults.Malformed;
        written = new WrittenRecord(malformed ? null : act.RecordId(slot.Seed), version, malformed);
        return malformed ? Break(slot.Seed) : _buffer.WrittenSpan;
    }

    public static Act ActOf(Org org, Feed feed, in Slot slot)
    {
        if (slot.Act is not null) return slot.Act;
        var dice = new Dice(Mix.Of(slot.Seed, 4));
        return Everyday.Make(feed, org, slot.Time, ref dice);
    }

    public static bool IsOdd(TenantFeeds tenant, in Slot slot) => slot.Act is null && Unit(slot.Seed, 10) < tenant.Faults.Odd;

    /// <summary>When the service changes the record; never for most.</summary>
    public static DateTime ChangedAt(Feed feed, in Slot slot)
    {
        var isChanging = feed is Feed.SignIns ? Unit(slot.Seed, 6) < ChangedShare : feed is Feed.RiskDetections && Unit(slot.Seed, 6) < ChangedShare * 10;
        return isChanging ? slot.Available.AddMinutes(1 + (Unit(slot.Seed, 7) * 60)) : DateTime.MaxValue;
    }

    public static double Unit(ulong seed, ulong what) => (Mix.Of(seed, what) >> 11) * (1.0 / (1UL << 53));

    public void Dispose() => _json.Dispose();

    /// <summary>Still JSON, or the page it stands in could not be read; but not an object. Each one is different from all others.</summary>
    private ReadOnlySpan<byte> Break(ulong seed)
    {
        var text = System.Text.Encoding.UTF8.GetString(_buffer.WrittenSpan[..(_buffer.WrittenCount / 2)]);
        _buffer.ResetWrittenCount();
        _json.Reset();
        switch (seed % 3)
        {
            case 0:
                _json.WriteStringValue(text);
                break;
            case 1:
                _json.WriteNumberValue(seed >> 8);
                break;
            default:
                _json.WriteStartArray();
                _json.WriteStringValue(seed.ToString("X16", CultureInfo.InvariantCulture));
                _json.WriteEndArray();
                break;
        }

        _json.Flush();
        return _buffer.WrittenSpan;
    }
}
