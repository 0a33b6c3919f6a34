using System.Buffers;
using System.Text;
using System.Text.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>
/// An alert as an OCSF Detection Finding (class 2004, schema 1.8.0, profile <c>incident</c>), with CloudEvents 1.0 headers in Kafka's binary binding.
/// The finding's uid stays the same from creation to closing; the revision is in <c>metadata.uid</c> and in <c>ce_id</c>.
/// </summary>
public static class OcsfFinding
{
    public const string SchemaVersion = "1.8.0";

    private const int ClassUid = 2004;
    private const int CategoryUid = 2;
    private const int RuleAnalytic = 1;
    private const int IpObservable = 2;
    private const int UserObservable = 4;

    /// <summary>Writes the finding as one JSON object.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="productVersion">Version of the product that speaks.</param>
    /// <param name="output">Takes UTF-8.</param>
    public static void Write(Alert alert, string productVersion, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        var facts = alert.Facts;
        var activity = AlertActivities.Of(alert);
        json.WriteStartObject();
        json.WriteNumber("activity_id", (int)activity);
        json.WriteString("activity_name", activity.ToString());
        json.WriteNumber("category_uid", CategoryUid);
        json.WriteString("category_name", "Findings");
        json.WriteNumber("class_uid", ClassUid);
        json.WriteString("class_name", "Detection Finding");
        json.WriteNumber("type_uid", ClassUid * 100 + (int)activity);
        json.WriteNumber("time", alert.UpdatedAt.ToUnixTimeMilliseconds());
        json.WriteNumber("start_time", facts.FirstSeen.ToUnixTimeMilliseconds());
        json.WriteNumber("end_time", facts.LastSeen.ToUnixTimeMilliseconds());
        json.WriteNumber("count", Math.Max(1, facts.Count));
        WriteSeverity(json, facts.Severity);
        WriteStatus(json, alert);
        json.WriteBoolean("is_alert", !facts.Silent && !facts.Historical);
        json.WriteString("message", Message(alert));
        WriteMetadata(json, alert, productVersion);
        WriteFindingInfo(json, alert);
        WriteEvidence(json, facts);
        WriteObservables(json, facts);
        WriteUnmapped(json, alert);
        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>Headers of the Kafka record.</summary>
    public static IReadOnlyList<KeyValuePair<string, byte[]>> Headers(Alert alert) =>
    [
        Header("ce_specversion", "1.0"),
        Header("ce_id", $"{alert.AlertId}/{alert.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture)}"),
        Header("ce_source", $"/auditops/{alert.Tenant}"),
        Header("ce_type", $"auditops.alert.{AlertActivities.Of(alert).ToString().ToLowerInvariant()}"),
        Header("ce_subject", alert.AlertId),
        Header("ce_time", alert.UpdatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture)),
        Header("ce_tenantid", alert.Tenant),
        Header("ce_partitionkey", $"{alert.Tenant}/{alert.AlertId}"),
        Header("content-type", "application/json"),
    ];

    private static KeyValuePair<string, byte[]> Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    private static string Message(Alert alert) =>
        alert.Facts.Evidence.Count > 0 ? $"{alert.Facts.Title}: {alert.Facts.Evidence[0].Summary}" : alert.Facts.Title;

    // OCSF has its levels one above Sigma's, 1 is informational.
    private static void WriteSeverity(Utf8JsonWriter json, AlertSeverity severity)
    {
        json.WriteNumber("severity_id", (int)severity + 1);
        json.WriteString("severity", severity.ToString());
    }

    private static void WriteStatus(Utf8JsonWriter json, Alert alert)
    {
        var (id, name) = alert.Status switch
        {
            AlertStatus.Open => (1, "New"),
            AlertStatus.Acknowledged => (2, "In Progress"),
            _ => (4, "Resolved"),
        };
        json.WriteNumber("status_id", id);
        json.WriteString("status", name);
        if (alert.Reason is { } reason)
            json.WriteString("status_detail", reason);
        if (alert.Verdict is { } verdict && OcsfVerdicts.Ids.TryGetValue(verdict, out var number))
        {
            json.WriteNumber("verdict_id", number);
            json.WriteString("verdict", OcsfVerdicts.CaptionOf(verdict));
        }

        if (alert.Assignee is not { } assignee)
            return;
        json.WriteStartObject("assignee");
        json.WriteString("name", assignee);
        json.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter json, Alert alert, string productVersion)
    {
        json.WriteStartObject("metadata");
        json.WriteString("version", SchemaVersion);
        json.WriteString("uid", $"{alert.AlertId}/{alert.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        json.WriteString("tenant_uid", alert.Tenant);
        json.WriteStartArray("profiles");
        json.WriteStringValue("incident");
        json.WriteEndArray();
        json.WriteStartObject("product");
        json.WriteString("name", "AuditOps");
        json.WriteString("vendor_name", "AuditOps");
        json.WriteString("version", productVersion);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFindingInfo(Utf8JsonWriter json, Alert alert)
    {
        var facts = alert.Facts;
        json.WriteStartObject("finding_info");
        json.WriteString("uid", alert.AlertId);
        json.WriteString("title", facts.Title);
        if (facts.Description is { } description)
            json.WriteString("desc", description);
        json.WriteNumber("created_time", alert.CreatedAt.ToUnixTimeMilliseconds());
        json.WriteNumber("modified_time", alert.UpdatedAt.ToUnixTimeMilliseconds());
        json.WriteNumber("first_seen_time", facts.FirstSeen.ToUnixTimeMilliseconds());
        json.WriteNumber("last_seen_time", facts.LastSeen.ToUnixTimeMilliseconds());
        json.WriteStartObject("analytic");
        json.WriteString("uid", facts.RuleId);
        json.WriteString("name", facts.Title);
        json.WriteNumber("type_id", RuleAnalytic);
        json.WriteString("type", "Rule");
        json.WriteString("version", facts.RuleVersion.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteEndObject();
        WriteAttacks(json, facts.Tags);
        json.WriteEndObject();
    }

    private static void WriteAttacks(Utf8JsonWriter json, IReadOnlyList<string> tags)
    {
        var techniques = AttackTags.Techniques(tags);
        var tactics = AttackTags.TacticsOf(tags);
        if (techniques.Count + tactics.Count == 0)
            return;
        json.WriteStartArray("attacks");
        foreach (var technique in techniques)
        {
            var point = technique.IndexOf('.', StringComparison.Ordinal);
            json.WriteStartObject();
            WriteUid(json, "technique", point < 0 ? technique : technique[..point], null);
            if (point >= 0)
                WriteUid(json, "sub_technique", technique, null);
            json.WriteEndObject();
        }

        foreach (var (uid, name) in tactics)
        {
            json.WriteStartObject();
            WriteUid(json, "tactic", uid, name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteUid(Utf8JsonWriter json, string property, string uid, string? name)
    {
        json.WriteStartObject(property);
        json.WriteString("uid", uid);
        if (name is not null)
            json.WriteString("name", name);
        json.WriteEndObject();
    }

    private static void WriteEvidence(Utf8JsonWriter json, AlertCandidate facts)
    {
        json.WriteStartArray("evidences");
        foreach (var seen in facts.Evidence)
        {
            json.WriteStartObject();
            json.WriteString("uid", seen.EventId);
            WriteActor(json, seen.Actor);
            if (seen.Ip is { } ip)
            {
                json.WriteStartObject("src_endpoint");
                json.WriteString("ip", ip);
                json.WriteEndObject();
            }

            json.WriteStartObject("data");
            json.WriteString("event_id", seen.EventId);
            json.WriteString("source", seen.Source);
            json.WriteString("event_time", seen.EventTime.UtcDateTime);
            json.WriteString("operation", seen.Operation);
            json.WriteString("outcome", seen.Outcome.ToString().ToLowerInvariant());
            if (seen.App is { } app)
                json.WriteString("app", app);
            json.WriteString("summary", seen.Summary);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteActor(Utf8JsonWriter json, string actor)
    {
        json.WriteStartObject("actor");
        json.WriteStartObject("user");
        json.WriteString("name", actor);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteObservables(Utf8JsonWriter json, AlertCandidate facts)
    {
        json.WriteStartArray("observables");
        foreach (var ip in facts.Evidence.Select(seen => seen.Ip).OfType<string>().Distinct(StringComparer.Ordinal))
            WriteObservable(json, "evidences.src_endpoint.ip", IpObservable, "IP Address", ip);
        foreach (var user in facts.Evidence.Select(seen => seen.Actor).Distinct(StringComparer.Ordinal))
            WriteObservable(json, "evidences.actor.user.name", UserObservable, "User Name", user);
        json.WriteEndArray();
    }

    private static void WriteObservable(Utf8JsonWriter json, string name, int typeId, string type, string value)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("type_id", typeId);
        json.WriteString("type", type);
        json.WriteString("value", value);
        json.WriteEndObject();
    }

    private static void WriteUnmapped(Utf8JsonWriter json, Alert alert)
    {
        var facts = alert.Facts;
        json.WriteStartObject("unmapped");
        json.WriteNumber("revision", alert.Revision);
        json.WriteBoolean("historical", facts.Historical);
        json.WriteBoolean("testing", facts.Silent);
        json.WriteStartObject("group");
        foreach (var (name, value) in facts.Group.DistinctBy(pair => pair.Name))
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteStartArray("why");
        foreach (var condition in facts.Why)
        {
            json.WriteStartObject();
            json.WriteString("field", condition.Field);
            json.WriteString("operator", condition.Operator);
            json.WriteString("expected", condition.Expected);
            json.WriteString("actual", condition.Actual);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("tags");
        foreach (var tag in facts.Tags)
            json.WriteStringValue(tag);
        json.WriteEndArray();
        if (facts.Runbook is { } runbook)
            json.WriteString("runbook", runbook);
        json.WriteEndObject();
    }
}
