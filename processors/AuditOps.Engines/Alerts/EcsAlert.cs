using System.Buffers;
using System.Globalization;
using System.Text.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>An alert in the Elastic Common Schema. OCSF is the authoritative form; this one is for consumers that index ECS. Use <c>event.id</c> as document id: newer revisions then replace older ones.</summary>
public static class EcsAlert
{
    private const string EcsVersion = "8.17.0";

    /// <summary>Writes one JSON object.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="output">Takes UTF-8.</param>
    public static void Write(Alert alert, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        var facts = alert.Facts;
        json.WriteStartObject();
        json.WriteString("@timestamp", Time(facts.LastSeen));
        json.WriteStartObject("ecs");
        json.WriteString("version", EcsVersion);
        json.WriteEndObject();
        json.WriteStartObject("event");
        json.WriteString("kind", "alert");
        WriteAll(json, "category", ["intrusion_detection"]);
        WriteAll(json, "type", ["info"]);
        json.WriteString("module", "auditops");
        json.WriteString("dataset", "auditops.alerts");
        if (facts.Evidence.Count > 0)
        {
            json.WriteString("outcome", OutcomeOf(facts.Evidence[0].Outcome));
            json.WriteString("reason", facts.Evidence[0].Summary);
        }

        json.WriteString("id", alert.AlertId);
        json.WriteNumber("sequence", alert.Revision);
        json.WriteString("action", AlertNames.Of(alert.Status));
        json.WriteNumber("severity", ((int)facts.Severity + 1) * 20);
        json.WriteString("created", Time(alert.CreatedAt));
        json.WriteString("start", Time(facts.FirstSeen));
        json.WriteString("end", Time(facts.LastSeen));
        json.WriteEndObject();
        json.WriteString("message", facts.Title);
        json.WriteStartObject("rule");
        json.WriteString("id", facts.RuleId);
        json.WriteString("name", facts.Title);
        json.WriteString("version", facts.RuleVersion.ToString(CultureInfo.InvariantCulture));
        if (facts.Description is { } description)
            json.WriteString("description", description);
        json.WriteEndObject();
        json.WriteStartObject("organization");
        json.WriteString("id", alert.Tenant);
        json.WriteEndObject();
        WriteThreat(json, facts);
        if (facts.Actor.Length > 0)
        {
            json.WriteStartObject("user");
            json.WriteString("name", facts.Actor);
            json.WriteEndObject();
        }

        if (facts.Evidence.FirstOrDefault(seen => seen.Ip is not null)?.Ip is { } ip)
        {
            json.WriteStartObject("source");
            json.WriteString("ip", ip);
            json.WriteEndObject();
        }

        WriteRelated(json, facts);
        json.WriteStartObject("labels");
        json.WriteString("historical", facts.Historical ? "true" : "false");
        json.WriteString("testing", facts.Silent ? "true" : "false");
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteThreat(Utf8JsonWriter json, AlertCandidate facts)
    {
        var techniques = AttackTags.Techniques(facts.Tags);
        var tactics = AttackTags.TacticsOf(facts.Tags);
        if (techniques.Count + tactics.Count == 0)
            return;
        json.WriteStartObject("threat");
        json.WriteString("framework", "MITRE ATT&CK");
        if (techniques.Count > 0)
        {
            json.WriteStartObject("technique");
            WriteAll(json, "id", techniques);
            json.WriteEndObject();
        }

        if (tactics.Count > 0)
        {
            json.WriteStartObject("tactic");
            WriteAll(json, "id", tactics.Select(tactic => tactic.Name));
            WriteAll(json, "name", tactics.Select(tactic => tactic.Value));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // ECS knows three outcomes.
    private static string OutcomeOf(Outcome outcome) => outcome switch
    {
        Outcome.Success => "success",
        Outcome.Failure or Outcome.Denied => "failure",
        _ => "unknown",
    };

    private static void WriteRelated(Utf8JsonWriter json, AlertCandidate facts)
    {
        json.WriteStartObject("related");
        WriteAll(json, "ip", facts.Evidence.Select(seen => seen.Ip).OfType<string>().Distinct(StringComparer.Ordinal));
        WriteAll(json, "user", facts.Evidence.Select(seen => seen.Actor).Distinct(StringComparer.Ordinal));
        json.WriteEndObject();
    }

    private static void WriteAll(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
