using System.Text.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Tests.Rules;

/// <summary>Rules over what is really in some events, so that they meet often; and values that would be dangerous if they were ever taken for SQL.</summary>
internal sealed class RandomHunt(Random random, IReadOnlyList<AuditEvent> events)
{
    private static readonly string[] Dangerous =
    [
        "'); DROP TABLE events_store; --", "' OR '1'='1", "\\' OR 1 --", "{r0:String}", "{hunt_from:String}", "a'b\\c", "\u0000", "line\nbreak\ttab", "%_%", "\\%", "\"quoted\"", "naïve — ſK", "𝒳", "*/ /*", ")", "?*",
        "') FORMAT Null; SELECT 1", "0x41", "\\x41", "[]", "{}", "${jndi}", "' UNION ALL SELECT tenant, raw FROM events --",
    ];

    private static readonly string[] Names =
    [
        "operation", "outcome", "category", "workload", "source", "actor", "actor.key", "actor.kind", "actor.upn", "actor.display", "target", "target.id", "target.name", "target.upn", "target.type", "ip", "country", "user_agent",
        "app", "app.id", "app.name", "resource.name", "client_app", "device.os", "device.browser", "device.is_managed", "device.is_compliant", "session_id", "result_code", "result_reason", "summary", "record_type", "ecs_category",
        "changes.property", "changes.new", "changes.old", "changes.AccessRights.new", "changes.ConditionalAccessPolicy.new", "changes.role.displayname.new", "attr.asn", "attr.is_interactive", "attr.logon_type", "attr.mailbox_owner", "flags", "shape",
        "Operation", "Workload", "UserId", "Parameters.ForwardTo", "status.errorCode", "location.countryOrRegion", "targetResources.displayName", "properties.result", "ObjectId", "Members.UPN",
    ];

    private static readonly string[] Conditions = ["a", "a and b", "a or b", "a and not b", "not a", "not (a and b)", "not (a or b)", "(a or b) and not c", "a and not (b and not c)", "1 of them", "all of them"];

    public string Rule(string id)
    {
        var product = random.Next(5) switch { 0 => "product: azure\n  service: signinlogs", 1 => "product: m365\n  service: audit", 2 => "product: auditops\n  service: entra.signin", _ => "product: auditops" };
        return $"title: Hunt {id}\nid: {id}\nlogsource:\n  {product}\ndetection:\n  a:\n{Search()}  b:\n{Search()}  c:\n{Search()}  condition: {Pick(Conditions)}\n";
    }

    private string Search() => string.Concat(Enumerable.Range(0, random.Next(1, 3)).Select(_ => Item()).DistinctBy(item => item[..item.IndexOf(": ", StringComparison.Ordinal)]));

    private string Item()
    {
        var field = random.Next(25) == 0 ? "attr." + Pick("it's", "a\\b", "x'] OR 1") : random.Next(25) == 0 ? "changes." + Pick("O'Brien", "é", "x') OR ('1'='1") + ".new" : Pick(Names);
        var key = JsonSerializer.Serialize(field + Pick("", "", "", "|contains", "|contains", "|startswith", "|endswith", "|neq", "|cased", "|contains|cased", "|re"));
        if (key.EndsWith("|re\"", StringComparison.Ordinal)) return $"    {key}: {JsonSerializer.Serialize(Pick("^S", "[0-9]+", "on", "a.b"))}\n";
        if (random.Next(12) == 0) return $"    {JsonSerializer.Serialize(field)}: null\n";
        if (random.Next(12) == 0) return $"    {JsonSerializer.Serialize(field)}: {Pick("50126", "0", "8", "65536", "-0", "5e1", "15.0")}\n";
        if (random.Next(12) == 0) return $"    {JsonSerializer.Serialize(field + "|exists")}: {Pick("true", "false")}\n";
        return $"    {key}: [{string.Join(", ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => JsonSerializer.Serialize(Value(field))))}]\n";
    }

    private string Value(string field)
    {
        if (random.Next(6) == 0) return Pick(Dangerous) is { } bad && random.Next(2) == 0 ? bad : string.Empty;
        var text = Of(events[random.Next(events.Count)], field) ?? Pick(Dangerous);
        switch (random.Next(5))
        {
            case 0 when text.Length > 3:
                return text[random.Next(text.Length / 2)..];
            case 1 when text.Length > 3:
                return text[..random.Next(2, text.Length)];
            case 2:
                return text.ToUpperInvariant();
            case 3 when text.Length > 4:
                return text[..2] + Pick("*", "?") + text[3..];
            default:
                return text;
        }
    }

    private static string? Of(AuditEvent value, string field) => field switch
    {
        "operation" or "Operation" => value.Operation,
        "outcome" => value.Outcome.ToString().ToLowerInvariant(),
        "category" => value.Category,
        "workload" or "Workload" => value.Workload,
        "source" => value.Source,
        "actor.kind" => value.Actor.Kind.ToString().ToLowerInvariant(),
        "actor" or "actor.key" or "actor.upn" or "UserId" => value.Actor.Key,
        "target" or "target.upn" or "target.name" or "target.id" or "ObjectId" or "targetResources.displayName" => value.Targets.Count == 0 ? null : value.Targets[0].Upn ?? value.Targets[0].Name ?? value.Targets[0].Id,
        "target.type" => value.Targets.Count == 0 ? null : value.Targets[0].Type,
        "ip" => value.Ip,
        "country" or "location.countryOrRegion" => value.Geo?.Country,
        "user_agent" => value.UserAgent,
        "app" or "app.name" => value.App?.Name,
        "app.id" => value.App?.Id,
        "result_code" or "status.errorCode" => value.ResultCode,
        "summary" => value.Summary,
        "record_type" => value.RecordType,
        "changes.property" => value.Changes.Count == 0 ? null : value.Changes[0].Property,
        "changes.new" => value.Changes.Count == 0 ? null : value.Changes[0].New,
        "device.is_managed" => value.Device?.IsManaged?.ToString().ToLowerInvariant(),
        _ when field.StartsWith("attr.", StringComparison.Ordinal) => value.Attributes.GetValueOrDefault(field["attr.".Length..]),
        _ => null,
    };

    private string Pick(params string[] from) => from[random.Next(from.Length)];
}
