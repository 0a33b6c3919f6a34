using System.Globalization;
using System.Text;
using AuditOps.Engines.Normalize;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;

namespace AuditOps.Tests.Normalize;

/// <summary>Recognises and normalises text the way the pipeline does, and shows an event as lines.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Collected = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly EventNormalizer Default = new(new NormalizeOptions());

    public static AuditEvent Normalize(string json) => Normalize(Encoding.UTF8.GetBytes(json));

    public static AuditEvent Normalize(byte[] payload, EventNormalizer? normalizer = null) => (normalizer ?? Default).Normalize(Envelope(payload));

    public static RawEnvelope Envelope(byte[] payload)
    {
        var seen = ShapeRecognizer.Recognize(payload);
        return Envelope(payload, seen);
    }

    public static RawEnvelope Envelope(byte[] payload, RecognizedRecord seen) => new()
    {
        Tenant = "tailspin",
        Source = seen.Source,
        Shape = seen.Shape,
        RecordId = seen.RecordId ?? "sha256-128:00000000000000000000000000000000",
        CollectedAt = Collected,
        Run = "test",
        Payload = payload,
    };

    public static AuditEvent Csv(string header, string row)
    {
        var seen = ShapeRecognizer.RecognizeHeader(Encoding.UTF8.GetBytes(header))!.Recognize(Encoding.UTF8.GetBytes(row));
        return Default.Normalize(Envelope(Encoding.UTF8.GetBytes(header + "\n" + row), seen));
    }

    /// <summary>One field of an event by a short name.</summary>
    public static string? Field(AuditEvent e, string name) => name switch
    {
        "time" => e.EventTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture),
        "outcome" => e.Outcome.ToString(),
        "operation" => e.Operation,
        "workload" => e.Workload,
        "category" => e.Category,
        "ecs" => string.Join(",", e.EcsCategories),
        "ip" => e.Ip,
        "port" => e.Port?.ToString(CultureInfo.InvariantCulture),
        "address" => e.ClientAddress,
        "actor" => e.Actor.Key,
        "upn" => e.Actor.Upn,
        "id" => e.Actor.Id,
        "display" => e.Actor.Display,
        "kind" => e.Actor.Kind.ToString(),
        "org" => e.OrganizationId,
        "code" => e.ResultCode,
        "reason" => e.ResultReason,
        "type" => e.RecordType,
        "ua" => e.UserAgent,
        "flags" => e.Flags.ToString(),
        "summary" => e.Summary,
        "session" => e.SessionId,
        "app" => e.App is null ? null : $"{e.App.Id}|{e.App.Name}",
        "resource" => e.Resource is null ? null : $"{e.Resource.Id}|{e.Resource.Name}",
        "device" => e.Device is null ? null : $"{e.Device.Id}|{e.Device.Name}|{e.Device.OperatingSystem}|{e.Device.Browser}",
        "geo" => e.Geo is null ? null : string.Create(CultureInfo.InvariantCulture, $"{e.Geo.Country}|{e.Geo.City}|{e.Geo.Latitude}"),
        "targets" => string.Join("; ", e.Targets.Select(t => $"{t.Type}:{t.Id}|{t.Name}|{t.Upn}")),
        "changes" => string.Join("; ", e.Changes.Select(c => $"{c.Property}:{c.Old}->{c.New}")),
        _ => e.Attributes.GetValueOrDefault(name),
    };

    /// <summary>Everything of an event that the bytes decide, one fact a line.</summary>
    public static string Show(AuditEvent e)
    {
        var text = new StringBuilder();
        foreach (var name in new[] { "operation", "workload", "category", "ecs", "outcome", "time", "actor", "upn", "id", "display", "kind", "ip", "port", "address", "org", "type", "code", "reason", "ua", "app", "resource", "device", "geo", "session", "targets", "changes", "flags", "summary" })
        {
            if (Field(e, name) is { Length: > 0 } value)
                text.Append(name).Append(": ").Append(value).Append('\n');
        }

        foreach (var (name, value) in e.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal))
            text.Append('@').Append(name).Append(": ").Append(value).Append('\n');
        return text.ToString();
    }
}
