using System.Buffers;
using System.Globalization;
using System.Text.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Notify.Sending;

/// <summary>Events as lines of JSON, in the words that the events API uses too.</summary>
internal static class EventLines
{
    public const string ContentType = "application/x-ndjson";

    public static void Write(TargetOptions target, AuditEvent audit, IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            var isHec = target.Format == BodyFormat.SplunkHec;
            if (isHec)
                BeginHec(json, audit.EventTime, audit.Source);
            WriteEvent(json, audit, target.Raw);
            if (isHec)
                json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>A line that says of itself that it is a test.</summary>
    public static void WriteTest(TargetOptions target, Alert alert, IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            var isHec = target.Format == BodyFormat.SplunkHec;
            if (isHec)
                BeginHec(json, alert.UpdatedAt, Sources.Other);
            json.WriteStartObject();
            json.WriteString("tenant", alert.Tenant);
            json.WriteString("source", Sources.Other);
            json.WriteString("event_id", alert.AlertId);
            json.WriteString("event_time", alert.UpdatedAt.UtcDateTime);
            json.WriteString("operation", "Test");
            json.WriteString("summary", alert.Facts.Title);
            json.WriteBoolean("test", true);
            json.WriteEndObject();
            if (isHec)
                json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void BeginHec(Utf8JsonWriter json, DateTimeOffset time, string source)
    {
        json.WriteStartObject();
        json.WritePropertyName("time");
        json.WriteRawValue((time.ToUnixTimeMilliseconds() / 1000m).ToString("0.000", CultureInfo.InvariantCulture));
        json.WriteString("source", $"auditops:{source}");
        json.WriteString("sourcetype", "_json");
        json.WritePropertyName("event");
    }

    private static void WriteEvent(Utf8JsonWriter json, AuditEvent audit, bool withRaw)
    {
        json.WriteStartObject();
        json.WriteString("tenant", audit.Tenant);
        json.WriteString("source", audit.Source);
        json.WriteString("event_id", audit.EventId);
        json.WriteString("content_hash", Convert.ToHexStringLower(audit.ContentHash.Span));
        json.WriteString("event_time", audit.EventTime.UtcDateTime);
        json.WriteString("collected_at", audit.CollectedAt.UtcDateTime);
        json.WriteString("workload", audit.Workload);
        json.WriteString("category", audit.Category);
        json.WriteString("operation", audit.Operation);
        json.WriteString("outcome", audit.Outcome.ToString().ToLowerInvariant());
        Text(json, "result_code", audit.ResultCode);
        Text(json, "result_reason", audit.ResultReason);
        json.WriteStartObject("actor");
        json.WriteString("key", audit.Actor.Key);
        Text(json, "id", audit.Actor.Id);
        Text(json, "upn", audit.Actor.Upn);
        Text(json, "display", audit.Actor.Display);
        json.WriteString("kind", JsonNamingPolicy.SnakeCaseLower.ConvertName(audit.Actor.Kind.ToString()));
        json.WriteEndObject();
        WriteTargets(json, audit.Targets);
        Text(json, "ip", audit.Ip);
        Text(json, "country", audit.Geo?.Country);
        Text(json, "city", audit.Geo?.City);
        Text(json, "user_agent", audit.UserAgent);
        Text(json, "app_id", audit.App?.Id);
        Text(json, "app_name", audit.App?.Name);
        Text(json, "session_id", audit.SessionId);
        Text(json, "correlation_id", audit.CorrelationId);
        json.WriteString("summary", audit.Summary);
        WriteChanges(json, audit.Changes);
        json.WriteStartObject("attributes");
        foreach (var (name, value) in audit.Attributes)
            json.WriteString(name, value);
        json.WriteEndObject();
        if (audit.Flags.HasFlag(EventFlags.Historical))
            json.WriteBoolean("historical", true);
        // As text: a record may hold anything, and a line must stay a line.
        if (withRaw)
            json.WriteString("raw", System.Text.Encoding.UTF8.GetString(audit.Raw.Span));
        json.WriteEndObject();
    }

    private static void WriteTargets(Utf8JsonWriter json, IReadOnlyList<Target> targets)
    {
        json.WriteStartArray("targets");
        foreach (var target in targets)
        {
            json.WriteStartObject();
            json.WriteString("type", target.Type);
            Text(json, "id", target.Id);
            Text(json, "name", target.Name);
            Text(json, "upn", target.Upn);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteChanges(Utf8JsonWriter json, IReadOnlyList<PropertyChange> changes)
    {
        json.WriteStartArray("changes");
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("property", change.Property);
            Text(json, "old", change.Old);
            Text(json, "new", change.New);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
