using AuditOps.Api.Events;
using AuditOps.Api.Http;
using AuditOps.Engines.Alerts;
using AuditOps.Warehouse.Queries;

namespace AuditOps.Api.Alerts;

/// <summary>From the table's row to what the API shows.</summary>
internal static class AlertMapping
{
    private const string Mitre = "https://attack.mitre.org/";

    private static readonly TimeSpan Around = TimeSpan.FromHours(1);

    public static AlertItem Item(AlertRow row) => new()
    {
        AlertId = row.AlertId,
        Tenant = row.Tenant,
        Revision = row.Revision,
        Title = row.Title,
        Severity = row.Severity,
        Status = row.Status,
        Verdict = Text(row.Verdict),
        Reason = Text(row.Reason),
        Assignee = Text(row.Assignee),
        RuleId = row.RuleId,
        RuleVersion = row.RuleVersion,
        Actor = Text(row.ActorKey),
        Group = [.. row.GroupNames.Select((name, i) => new FieldValue(name, row.GroupValues[i]))],
        Tags = row.Tags,
        Techniques = AttackTags.Techniques(row.Tags),
        EventCount = row.EventCount,
        Suppressed = row.Suppressed,
        FirstSeen = row.FirstSeen,
        LastSeen = row.LastSeen,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
        UpdatedBy = row.UpdatedBy,
        ClosedAt = row.ClosedAt,
        Historical = row.Historical,
        Testing = row.Testing,
    };

    public static AlertDetail Detail(AlertDetailRow row, IReadOnlyList<AlertRow> previous, byte[] snapshot) => new(Item(row))
    {
        Description = Text(row.Description),
        WindowStart = row.WindowStart,
        WindowEnd = row.WindowEnd,
        Why = [.. row.WhyFields.Select((field, i) => new WhyItem(field, row.WhyOperators[i], row.WhyExpected[i], row.WhyActual[i]))],
        Evidence = [.. row.EvidenceIds.Select((_, i) => Evidence(row, i))],
        Snapshot = snapshot.Length == 0 ? null : EventMapping.Raw(snapshot),
        Runbook = Text(row.Runbook),
        Attack = Attack(row.Tags),
        History = [.. row.HistoryRevisions.Select((revision, i) => new HistoryItem(
            revision, row.HistoryTimes[i], row.HistoryBy[i], row.HistoryActions[i], row.HistoryFrom[i], row.HistoryTo[i], row.HistoryNotes[i]))],
        Previous = [.. previous.Select(one => new PreviousItem(
            one.AlertId, one.Status, Text(one.Verdict), Text(one.Reason), one.FirstSeen, one.LastSeen, one.EventCount, $"/api/v1/alerts/{one.AlertId}?tenant={one.Tenant}"))],
        Links = new AlertLinks(
            row.ActorKey.Length == 0
                ? null
                : $"/api/v1/events?tenant={row.Tenant}&actor={Uri.EscapeDataString(row.ActorKey)}&from={UtcTimeConverter.Text(row.FirstSeen - Around)}&to={UtcTimeConverter.Text(row.LastSeen + Around)}",
            $"/api/v1/rules/{Uri.EscapeDataString(row.RuleId)}"),
    };

    private static EvidenceItem Evidence(AlertDetailRow row, int i) => new()
    {
        EventId = row.EvidenceIds[i],
        Source = row.EvidenceSources[i],
        EventTime = row.EvidenceTimes[i],
        Actor = row.EvidenceActors[i],
        Operation = row.EvidenceOperations[i],
        Outcome = row.EvidenceOutcomes[i],
        Ip = Text(row.EvidenceIps[i]),
        Country = Text(row.EvidenceCountries[i]),
        App = Text(row.EvidenceApps[i]),
        UserAgent = Text(row.EvidenceUserAgents[i]),
        Summary = row.EvidenceSummaries[i],
        Href = $"/api/v1/events/{Uri.EscapeDataString(row.EvidenceIds[i])}?tenant={row.Tenant}&source={Uri.EscapeDataString(row.EvidenceSources[i])}",
    };

    private static List<AttackItem> Attack(IReadOnlyList<string> tags)
    {
        List<AttackItem> found = [];
        foreach (var id in AttackTags.Techniques(tags)) found.Add(new AttackItem("technique", id, null, $"{Mitre}techniques/{id.Replace('.', '/')}/"));
        foreach (var (id, name) in AttackTags.TacticsOf(tags)) found.Add(new AttackItem("tactic", id, name, $"{Mitre}tactics/{id}/"));
        return found;
    }

    private static string? Text(string text) => text.Length == 0 ? null : text;
}
